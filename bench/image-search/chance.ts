/** Chance that can be asked again: the same seed draws the same pictures. */
export interface Chance {
  /** In [0, 1). */
  next(): number
  between(low: number, high: number): number
  whole(low: number, high: number): number
  oneOf<T>(choices: readonly T[]): T
}

/** Mulberry32: 32 bits of state, enough to shuffle pictures. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + (high - low) * next()
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1))
  return { next, between, whole, oneOf: (choices) => choices[whole(0, choices.length - 1)]! }
}
