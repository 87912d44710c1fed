/**
 * Bytes of a stranger to upright sRGB pixels. The bytes alone tell what they are: what is not one of
 * a few kinds, not whole, or too large to open is refused by a sentence, from its header where that
 * is enough. Nothing of the file but its pixels goes any further.
 */
import sharp, { type Metadata, type Sharp } from 'sharp'
import { Refusal } from '#kit/refusal.ts'
import type { Picture } from './picture.ts'

const bytesMax = 20 * 1024 * 1024
const pixelsMax = 50_000_000
/** Of pictures whose decoders must hold them whole, and more than once. */
const heldPixelsMax = 25_000_000
const framesMax = 50
/** The longer side of what is kept, and of what is looked at. */
const keptSide = 2048
const seenSide = 384
const white = '#ffffff'

/** The only decoders that strangers' bytes may reach. */
const decoders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif']
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: decoders.map((name) => `VipsForeignLoad${name}Buffer`) })
sharp.cache(false)
sharp.concurrency(1)

export interface Keepable {
  bytes: Uint8Array
  mime: 'image/jpeg' | 'image/webp'
  width: number
  height: number
}

/**
 * The picture as Tillie keeps it: upright, sRGB, without metadata, at most 2048 pixels a side; JPEG,
 * or WebP when some of it is transparent. Of an animation it is the first frame.
 */
export async function keepable(bytes: Uint8Array): Promise<Keepable> {
  const image = await opened(bytes)
  const { data, info } = await decoded(
    image.resize(keptSide, keptSide, fitting).raw().toBuffer({ resolveWithObject: true }),
  )
  const { width, height, channels } = info
  const kept = sharp(data, { raw: { width, height, channels } })
  const isClear = channels === 4 && data.some((value, at) => at % 4 === 3 && value < 255)
  const encoded = isClear
    ? await kept.webp({ quality: 90 }).toBuffer()
    : await kept.removeAlpha().jpeg({ quality: 88 }).toBuffer()
  return { bytes: encoded, mime: isClear ? 'image/webp' : 'image/jpeg', width, height }
}

/** A JPEG that fits into a square of `side` pixels, what is transparent on white. */
export async function thumbnail(bytes: Uint8Array, side: number): Promise<Uint8Array> {
  const image = await opened(bytes)
  const small = image.resize(side, side, fitting).flatten({ background: white })
  return decoded(small.jpeg({ quality: 80 }).toBuffer())
}

/** To be looked at: at most `side` pixels a side (384), what is transparent on white. */
export async function openPicture(bytes: Uint8Array, side = seenSide): Promise<Picture> {
  const image = await opened(bytes)
  const { data, info } = await decoded(
    image
      .resize(side, side, fitting)
      .flatten({ background: white })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  )
  return { width: info.width, height: info.height, pixels: data }
}

const fitting = { fit: 'inside', withoutEnlargement: true } as const

/** Upright and in sRGB once it is decoded; refused here when its header tells enough. */
async function opened(bytes: Uint8Array): Promise<Sharp> {
  if (bytes.length > bytesMax)
    throw new Refusal('That picture is larger than 20 MB; send a smaller one.')
  const header = await headerOf(bytes)
  const frames = header.pages ?? 1
  if (header.format === 'heif' && header.compression !== 'av1')
    throw new Refusal('That picture is HEIC, which cannot be opened here; send it as a JPEG.')
  if (frames > framesMax)
    throw new Refusal(`That animation has more than ${framesMax} frames; send one picture of it.`)
  const pixels = header.width * header.height
  const isHeld = header.format !== 'jpeg' && header.format !== 'png'
  if (
    pixels > (isHeld || header.isProgressive ? heldPixelsMax : pixelsMax) ||
    pixels * frames > pixelsMax
  )
    throw new Refusal(
      `That picture has too many pixels, ${header.width} × ${header.height}; send a smaller one.`,
    )
  return sharp(bytes, {
    failOn: 'error',
    limitInputPixels: pixelsMax,
    sequentialRead: true,
  })
    .autoOrient()
    .toColourspace('srgb')
}

async function headerOf(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { failOn: 'error', limitInputPixels: false }).metadata()
  } catch {
    throw new Refusal(notAPicture(bytes))
  }
}

function notAPicture(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'That file is empty; send the picture again.'
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  if (/<svg[\s>]/i.test(start)) return 'That is an SVG drawing; send it as a JPEG or PNG.'
  if (start.startsWith('%PDF-')) return 'That is a PDF; send a picture of the page.'
  if (/^(\xff\xd8\xff|\x89PNG|GIF8|RIFF.{4}WEBP|.{4}ftyp)/s.test(start))
    return 'That picture is damaged or cut short; send it again.'
  return 'That file is not a picture that can be opened; send a JPEG, PNG or WebP.'
}

async function decoded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch {
    throw new Refusal('That picture is damaged or cut short; send it again.')
  }
}
