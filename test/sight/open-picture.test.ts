/** Story: strangers send bytes. Pictures are opened upright and bare; all else is refused by a sentence. */
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { Refusal } from '#kit/refusal.ts'
import { keepable, openPicture, thumbnail } from '#sight/open-picture.ts'

/** Red on the left, blue on the right, 60 × 40. */
const twoColours = Uint8Array.from({ length: 60 * 40 * 3 }, (_, at) => {
  const isLeft = Math.floor(at / 3) % 60 < 30
  return isLeft ? [220, 20, 20][at % 3]! : [20, 20, 220][at % 3]!
})
const drawn = () => sharp(twoColours, { raw: { width: 60, height: 40, channels: 3 } })
const noise = Uint8Array.from({ length: 200 * 200 * 3 }, (_, at) => (at * 7919) % 251)
const noisy = () => sharp(noise, { raw: { width: 200, height: 200, channels: 3 } })
const cutShort = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length * 0.7))

async function claimingSides(width: number, height: number): Promise<Buffer> {
  const png = await drawn().png().toBuffer()
  png.writeUInt32BE(width, 16)
  png.writeUInt32BE(height, 20)
  return png
}

function animated(frames: number): Promise<Buffer> {
  const [width, pageHeight] = [8, 8]
  const pixels = Uint8Array.from({ length: width * pageHeight * frames * 3 }, (_, at) => at % 253)
  const raw = { width, height: pageHeight * frames, channels: 3, pageHeight } as const
  return sharp(pixels, { raw }).gif({ loop: 0 }).toBuffer()
}

describe('bytes that are no picture for us are refused in words', async () => {
  const refused: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(), /empty/],
    ['text', Buffer.from('hello'), /not a picture/],
    [
      'an SVG',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      /SVG/,
    ],
    ['a PDF', Buffer.from('%PDF-1.7\n%âã'), /PDF/],
    ['a ZIP', Buffer.from('PK\u0003\u0004 and more'), /not a picture/],
    ['a TIFF', await drawn().tiff().toBuffer(), /not a picture/],
    ['a header alone', (await drawn().jpeg().toBuffer()).subarray(0, 40), /damaged or cut short/],
    ['half a JPEG', cutShort(await noisy().jpeg().toBuffer()), /damaged or cut short/],
    ['half a PNG', cutShort(await noisy().png().toBuffer()), /damaged or cut short/],
    ['half a WebP', cutShort(await noisy().webp().toBuffer()), /damaged or cut short/],
    ['50,000 pixels a side', await claimingSides(50_000, 50_000), /too many pixels, 50000 × 50000/],
    ['a long strip', await claimingSides(51_000_000, 1), /too many pixels|damaged/],
    ['an animation without end', await animated(51), /more than 50 frames/],
    ['21 MB', new Uint8Array(21 * 1024 * 1024), /larger than 20 MB/],
  ]

  test.each(refused)('%s', async (_, bytes, words) => {
    for (const open of [openPicture, keepable, (all: Uint8Array) => thumbnail(all, 64)]) {
      const refusal = await open(bytes).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Refusal)
      expect((refusal as Refusal).message).toMatch(words)
    }
  })
})

describe('pictures are opened', async () => {
  const kinds = {
    JPEG: await drawn().jpeg({ quality: 95 }).toBuffer(),
    PNG: await drawn().png().toBuffer(),
    WebP: await drawn().webp({ quality: 95 }).toBuffer(),
    AVIF: await drawn().avif({ quality: 90 }).toBuffer(),
    GIF: await drawn().gif().toBuffer(),
  }

  test.each(Object.entries(kinds))('%s, to the same pixels', async (_, bytes) => {
    const { width, height, pixels } = await openPicture(bytes)
    expect([width, height]).toEqual([60, 40])
    expect(pixels).toHaveLength(60 * 40 * 3)
    expect(pixels[0]).toBeGreaterThan(180)
    expect(pixels[2]).toBeLessThan(70)
  })

  test('upright, whatever the camera wrote', async () => {
    const turned = await drawn().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer()
    const { width, height, pixels } = await openPicture(turned)
    expect([width, height]).toEqual([40, 60])
    // Turned to the right, what was left is above.
    expect(pixels[0]).toBeGreaterThan(180)
    expect(pixels[pixels.length - 1]).toBeGreaterThan(180)
  })

  test('small enough to look at, and of an animation the first frame', async () => {
    const large = await noisy().resize(1200, 600).png().toBuffer()
    expect(await openPicture(large)).toMatchObject({ width: 384, height: 192 })
    expect(await openPicture(await animated(5))).toMatchObject({ width: 8, height: 8 })
  })

  test('a picture with a program behind it is kept as the picture alone', async () => {
    const secret = '<?php echo "hello from inside"; ?>'
    const polyglot = Buffer.concat([kinds.JPEG, Buffer.from(secret)])
    const kept = await keepable(polyglot)
    expect(Buffer.from(kept.bytes).includes('hello from inside')).toBe(false)
    expect(kept.mime).toBe('image/jpeg')
  })

  test('what is kept has no metadata, is at most 2048 pixels a side, and stays clear where it was', async () => {
    const exif = { IFD0: { Copyright: 'Amina, at home' } }
    const large = await noisy().resize(3000, 1500).withExif(exif).jpeg().toBuffer()
    const kept = await keepable(large)
    expect(kept).toMatchObject({ mime: 'image/jpeg', width: 2048, height: 1024 })
    expect(Buffer.from(kept.bytes).includes('Amina')).toBe(false)
    expect((await sharp(kept.bytes).metadata()).exif).toBeUndefined()

    const clear = await drawn().ensureAlpha(0.5).png().toBuffer()
    expect((await keepable(clear)).mime).toBe('image/webp')
    expect((await keepable(await drawn().ensureAlpha(1).png().toBuffer())).mime).toBe('image/jpeg')
  })

  test('a thumbnail is a JPEG that fits', async () => {
    const small = await thumbnail(kinds.PNG, 30)
    expect(await sharp(small).metadata()).toMatchObject({ format: 'jpeg', width: 30, height: 20 })
  })
})
