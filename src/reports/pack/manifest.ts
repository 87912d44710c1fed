/** The manifest: what a pack holds, and what each of its files is, to the byte; its signature is over it. */
import { z } from 'zod'

export const manifestName = 'manifest.json'
export const signatureName = 'manifest.sig'
export const chainName = 'audit_chain.jsonl'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().nonnegative()

const file = z.strictObject({
  name: z.string(),
  bytes: count,
  /** Lines of a table, its heading left out; null for a page. */
  rows: count.nullable(),
  sha256: hash,
})

const anchor = z.strictObject({
  position: count,
  hash,
  at: z.string(),
  publicKey: z.string(),
  signature: z.string(),
})

export const manifestSchema = z.strictObject({
  format: z.literal('tillie-pack/1'),
  type: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  org: z.strictObject({ id: count, name: z.string(), currency: z.string(), timezone: z.string() }),
  asOf: z.string(),
  files: z.array(file),
  controls: z.strictObject({
    passed: count,
    untied: z.array(z.strictObject({ name: z.string(), difference: z.string() })),
  }),
  /** Links from the first to the last that hold an entry of the month; null: there are none. */
  chain: z
    .strictObject({
      first: count,
      last: count,
      /** Of the link before the first. */
      previous: hash,
      /** Of the last. */
      head: hash,
      /** Heads that were signed meanwhile. */
      anchors: z.array(anchor),
    })
    .nullable(),
  key: z.strictObject({
    algorithm: z.literal('Ed25519'),
    publicKey: z.string(),
    fingerprint: z.string(),
  }),
})

export type Manifest = z.infer<typeof manifestSchema>
export type PackedFile = Manifest['files'][number]

export function manifestBytes(manifest: Manifest): Uint8Array {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
}

/** The last sign of the pack's ZIP is the end of a signature over everything before it. */
export const sealHead = 'tillie-seal 1 '
export const sealLength = 88

/** What the seal signs. */
export function sealedBytes(sha256: string): Uint8Array {
  return Buffer.from(`tillie archive 1 ${sha256}`)
}
