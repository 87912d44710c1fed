/** What happened in a world, line by line: a hash of all of it, and its last lines. */
import { createHash } from 'node:crypto'
import type { Time } from './time.ts'

export interface Chronicle {
  tell(line: string, aside?: string): void
  count(what: string): void
  counts: Map<string, number>
  /** The same for two worlds in which the same happened. */
  hash(): string
  last(): string[]
}

const lastMax = 60

export function openChronicle(time: Time, print?: (line: string) => void): Chronicle {
  const hash = createHash('sha256')
  const last: string[] = []
  const counts = new Map<string, number>()
  return { tell, count, counts, hash: () => hash.copy().digest('hex'), last: () => last }

  function tell(line: string, aside = '') {
    const timed = `${(time.ms() / 1_000).toFixed(4)} ${line}`
    hash.update(timed).update('\n')
    last.push(aside ? `${timed} (${aside})` : timed)
    print?.(last.at(-1)!)
    if (last.length > lastMax) last.shift()
  }

  function count(what: string) {
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
}
