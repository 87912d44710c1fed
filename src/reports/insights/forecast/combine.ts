/**
 * The forecast that did best on the past: the middle of three methods, unless one of them, or just
 * the season before, was clearly better when each was tried on seasons that were known already.
 */
import { holtWinters } from './holt-winters.ts'
import { type Method, mean, median, seasonBefore, seasonMean } from './season-mean.ts'
import { theta } from './theta.ts'

export interface Carried {
  values: number[]
  /** Eight values in ten came within these factors of their forecast; null when too few were tried. */
  range: { low: number; high: number } | null
  /** Of a whole season's sum, the middle share by which it was off; null when never tried. */
  off: number | null
  /** How many seasons it was tried on. */
  tried: number
}

const triesMax = 8
const seasonsToLearn = 3
/** Another way must be better than the middle of the three by so much. */
const clearly = 0.95
const triedValuesMin = 20

const three: readonly Method[] = [holtWinters, theta, seasonMean]

/** `values`: whole seasons or not, at least three; never below zero. */
export function carryOn(values: readonly number[], season: number, horizon: number): Carried {
  const tries = triesOf(values, season)
  const ways = waysOf(values, season, horizon)
  const errors = ways.map((_, way) =>
    mean(
      tries.flatMap(({ real, ways }) => real.map((value, i) => Math.abs(value - ways[way]![i]!))),
    ),
  )
  let best = 0
  for (let way = 1; way < ways.length; way++)
    if (errors[way]! < errors[0]! * clearly && errors[way]! < errors[best]!) best = way
  return {
    values: ways[best]!,
    range: rangeOf(tries, best),
    off: offOf(tries, best),
    tried: tries.length,
  }
}

interface Try {
  real: number[]
  ways: number[][]
}

/** The middle of the three first. */
function waysOf(values: readonly number[], season: number, horizon: number): number[][] {
  const each = three.map((method) => method(values, season, horizon))
  const middle = each[0]!.map((_, step) => median(each.map((way) => way[step]!)))
  return [middle, ...each, seasonBefore(values, season, horizon)].map((way) =>
    way.map((value) => (Number.isFinite(value) ? Math.max(0, value) : 0)),
  )
}

function triesOf(values: readonly number[], season: number): Try[] {
  const tries: Try[] = []
  for (let end = values.length - season; tries.length < triesMax; end -= season) {
    if (end < season * seasonsToLearn) break
    const real = values.slice(end, end + season)
    tries.push({ real, ways: waysOf(values.slice(0, end), season, season) })
  }
  return tries
}

function rangeOf(tries: readonly Try[], way: number): Carried['range'] {
  const factors = tries
    .flatMap(({ real, ways }) => real.map((value, i) => value / Math.max(ways[way]![i]!, 1e-9)))
    .filter((factor) => factor < 1e6)
    .sort((a, b) => a - b)
  if (factors.length < triedValuesMin) return null
  return { low: quantile(factors, 0.1), high: quantile(factors, 0.9) }
}

/** As a new value falls among those that were seen: (n + 1) × share. */
function quantile(sorted: readonly number[], share: number): number {
  const at = Math.min(Math.max((sorted.length + 1) * share - 1, 0), sorted.length - 1)
  const [below, part] = [Math.floor(at), at % 1]
  return sorted[below]! + part * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!)
}

function offOf(tries: readonly Try[], way: number): number | null {
  const shares = tries
    .map(({ real, ways }) => ({ real: sum(real), told: sum(ways[way]!) }))
    .filter(({ real }) => real > 0)
    .map(({ real, told }) => Math.abs(told - real) / real)
  return shares.length > 0 ? median(shares) : null
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
