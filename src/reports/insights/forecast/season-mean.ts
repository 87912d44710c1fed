/** The plain methods: the season before, and the mean of the last few. Estimates, so floats will do. */

/** A way to carry a series on by `horizon` values; `season`: how many values make one. */
export type Method = (values: readonly number[], season: number, horizon: number) => number[]

const seasonsMax = 4

export const seasonBefore: Method = (values, season, horizon) =>
  Array.from({ length: horizon }, (_, step) => values.at(-season + (step % season))!)

export const seasonMean: Method = (values, season, horizon) =>
  Array.from({ length: horizon }, (_, step) => {
    const same = sameOf(values, season, step).slice(0, seasonsMax)
    return mean(same)
  })

/** Values of the same place in earlier seasons, the latest first. */
function sameOf(values: readonly number[], season: number, step: number): number[] {
  const same: number[] = []
  for (let at = values.length - season + (step % season); at >= 0; at -= season)
    same.push(values[at]!)
  return same
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
