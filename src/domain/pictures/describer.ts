/**
 * What describes pictures, where the settings name something: by words that a model gives, or by a
 * model of pictures. It may be away, slow, or out of its day's tokens; nothing depends on it.
 */
import type { Json } from '#db/sql.ts'

export interface Describer {
  /** How it comes to its vectors, as it stands in `product_images.described_model`. */
  readonly model: string
  /** Of a JPEG of ours. Throws DescribeFault and nothing else. */
  ofProduct(orgId: number, jpeg: Uint8Array, name: string): Promise<Description>
  /**
   * As comparable with each of `spaces` as can be, its own first; `words` stood beside the picture.
   * Ends when `signal` is aborted. Throws DescribeFault and nothing else.
   */
  ofQuestion(
    orgId: number,
    jpeg: Uint8Array,
    asking: { words: string; spaces: string[]; signal: AbortSignal },
  ): Promise<Described[]>
  /** What is in hand ends with a fault, and so does what comes later. */
  close(): void
}

export interface Description {
  /** What was said of it; null where nothing is said in words. */
  words: Record<string, Json> | null
  /** 1,536 numbers, of length 1. */
  vector: Float32Array
}

export interface Described {
  /** Vectors of one space can be compared, whichever model saw the picture; see `spaceOf`. */
  space: string
  vector: Float32Array
}

export class DescribeFault extends Error {
  override readonly name = 'DescribeFault'
  /** `spent`: of the day's tokens. `away`: it may work for any picture later. `picture`: not for this one. */
  readonly why: 'spent' | 'away' | 'picture'

  constructor(why: DescribeFault['why'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.why = why
  }
}

const between = ' > '

/** A describer's name: what sees, and the space that its vectors lie in. */
export const describerName = (sees: string, space: string) => `${sees}${between}${space}`

/** Names of models have no blanks, so the last part is the space. */
export const spaceOf = (name: string) => name.slice(name.lastIndexOf(between) + between.length)
