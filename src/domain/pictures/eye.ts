/**
 * The eye: what looks at the pictures that people send. It guards against what is no picture, and
 * answers with a Refusal of one sentence then; a fault is the eye's own.
 */
import type { Code } from '#sight/read-codes.ts'
import type { Seen, Sought } from '#sight/visual.ts'

export interface Eye {
  /** Guarded, re-encoded without metadata, with a thumbnail, and described: for the catalogue. */
  keep(bytes: Uint8Array): Promise<KeptSight>
  /** What a question's picture may show. With `inParts`, also what its parts may, one by one. */
  look(bytes: Uint8Array, options?: { inParts?: boolean }): Promise<Glance>
  /** Candidates compared closely; best first, scores from 0 to 1. */
  compare(sought: Sought, candidates: Likeness[]): Promise<{ id: string; score: number }[]>
  /** A JPEG of at most 512 pixels a side, without metadata: for a model outside the house. */
  shrink(bytes: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

export interface KeptSight {
  bytes: Uint8Array
  mime: string
  width: number
  height: number
  /** JPEG. */
  thumbnail: Uint8Array
  seen: Seen & { model: string }
}

export interface Glance {
  model: string
  sought: Sought
  /** What barcodes and QR codes in it say: data, and nothing else. */
  codes: Code[]
  /** At most twelve; none unless asked for. */
  parts: Sought[]
  /** The picture as it may be kept and shown: upright, without metadata. */
  photo: { bytes: Uint8Array; mime: string }
}

/** A picture of the catalogue that may be what is sought. */
export interface Likeness {
  id: string
  print: Uint8Array
  /** Cosine of the nearest of its regions, at most 1. */
  similarity: number
}
