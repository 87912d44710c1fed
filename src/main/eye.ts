/** The eye's thread: pixels are opened, described and compared where no webhook waits for them. */
import type { Eye, Glance, KeptSight, Likeness } from '#domain/pictures/eye.ts'
import type { Sought } from '#sight/visual.ts'
import { openThreads } from './threads.ts'

export type Look =
  | { do: 'keep'; bytes: Uint8Array }
  | { do: 'look'; bytes: Uint8Array; inParts: boolean }
  | { do: 'shrink'; bytes: Uint8Array }
  | { do: 'compare'; sought: Sought; candidates: Likeness[] }

export type Looked = KeptSight | Glance | Uint8Array | { id: string; score: number }[]

interface EyeOptions {
  /** From the moment that the thread takes the picture in hand. */
  lookMsMax?: number
  worker?: URL
}

const own = new URL('./eye-worker.ts', import.meta.url)

export function openEye({ lookMsMax: msMax = 15_000, worker = own }: EyeOptions = {}): Eye {
  const threads = openThreads<Look, Looked>({ name: 'the eye', worker, workersMax: 1, msMax })
  // What comes back is what the worker gives for that word.
  const take = <Done extends Looked>(asked: Look) => threads.do(asked, 'a picture') as Promise<Done>
  return {
    keep: (bytes) => take({ do: 'keep', bytes }),
    look: (bytes, { inParts = false } = {}) => take({ do: 'look', bytes, inParts }),
    compare: (sought, candidates) => take({ do: 'compare', sought, candidates }),
    shrink: (bytes) => take({ do: 'shrink', bytes }),
    close: threads.close,
  }
}
