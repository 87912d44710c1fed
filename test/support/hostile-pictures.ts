/** Bytes that call themselves pictures and mean harm, each with what must come of it. */
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

export interface Hostile {
  name: string
  bytes: Uint8Array
  /** Of the sentence that refuses it; null where what is good of it is kept. */
  refused: RegExp | null
}

const damaged = /damaged or cut short/
const notOne = /not a picture/
const tooLarge = /too many pixels/

export async function hostilePictures(): Promise<Hostile[]> {
  const photo = await noisy(800, 600)
  const [jpeg, png, webp, gif] = await Promise.all([
    photo.clone().jpeg().toBuffer(),
    photo.clone().png().toBuffer(),
    photo.clone().webp().toBuffer(),
    photo.clone().gif().toBuffer(),
  ])
  const script = Buffer.from('<script>alert(1)</script>')
  const cut = (bytes: Buffer, part: number) => bytes.subarray(0, Math.floor(bytes.length * part))
  return [
    ...refusedAll(/empty/, { nothing: Buffer.alloc(0) }),
    ...refusedAll(damaged, {
      'half a JPEG': cut(jpeg, 0.5),
      'half a PNG': cut(png, 0.5),
      'half a WebP': cut(webp, 0.5),
      'a JPEG that lacks its end': jpeg.subarray(0, jpeg.length - 1_000),
      'the first signs of a JPEG': Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
      'a GIF that is a script': Buffer.from('GIF89a/*\0\0\0*/=1;alert(1)'),
      'a PNG whose sums are wrong': spoilt(png),
    }),
    ...refusedAll(/SVG/, {
      'an SVG': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
      'an SVG that reads files': Buffer.from(
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
      ),
    }),
    ...refusedAll(/PDF/, { 'a PDF': Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n') }),
    ...refusedAll(notOne, {
      'words sent as image/png': Buffer.from('hello, I am a picture'),
      'a page': Buffer.from(`<!doctype html>${script}`),
      'a ZIP': Buffer.from('PK\x03\x04 and more of it'),
      'a TIFF': await photo.clone().tiff().toBuffer(),
      'a list of pictures to read': Buffer.from(
        'push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 "/etc/passwd"',
      ),
    }),
    ...refusedAll(tooLarge, {
      'a PNG of 50,000 × 50,000': pngOf(50_000, 50_000, Buffer.alloc(1_000)),
      'a PNG just over 50 megapixels': pngOf(7_100, 7_100, Buffer.alloc(7_101 * 7_100)),
      'a JPEG of 60,000 × 60,000': withJpegSize(jpeg, 60_000, 60_000),
      'a GIF of 65,535 × 65,535': withGifSize(gif, 65_535, 65_535),
      'a WebP of 16,383 × 16,383': webpCanvas(16_383, 16_383),
    }),
    ...refusedAll(/frames|too many pixels/, {
      'an animation of 2,000 frames': await frames(2_000),
    }),
    ...refusedAll(/20 MB/, { 'over 20 MB': Buffer.concat([jpeg, Buffer.alloc(21_000_000)]) }),
    { name: 'a JPEG with a page behind it', bytes: Buffer.concat([jpeg, script]), refused: null },
    { name: 'a JPEG with 12 MB of metadata', bytes: withSegments(jpeg, 190), refused: null },
    { name: 'a JPEG whose EXIF leads in a circle', bytes: withExifCircle(jpeg), refused: null },
    {
      name: 'a PNG whose text unpacks to 200 MB',
      bytes: withText(png, 200_000_000),
      refused: null,
    },
    {
      name: '49 megapixels of one colour',
      bytes: pngOf(7_000, 7_000, Buffer.alloc(7_001 * 7_000)),
      refused: null,
    },
  ]
}

function refusedAll(refused: RegExp, all: Record<string, Uint8Array>): Hostile[] {
  return Object.entries(all).map(([name, bytes]) => ({ name, bytes, refused }))
}

async function noisy(width: number, height: number) {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 }
  const made = sharp({ create: { width, height, channels: 3, background: '#808080', noise } })
  return sharp(await made.png().toBuffer())
}

/** Eight bits of grey. */
function pngOf(width: number, height: number, rows: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const chunks = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND')]
  return Buffer.concat([signature, ...chunks])
}

function chunk(type: string, content = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function withText(png: Buffer, length: number): Buffer {
  const packed = deflateSync(Buffer.alloc(length, 'a'))
  const text = chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), packed]))
  const after = 8 + 25 // The signature and the head.
  return Buffer.concat([png.subarray(0, after), text, png.subarray(after)])
}

function spoilt(png: Buffer): Buffer {
  const bytes = Buffer.from(png)
  const middle = Math.floor(bytes.length / 2)
  bytes.fill(0, middle, middle + 2_000)
  return bytes
}

function withJpegSize(jpeg: Buffer, width: number, height: number): Buffer {
  const bytes = Buffer.from(jpeg)
  const at = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  bytes.writeUInt16BE(height, at + 5)
  bytes.writeUInt16BE(width, at + 7)
  return bytes
}

function withGifSize(gif: Buffer, width: number, height: number): Buffer {
  const bytes = Buffer.from(gif)
  bytes.writeUInt16LE(width, 6)
  bytes.writeUInt16LE(height, 8)
  const at = bytes.indexOf(0x2c, 13 + 3 * 2 ** ((bytes[10]! & 7) + 1))
  bytes.writeUInt16LE(width, at + 5)
  bytes.writeUInt16LE(height, at + 7)
  return bytes
}

/** Lossless, of one word that only tells the size. */
function webpCanvas(width: number, height: number): Buffer {
  const bits = (width - 1) | ((height - 1) << 14)
  const content = Buffer.concat([Buffer.from([0x2f]), Buffer.alloc(4), Buffer.alloc(11)])
  content.writeUInt32LE(bits >>> 0, 1)
  const head = Buffer.from('RIFF\0\0\0\0WEBPVP8L\0\0\0\0', 'latin1')
  head.writeUInt32LE(content.length + 12, 4)
  head.writeUInt32LE(content.length, 16)
  return Buffer.concat([head, content])
}

async function frames(count: number): Promise<Buffer> {
  const page = { width: 20, height: 20 * count, channels: 3 as const }
  const strip = Buffer.alloc(
    20 * 20 * count * 3,
    Buffer.from('a strip that changes from page to page'),
  )
  return sharp(strip, { raw: { ...page, pageHeight: 20 } })
    .gif({ loop: 0 })
    .toBuffer()
}

/** Each of 64 kB. */
function withSegments(jpeg: Buffer, count: number): Buffer {
  const segment = Buffer.concat([
    Buffer.from([0xff, 0xe1, 0xff, 0xff]),
    Buffer.alloc(65_533, 'Exif\0\0II*\0'),
  ])
  const all = Array.from({ length: count }, () => segment)
  return Buffer.concat([jpeg.subarray(0, 2), ...all, jpeg.subarray(2)])
}

/** Its directory's next directory is itself, and its thumbnail the whole file. */
function withExifCircle(jpeg: Buffer): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x8769, 10)
  tiff.writeUInt16LE(4, 12)
  tiff.writeUInt32LE(0xffffffff, 14)
  tiff.writeUInt32LE(8, 18)
  tiff.writeUInt32LE(8, 22)
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2])
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)])
}
