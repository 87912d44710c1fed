/** An eye that takes bytes for a picture as they are: for tests of what becomes of pictures, not of looks. */
import { createHash } from 'node:crypto'
import type { Eye } from '#domain/pictures/eye.ts'
import { Refusal } from '#kit/refusal.ts'

/** What begins with "no" is refused. The same bytes look the same, others quite different. */
export function flatEye(model = 'flat-1'): Eye & { seen: number } {
  const cannot = () => Promise.reject(new Error('this eye only keeps'))
  const shrink = async (bytes: Uint8Array) => bytes
  const eye = { keep, look: cannot, compare: cannot, shrink, close: async () => {}, seen: 0 }
  return eye

  async function keep(bytes: Uint8Array) {
    eye.seen += 1
    if (Buffer.from(bytes).toString('latin1').startsWith('no'))
      throw new Refusal('It is no picture.')
    const kept = Buffer.concat([Buffer.from('kept '), bytes])
    return {
      ...{ bytes: new Uint8Array(kept), mime: 'image/jpeg', width: 640, height: 480 },
      thumbnail: new Uint8Array(Buffer.concat([Buffer.from('small '), bytes])),
      seen: {
        model,
        regions: [0, 1].map((at) => flatRegion(bytes, at)),
        print: new Uint8Array(bytes),
      },
    }
  }
}

/** 512 figures, of length 1. */
export function flatRegion(bytes: Uint8Array, at: number): Float32Array {
  const hash = createHash('sha512').update(bytes).update(String(at)).digest()
  const figures = Array.from({ length: 512 }, (_, i) => hash[i % 64]! / 128 - 1 + (i % 7) / 50)
  const length = Math.hypot(...figures)
  return new Float32Array(figures.map((figure) => figure / length))
}
