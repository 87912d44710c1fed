/** A token bucket: so many at once, then one per interval. Time goes on even under a still clock. */
import type { Clock } from '#kit/clock.ts'

export interface Bucket {
  burst: number
  everyMs: number
}

/** Takes one token of `key`. 0 when there was one, else the milliseconds until the next. */
export function openBuckets(
  { clock, elapsedMs }: { clock: Clock; elapsedMs(): number },
  { burst, everyMs }: Bucket,
): (key: string) => number {
  const begin = { clock: clock().getTime(), machine: elapsedMs() }
  const levels = new Map<string, { tokens: number; at: number }>()

  return (key) => {
    const now = Math.max(clock().getTime() - begin.clock, elapsedMs() - begin.machine)
    const { tokens, at } = levels.get(key) ?? { tokens: burst, at: now }
    const filled = Math.min(burst, tokens + Math.max(0, now - at) / everyMs)
    const isAllowed = filled >= 1
    levels.set(key, { tokens: isAllowed ? filled - 1 : filled, at: now })
    return isAllowed ? 0 : Math.ceil((1 - filled) * everyMs)
  }
}
