/** Chance that can be had again: the same seed throws the same dice. */
export interface Dice {
  /** From 0 up to 1. */
  number(): number
  happens(probability: number): boolean
  between(from: number, to: number): number
  /** A whole number, both ends included. */
  whole(from: number, to: number): number
  one<Face>(of: readonly Face[]): Face
  /** One of the keys, each as often as its weight says. */
  weighed<Face extends string>(weights: Record<Face, number>): Face
}

export function openDice(seed: number): Dice {
  let state = seed >>> 0
  const between = (from: number, to: number) => from + number() * (to - from)
  const whole = (from: number, to: number) => Math.floor(between(from, to + 1))
  const one = <Face>(of: readonly Face[]) => of[whole(0, of.length - 1)]!
  return { number, happens: (probability) => number() < probability, between, whole, one, weighed }

  /** Mulberry32. */
  function number(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  function weighed<Face extends string>(weights: Record<Face, number>): Face {
    const faces = Object.entries<number>(weights)
    let left = number() * faces.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [face, weight] of faces) {
      left -= weight
      if (left < 0) return face as Face
    }
    return faces.at(-1)![0] as Face
  }
}
