/**
 * Holt-Winters exponential smoothing with a damped trend (Gardner and McKenzie 1989). The season is
 * added or multiplied, and the weights chosen, by the squared error of one step ahead.
 */
import { type Method, mean } from './season-mean.ts'
import { seasonIndices } from './theta.ts'

const alphas = [0.05, 0.15, 0.3, 0.5]
const betas = [0, 0.05, 0.15]
const gammas = [0.02, 0.1, 0.25]
const dampings = [0.85, 0.95]

interface Weights {
  alpha: number
  beta: number
  gamma: number
  damping: number
  isMultiplied: boolean
}

export const holtWinters: Method = (values, season, horizon) => {
  let best: { error: number; weights: Weights; begun: Beginning } | null = null
  for (const isMultiplied of values.every((value) => value > 0) ? [false, true] : [false]) {
    const begun = beginning(values, season, isMultiplied)
    for (const weights of candidates(isMultiplied)) {
      const { error } = run(values, begun, weights, 0)
      if (!best || error < best.error) best = { error, weights, begun }
    }
  }
  return run(values, best!.begun, best!.weights, horizon).ahead
}

function* candidates(isMultiplied: boolean): Generator<Weights> {
  for (const alpha of alphas)
    for (const beta of betas)
      for (const gamma of gammas)
        for (const damping of beta === 0 ? [0.95] : dampings)
          yield { alpha, beta, gamma, damping, isMultiplied }
}

function run(values: readonly number[], begun: Beginning, weights: Weights, horizon: number) {
  const { alpha, beta, gamma, damping, isMultiplied } = weights
  const places = [...begun.places]
  const season = places.length
  let [level, trend, error] = [begun.level, 0, 0]
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!
    const place = places[at % season]!
    const carried = level + damping * trend
    const expected = isMultiplied ? carried * place : carried + place
    if (at >= season) error += (value - expected) ** 2
    const next = alpha * (isMultiplied ? value / place : value - place) + (1 - alpha) * carried
    trend = beta * (next - level) + (1 - beta) * damping * trend
    level = next
    const seen = isMultiplied ? (level > 0 ? value / level : 1) : value - level
    places[at % season] = Math.max(
      isMultiplied ? 0.02 : -Infinity,
      gamma * seen + (1 - gamma) * place,
    )
  }
  const ahead: number[] = []
  for (let step = 0, damped = damping; step < horizon; step++, damped += damping ** (step + 1)) {
    const place = places[(values.length + step) % season]!
    ahead.push(isMultiplied ? (level + damped * trend) * place : level + damped * trend + place)
  }
  return { error: Number.isFinite(error) ? error : Number.MAX_VALUE, ahead }
}

interface Beginning {
  level: number
  places: number[]
}

function beginning(values: readonly number[], season: number, isMultiplied: boolean): Beginning {
  const first = values.slice(0, season * 4)
  const level = mean(first)
  const indices = seasonIndices(first, season)
  const isPlain = indices.every((index) => index === 1)
  const places = isMultiplied
    ? indices
    : indices.map((index, place) =>
        isPlain
          ? mean(first.filter((_, at) => at % season === place)) - level
          : level * (index - 1),
      )
  return { level, places }
}
