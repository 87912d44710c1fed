/** Chance that can be had again: the same seed gives the same choices on every machine. */
export interface Chance {
  /** From 0 up to, and without, 1. */
  next(): number
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  happens(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** By weight; items of weight 0 are never chosen. */
  weigh<T>(items: readonly T[], weight: (item: T) => number): T
}

export function chanceOf(seed: string): Chance {
  let state = hash(seed)
  return { next, between, happens, pick, weigh }

  // mulberry32
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  function between(low: number, high: number): number {
    return low + Math.floor(next() * (high - low + 1))
  }
  function happens(probability: number): boolean {
    return next() < probability
  }
  function pick<T>(items: readonly T[]): T {
    return items[Math.floor(next() * items.length)]!
  }
  function weigh<T>(items: readonly T[], weight: (item: T) => number): T {
    let left = next() * items.reduce((sum, item) => sum + weight(item), 0)
    for (const item of items) {
      left -= weight(item)
      if (left < 0) return item
    }
    return items.at(-1)!
  }
}

// FNV-1a
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}
