/**
 * What does not agree of two pictures that lie on each other, once the light is undone and one label
 * that covers a part is left out: of the same picture next to nothing, of a like pack its words and colours.
 */
import type { Place } from './align.ts'
import { withoutLabel } from './label.ts'
import type { Box, Picture } from './picture.ts'
import { type Planes, type Pyramid, planesOf } from './planes.ts'
import type { Points } from './points.ts'

export interface LeftOver {
  /** Mean distance of what agrees least to most, in levels, each at most `farMax`. */
  mean: number
  /** The same to the nearest of the 3 × 3 around, which a place that is half a pixel off does not change. */
  tolerant: number
  /** Share of the points that are farther off than that by `nearMax` and more. */
  off: number
  /** Correlation of luminance, and of both chromas. */
  light: number
  chroma: number
  /** What the light does to luminance and to chroma, as factors. */
  gain: number
  tint: number
}

/** A difference larger than this is one, however large. */
const farMax = 60
const tolerantMax = 40
const nearMax = 8
const nothing = {
  mean: farMax,
  tolerant: tolerantMax,
  off: 1,
  light: 0,
  chroma: 0,
  gain: 1,
  tint: 1,
}
/** Fewer points tell nothing. */
const pointsMin = 40
/** Rounds in which the light is guessed; what disagrees by much more than this counts little. */
const rounds = 6
const [outlierFirst, outlier] = [18, 12]
/** Of chroma and luminance, in squared levels: what is all of one colour says little of the light. */
const floor = 30

/** Three figures a point: the print's, and the picture's under it. */
interface Laid {
  at: Int32Array
  ours: Float64Array
  theirs: Float64Array
}

export function leftOver(
  pyramid: Pyramid,
  small: Picture,
  points: Points,
  place: Place,
  window: Box,
): LeftOver {
  const print = planesOf(small)
  const laid = laidOn(pyramid.levels[0]!, print, points, place, window)
  if (laid.at.length < pointsMin) return nothing
  const light = lightOf(laid)
  const far = distances(laid, print, light)
  const kept = withoutLabel(laid.at, far.tolerant, print)
  return { ...summary(laid, far, kept), gain: light.gain, tint: light.tint }
}

/** The picture is drawn to the print's own size: a pixel of one is a pixel of the other. */
function laidOn(
  { width, height, figures }: Planes,
  print: Planes,
  { count, across, down }: Points,
  place: Place,
  window: Box,
): Laid {
  const [cos, sin] = [Math.cos(place.turn) * place.scale, Math.sin(place.turn) * place.scale]
  const at: number[] = []
  const ours: number[] = []
  const theirs: number[] = []
  for (let point = 0; point < count; point++) {
    const [u, v] = [across[point]!, down[point]!]
    const [x, y] = [place.x + cos * u - sin * v, place.y + sin * u + cos * v]
    const isSeen =
      x >= window.left &&
      y >= window.top &&
      x < window.left + window.width &&
      y < window.top + window.height
    if (!isSeen) continue
    const column = Math.floor(u + print.width / 2)
    const own = Math.floor(v + print.height / 2) * print.width + column
    at.push(own)
    const px = Math.max(0, Math.min(width - 1.001, x - 0.5))
    const py = Math.max(0, Math.min(height - 1.001, y - 0.5))
    const [left, top] = [px | 0, py | 0]
    const [fx, fy] = [px - left, py - top]
    const corner = (top * width + left) * 4
    for (let c = 0; c < 3; c++) {
      const from = corner + c
      const above = (1 - fx) * figures[from]! + fx * figures[from + 4]!
      const below = (1 - fx) * figures[from + width * 4]! + fx * figures[from + width * 4 + 4]!
      ours.push(print.figures[own * 4 + c]!)
      theirs.push((1 - fy) * above + fy * below)
    }
  }
  return {
    at: Int32Array.from(at),
    ours: Float64Array.from(ours),
    theirs: Float64Array.from(theirs),
  }
}

interface Light {
  gain: number
  tint: number
  /** Added to luminance and to the two chromas. */
  bias: [number, number, number]
}

/** Gain and bias of luminance, gain and two biases of chroma, guessed from what agrees. */
function lightOf({ at, ours, theirs }: Laid): Light {
  const weights = new Float64Array(at.length).fill(1)
  let light: Light = { gain: 1, tint: 1, bias: [0, 0, 0] }
  for (let round = 0; round < rounds; round++) {
    const spread = moments(ours, theirs, weights)
    const [l, a, b] = spread as [Moment, Moment, Moment]
    const gain = between(0.5, 1.5, (l.both + floor) / (l.own + floor))
    const tint = between(0.4, 1.7, (a.both + b.both + 2 * floor) / (a.own + b.own + 2 * floor))
    const bias = [gain, tint, tint].map((factor, c) => spread[c]!.its - factor * spread[c]!.our)
    light = { gain, tint, bias: bias as [number, number, number] }
    const scale = round < 3 ? outlierFirst : outlier
    for (let point = 0; point < at.length; point++)
      weights[point] = 1 / (1 + (distanceAt(ours, theirs, point, light) / scale) ** 2)
  }
  return light
}

/** Means of both, our variance, and how they vary together. */
interface Moment {
  our: number
  its: number
  own: number
  both: number
}

function moments(ours: Float64Array, theirs: Float64Array, weights: Float64Array): Moment[] {
  return [0, 1, 2].map((c) => {
    let [sum, our, its, own, both] = [1e-9, 0, 0, 0, 0]
    for (let point = 0; point < weights.length; point++) {
      const weight = weights[point]!
      const [x, y] = [ours[point * 3 + c]!, theirs[point * 3 + c]!]
      sum += weight
      our += weight * x
      its += weight * y
      own += weight * x * x
      both += weight * x * y
    }
    our /= sum
    its /= sum
    return { our, its, own: own / sum - our * our, both: both / sum - our * its }
  })
}

function distanceAt(ours: Float64Array, theirs: Float64Array, point: number, light: Light) {
  let sum = 0
  for (let c = 0; c < 3; c++) {
    const factor = c === 0 ? light.gain : light.tint
    sum += ((theirs[point * 3 + c]! - light.bias[c]!) / factor - ours[point * 3 + c]!) ** 2
  }
  return Math.sqrt(sum)
}

function distances(laid: Laid, { width, height, figures }: Planes, light: Light) {
  const { at, ours, theirs } = laid
  const plain = new Float64Array(at.length)
  const tolerant = new Float64Array(at.length)
  for (let point = 0; point < at.length; point++) {
    plain[point] = distanceAt(ours, theirs, point, light)
    const [column, row] = [at[point]! % width, Math.floor(at[point]! / width)]
    let sum = 0
    for (let c = 0; c < 3; c++) {
      let [low, high] = [Infinity, -Infinity]
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++)
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          const value = figures[(y * width + x) * 4 + c]!
          if (value < low) low = value
          if (value > high) high = value
        }
      const its = (theirs[point * 3 + c]! - light.bias[c]!) / (c === 0 ? light.gain : light.tint)
      sum += Math.max(0, low - its, its - high) ** 2
    }
    tolerant[point] = Math.sqrt(sum)
  }
  return { plain, tolerant }
}

function summary(
  { ours, theirs }: Laid,
  { plain, tolerant }: { plain: Float64Array; tolerant: Float64Array },
  kept: number[],
) {
  if (kept.length === 0) return nothing
  const meanOf = (worth: (point: number) => number) =>
    kept.reduce((sum, point) => sum + worth(point), 0) / kept.length
  const weights = new Float64Array(plain.length)
  for (const point of kept) weights[point] = 1
  const spread = moments(ours, theirs, weights)
  const its = moments(theirs, ours, weights)
  const correlation = (planes: number[]) => {
    let [both, own, other] = [0, 0, 0]
    for (const c of planes) {
      both += spread[c]!.both
      own += spread[c]!.own + floor
      other += its[c]!.own + floor
    }
    return both / Math.sqrt(own * other)
  }
  return {
    mean: meanOf((point) => Math.min(farMax, plain[point]!)),
    tolerant: meanOf((point) => Math.min(tolerantMax, tolerant[point]!)),
    off: meanOf((point) => (tolerant[point]! > nearMax ? 1 : 0)),
    light: correlation([0]),
    chroma: correlation([1, 2]),
  }
}

function between(low: number, high: number, value: number): number {
  return Math.min(high, Math.max(low, value))
}
