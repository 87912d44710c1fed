/** What ours is held against: a hash like PDQ (Meta, 2019), and a plain histogram of colours. */
import sharp from 'sharp'

/** 256 bits: the 16 × 16 lowest frequencies of 64 × 64 greys, each above their median or not. */
export async function pdqLike(bytes: Buffer): Promise<Uint8Array> {
  const grey = await sharp(bytes)
    .removeAlpha()
    .greyscale()
    .resize(64, 64, { fit: 'fill' })
    .raw()
    .toBuffer()
  const half = new Float64Array(16 * 64)
  for (let k = 0; k < 16; k++)
    for (let x = 0; x < 64; x++)
      for (let y = 0; y < 64; y++) half[k * 64 + x]! += cosines[k]![y]! * grey[y * 64 + x]!
  const low = new Float64Array(256)
  for (let k = 0; k < 16; k++)
    for (let l = 0; l < 16; l++)
      for (let x = 0; x < 64; x++) low[k * 16 + l]! += cosines[l]![x]! * half[k * 64 + x]!
  const middle = low.toSorted()[128]!
  return Uint8Array.from(low, (value) => (value > middle ? 1 : 0))
}

/** DCT-II without its constant term. */
const cosines = Array.from({ length: 16 }, (_, k) =>
  Float64Array.from({ length: 64 }, (_, x) => Math.cos((Math.PI / 64) * (x + 0.5) * (k + 1))),
)

/** Of bits that differ, the share. */
export function hamming(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((count, bit, at) => count + (bit === other[at] ? 0 : 1), 0) / one.length
}

/** 8 × 8 × 8 shares of RGB. */
export async function histogram(bytes: Buffer): Promise<Float64Array> {
  const pixels = await sharp(bytes).removeAlpha().resize(64, 64, { fit: 'fill' }).raw().toBuffer()
  const bins = new Float64Array(512)
  for (let at = 0; at < pixels.length; at += 3)
    bins[(pixels[at]! >> 5) * 64 + (pixels[at + 1]! >> 5) * 8 + (pixels[at + 2]! >> 5)]! += 1 / 4096
  return bins
}

/** What two histograms have in common, 0..1. */
export function common(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, share, at) => sum + Math.min(share, other[at]!), 0)
}
