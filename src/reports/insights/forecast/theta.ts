/**
 * The Theta method (Assimakopoulos and Nikolopoulos 2000; as exponential smoothing with half the
 * trend's drift, Hyndman and Billah 2003), on a series whose season was taken out.
 */
import { type Method, mean } from './season-mean.ts'

const alphas = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7]

export const theta: Method = (values, season, horizon) => {
  const indices = seasonIndices(values, season)
  const plain = values.map((value, at) => value / indices[at % season]!)
  const { level, alpha } = smoothed(plain)
  const drift = slopeOf(plain) / 2
  const begun = (1 - (1 - alpha) ** plain.length) / alpha
  return Array.from({ length: horizon }, (_, step) => {
    const index = indices[(values.length + step) % season]!
    return (level + drift * (step + begun)) * index
  })
}

/** Each place's share of its season, on average; ones where the series may be zero or below. */
export function seasonIndices(values: readonly number[], season: number): number[] {
  const flat = Array.from({ length: season }, () => 1)
  const level = mean(values)
  if (season === 1 || level <= 0) return flat
  const shares = flat.map(
    (_, place) => mean(values.filter((_, at) => at % season === place)) / level,
  )
  return shares.every((share) => share > 0.02) ? shares : flat
}

function smoothed(values: readonly number[]): { level: number; alpha: number } {
  let best = { level: values[0]!, alpha: alphas[0]!, error: Number.POSITIVE_INFINITY }
  for (const alpha of alphas) {
    let level = mean(values.slice(0, 7))
    let error = 0
    for (const value of values) {
      error += (value - level) ** 2
      level += alpha * (value - level)
    }
    if (error < best.error) best = { level, alpha, error }
  }
  return best
}

/** Least squares over time. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const level = mean(values)
  let [above, below] = [0, 0]
  values.forEach((value, at) => {
    above += (at - middle) * (value - level)
    below += (at - middle) ** 2
  })
  return below > 0 ? above / below : 0
}
