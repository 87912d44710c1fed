/** What keeping a picture gave, as JSON and back: vectors and prints are bytes there. */
import { z } from 'zod'
import type { KeptPicture } from './keep-picture.ts'

export type { KeptPicture }

const stored = z.object({ sha256: z.string(), mime: z.string(), sizeBytes: z.int() })
const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')))

const kept = stored.extend({
  width: z.int(),
  height: z.int(),
  thumbnail: stored,
  seen: z.object({
    model: z.string(),
    regions: z.array(bytes.transform((raw) => new Float32Array(raw.slice().buffer))),
    print: bytes,
  }),
})

export function forKeeping({ seen, ...picture }: KeptPicture) {
  const { model, regions, print } = seen
  const text = (view: Float32Array | Uint8Array) =>
    Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64')
  const { sha256, mime, sizeBytes, width, height, thumbnail } = picture
  return {
    ...{ sha256, mime, sizeBytes, width, height, thumbnail: { ...thumbnail } },
    seen: { model, regions: regions.map(text), print: text(print) },
  }
}

export function readKept(json: unknown): KeptPicture {
  return kept.parse(json)
}
