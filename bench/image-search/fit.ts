/**
 * Fits the weights of `sight/sameness.ts`: a ridge logistic regression on screenshots, each asked about
 * twice: with its own product in the catalogue, and with every second product, its own among them, taken out.
 */
import { readFileSync } from 'node:fs'
import { openPicture } from '#sight/open-picture.ts'
import { evidenceOf } from '#sight/sameness.ts'
import { compare, hardly, type Seen, see, seek } from '#sight/visual.ts'
import { candidatesMax, nearest } from './catalogue.ts'
import type { CataloguePicture } from './data-set.ts'
import type { Drawn } from './draw-shots.ts'

const rounds = 5
const stepsMax = 60
const ridge = 1e-3
/** The candidate that looks most like each picture's own counts most, the others of it little. */
const [hardest, other] = [3, 0.3]
/** Of the right ones, the share that is found at a wrong place: nothing is to be learned of them. */
const lost = 0.01
/** Of the right screenshots, the share that the threshold is to refuse. */
const refused = 0.0165

/** One candidate of one question. */
interface Row {
  question: number
  /** The first is 1. */
  evidence: number[]
  isRight: boolean
  score: number
}

export async function fitWeights(catalogue: CataloguePicture[], shots: Drawn['shots']) {
  const known: (Seen & { id: string })[] = []
  for (const { id, bytes } of catalogue) known.push({ id, ...see(await openPicture(bytes)) })
  const rows: Row[] = []
  for (const [at, { of, file }] of shots.entries()) {
    const sought = seek(await openPicture(readFileSync(file)))
    const side = known.findIndex(({ id }) => id === of) % 2
    const without = known.filter((_, index) => index % 2 !== side)
    for (const [question, some] of [known, without].entries()) {
      const candidates = some
        .map((each) => ({ ...each, similarity: nearest(sought.regions, each.regions) }))
        .sort((one, other) => other.similarity - one.similarity)
        .slice(0, candidatesMax)
      for (const { id, closely } of compare(sought, candidates)) {
        const evidence = evidenceOf(closely)
        if (!evidence) continue
        rows.push({ question: at * 2 + question, evidence, isRight: id === of, score: 0 })
      }
    }
  }
  return moved(fitted(rows), rows, shots.length)
}

function fitted(rows: Row[]): number[] {
  const spreads = rows[0]!.evidence.map((_, at) => {
    const mean = rows.reduce((sum, { evidence }) => sum + evidence[at]!, 0) / rows.length
    const square = rows.reduce((sum, { evidence }) => sum + (evidence[at]! - mean) ** 2, 0)
    return at === 0
      ? { mean: 0, deviation: 1 }
      : { mean, deviation: Math.sqrt(square / rows.length) }
  })
  const scaled = rows.map(({ evidence }) =>
    evidence.map((value, at) => (value - spreads[at]!.mean) / spreads[at]!.deviation),
  )
  let weights = spreads.map(() => 0)
  for (let round = 0; round < rounds; round++) {
    weights = regression(scaled, rows, importance(rows, round === 0))
    for (const [at, row] of rows.entries()) row.score = dot(weights, scaled[at]!)
  }
  const own = weights.map((weight, at) => weight / spreads[at]!.deviation)
  own[0]! -= own.slice(1).reduce((sum, weight, at) => sum + weight * spreads[at + 1]!.mean, 0)
  return own
}

function importance(rows: Row[], isFirst: boolean): number[] {
  const best = new Map<number, number>()
  for (const { question, isRight, score } of rows)
    if (!isRight) best.set(question, Math.max(score, best.get(question) ?? -Infinity))
  const right = rows.filter(({ isRight }) => isRight).map(({ score }) => score)
  const least = quantile(right, lost)
  return rows.map(({ question, isRight, score }) => {
    if (isRight) return isFirst || score >= least ? 1 : 0
    return !isFirst && score >= best.get(question)! ? hardest : other
  })
}

/** Newton's steps, each no longer than 3. */
function regression(scaled: number[][], rows: Row[], importances: number[]): number[] {
  const count = scaled[0]!.length
  const penalty = ridge * importances.reduce((sum, each) => sum + each, 0)
  let weights = new Array<number>(count).fill(0)
  for (let step = 0; step < stepsMax; step++) {
    const slope = weights.map((weight, at) => (at === 0 ? 0 : -penalty * weight))
    const bend = weights.map((_, at) => weights.map((_, to) => (at === to && at > 0 ? penalty : 0)))
    for (const [at, figures] of scaled.entries()) {
      const sure = 1 / (1 + Math.exp(-dot(weights, figures)))
      const by = importances[at]! * ((rows[at]!.isRight ? 1 : 0) - sure)
      const width = importances[at]! * sure * (1 - sure) + 1e-9
      for (let one = 0; one < count; one++) {
        slope[one]! += by * figures[one]!
        for (let two = 0; two < count; two++)
          bend[one]![two]! += width * figures[one]! * figures[two]!
      }
    }
    const change = solved(bend, slope)
    const longest = Math.max(...change.map(Math.abs))
    weights = weights.map((weight, at) => weight + change[at]! * Math.min(1, 3 / longest))
    if (longest < 1e-6) break
  }
  return weights
}

/** Gauss's elimination; what is solved here is positive definite. */
function solved(matrix: number[][], values: number[]): number[] {
  const rows = matrix.map((row, at) => [...row, values[at]!])
  for (const [at, pivot] of rows.entries())
    for (const [to, row] of rows.entries()) {
      if (to === at) continue
      const factor = row[at]! / pivot[at]!
      for (let column = at; column < row.length; column++) row[column]! -= factor * pivot[column]!
    }
  return rows.map((row, at) => row.at(-1)! / row[at]!)
}

/** So that a look that is hardly the same refuses just that share of the right screenshots. */
function moved(weights: number[], rows: Row[], count: number): number[] {
  const best = new Array<number>(count).fill(-100)
  for (const { question, evidence } of rows)
    if (question % 2 === 0)
      best[question / 2] = Math.max(best[question / 2]!, dot(weights, evidence))
  const by = Math.log(hardly / (1 - hardly)) - quantile(best, refused)
  return weights.map((weight, at) => (at === 0 ? weight + by : weight))
}

function quantile(values: number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(share * values.length)]!
}

function dot(one: number[], other: number[]): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0)
}
