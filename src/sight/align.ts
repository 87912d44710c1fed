/**
 * Does this picture hold that one? The catalogue's small picture is laid on the question's at many
 * places and sizes, coarse first, and the best few are moved, turned and scaled until they fit.
 * Normalised cross-correlation (Lewis 1995), so that a change of light or of contrast is no difference.
 */
import type { Box } from './picture.ts'
import { levelOf, type Pyramid } from './planes.ts'
import type { Points } from './points.ts'

/** Print pixel (u, v), from the print's middle, lies at (x, y) + scale × turned(u, v) of the picture. */
export interface Place {
  x: number
  y: number
  /** Picture pixels to one pixel of the print. */
  scale: number
  /** Radians. */
  turn: number
}

export interface Fit {
  place: Place
  /** Correlation of the colours, -1..1. */
  colour: number
  /** Correlation of the details, -1..1. */
  detail: number
  /** Share of the print that lies on the window. */
  seen: number
  /** Mean distance of the chromas, 0..255. */
  cast: number
  /** Correlation of the details tile by tile: the mean of the better 60 %, and of all. */
  tilesBest?: number
  tilesAll?: number
}

// Floors, in squared levels a point: what is all of one colour correlates with nothing.
const [colourFloor, detailFloor] = [30, 2]
/** Fewer points than these on the window tell nothing. */
const pointsMin = 12

/** Of each figure: theirs, their squares, the products; and ours of the points off the window. */
const theirs = new Float64Array(12)
const missed = new Float64Array(8)

/** How well the print's points fit the picture at a place; only what falls on `window` is compared. */
export function fitAt(pyramid: Pyramid, points: Points, place: Place, window: Box): Fit {
  const { across, down, figures: own, totals } = points
  const pixelsEach = place.scale * points.coarseness
  const { width, height, figures } = levelOf(pyramid, pixelsEach)
  const [shrinkX, shrinkY] = [width / pyramid.width, height / pyramid.height]
  const [aside, below] = [width > 1 ? 4 : 0, height > 1 ? width * 4 : 0]
  const cos = Math.cos(place.turn) * pixelsEach
  const sin = Math.sin(place.turn) * pixelsEach
  const right = window.left + window.width
  const bottom = window.top + window.height
  let count = 0
  theirs.fill(0)
  missed.fill(0)
  for (let point = 0; point < points.count; point++) {
    const x = place.x + cos * across[point]! - sin * down[point]!
    const y = place.y + sin * across[point]! + cos * down[point]!
    if (x < window.left || y < window.top || x >= right || y >= bottom) {
      for (let c = 0; c < 4; c++) {
        const ours = own[point * 4 + c]!
        missed[c * 2]! += ours
        missed[c * 2 + 1]! += ours * ours
      }
      continue
    }
    const px = Math.max(0, Math.min(width - 1.001, x * shrinkX - 0.5))
    const py = Math.max(0, Math.min(height - 1.001, y * shrinkY - 0.5))
    const [column, row] = [px | 0, py | 0]
    const [fx, fy] = [px - column, py - row]
    const at = (row * width + column) * 4
    const under = at + below
    const w00 = (1 - fx) * (1 - fy)
    const w10 = fx * (1 - fy)
    const w01 = (1 - fx) * fy
    const w11 = fx * fy
    count++
    for (let c = 0; c < 4; c++) {
      const value =
        w00 * figures[at + c]! +
        w10 * figures[at + aside + c]! +
        w01 * figures[under + c]! +
        w11 * figures[under + aside + c]!
      theirs[c * 3]! += value
      theirs[c * 3 + 1]! += value * value
      theirs[c * 3 + 2]! += value * own[point * 4 + c]!
    }
  }
  if (count < pointsMin) return { place, colour: 0, detail: 0, seen: 0, cast: 255 }
  const floor = colourFloor * count
  const fine = detailFloor * count
  let [product, ours, its] = [0, floor, floor]
  for (let c = 0; c < 3; c++) {
    product += productOf(totals, c, count)
    ours += squaresOf(totals, c, count)
    its += theirs[c * 3 + 1]! - theirs[c * 3]! ** 2 / count
  }
  const ownDetail = squaresOf(totals, 3, count) + fine
  const itsDetail = theirs[10]! - theirs[9]! ** 2 / count + fine
  return {
    place,
    colour: product / Math.sqrt(ours * its),
    detail: productOf(totals, 3, count) / Math.sqrt(ownDetail * itsDetail),
    seen: count / points.count,
    cast: Math.hypot(apart(totals, 1), apart(totals, 2)) / count,
  }
}

function productOf(totals: Float64Array, c: number, count: number): number {
  return theirs[c * 3 + 2]! - ((totals[c * 2]! - missed[c * 2]!) * theirs[c * 3]!) / count
}

function squaresOf(totals: Float64Array, c: number, count: number): number {
  const sum = totals[c * 2]! - missed[c * 2]!
  return totals[c * 2 + 1]! - missed[c * 2 + 1]! - sum ** 2 / count
}

function apart(totals: Float64Array, c: number): number {
  return totals[c * 2]! - missed[c * 2]! - theirs[c * 3]!
}

/** `roughly` of an upright place, by the nearest pixel of each point and its colours alone: many times quicker. */
export function roughAt(pyramid: Pyramid, points: Points, place: Place, window: Box): number {
  const { across, down, figures: own } = points
  const pixelsEach = place.scale * points.coarseness
  const { width, height, figures } = levelOf(pyramid, pixelsEach)
  const [shrinkX, shrinkY] = [width / pyramid.width, height / pyramid.height]
  const right = window.left + window.width
  const bottom = window.top + window.height
  let count = 0
  let [ours0, ours1, ours2, theirs0, theirs1, theirs2] = [0, 0, 0, 0, 0, 0]
  let [oursSquared, theirsSquared, together] = [0, 0, 0]
  for (let point = 0; point < points.count; point++) {
    const x = place.x + pixelsEach * across[point]!
    const y = place.y + pixelsEach * down[point]!
    if (x < window.left || y < window.top || x >= right || y >= bottom) continue
    const column = Math.min(width - 1, Math.max(0, x * shrinkX)) | 0
    const row = Math.min(height - 1, Math.max(0, y * shrinkY)) | 0
    const at = (row * width + column) * 4
    const from = point * 4
    const [t0, t1, t2] = [figures[at]!, figures[at + 1]!, figures[at + 2]!]
    const [o0, o1, o2] = [own[from]!, own[from + 1]!, own[from + 2]!]
    count++
    ours0 += o0
    ours1 += o1
    ours2 += o2
    theirs0 += t0
    theirs1 += t1
    theirs2 += t2
    oursSquared += o0 * o0 + o1 * o1 + o2 * o2
    theirsSquared += t0 * t0 + t1 * t1 + t2 * t2
    together += o0 * t0 + o1 * t1 + o2 * t2
  }
  if (count < pointsMin) return -1
  const floor = colourFloor * count
  const product = together - (ours0 * theirs0 + ours1 * theirs1 + ours2 * theirs2) / count
  const ours = oursSquared - (ours0 ** 2 + ours1 ** 2 + ours2 ** 2) / count + floor
  const theirs = theirsSquared - (theirs0 ** 2 + theirs1 ** 2 + theirs2 ** 2) / count + floor
  return roughly({
    colour: product / Math.sqrt(ours * theirs),
    seen: count / points.count,
    cast: Math.hypot(ours1 - theirs1, ours2 - theirs2) / count,
  })
}

/** At a few pixels the details say nothing yet: colours alone, and how much of them. */
export function roughly({ colour, seen, cast }: Pick<Fit, 'colour' | 'seen' | 'cast'>): number {
  return colour * Math.min(1, 0.25 + 1.2 * seen) - 0.002 * cast
}

/** One figure to climb by: what fits better, and on more of the print. */
export function goodness({ colour, detail, seen }: Fit): number {
  return (0.5 * colour + 0.5 * detail) * Math.min(1, 0.25 + 1.2 * seen)
}

/** Small steps from a place while they fit better, each round with smaller ones. */
export function settled(
  pyramid: Pyramid,
  points: Points,
  from: Fit,
  window: Box,
  rounds: number,
  worthOf: (fit: Fit) => number,
): Fit {
  let best = from
  let value = worthOf(best)
  for (let round = 0, step = 1; round < rounds; round++, step /= 2) {
    let hasMoved = true
    for (let turn = 0; turn < 3 && hasMoved; turn++) {
      hasMoved = false
      for (const next of besides(best.place, points.coarseness, step)) {
        const fit = fitAt(pyramid, points, next, window)
        const its = worthOf(fit)
        if (its <= value) continue
        best = fit
        value = its
        hasMoved = true
      }
    }
  }
  return best
}

function besides(place: Place, coarseness: number, step: number): Place[] {
  const shift = place.scale * coarseness * step
  return [
    { ...place, x: place.x - shift },
    { ...place, x: place.x + shift },
    { ...place, y: place.y - shift },
    { ...place, y: place.y + shift },
    { ...place, scale: place.scale * (1 - 0.06 * step) },
    { ...place, scale: place.scale * (1 + 0.06 * step) },
    { ...place, turn: place.turn - 0.05 * step },
    { ...place, turn: place.turn + 0.05 * step },
  ]
}
