/** A catalogue's small picture as points to lay on another picture, each with its four figures. */
import { drawnSmall, type Picture, wholeOf } from './picture.ts'
import { planesOf } from './planes.ts'

/** The points of a print that are compared: where the thing is and just around it. */
export interface Points {
  count: number
  /** From the print's middle, in its own pixels. */
  across: Float32Array
  down: Float32Array
  /** Four of each, as in `Planes`. */
  figures: Float32Array
  /** Over all points: of each figure its sum and the sum of its squares. */
  totals: Float64Array
  /** Print pixels at full size to one of these. */
  coarseness: number
}

/** `side` is the longer side that the print is drawn to, in pixels. */
export function pointsOf(small: Picture, mask: Uint8Array, side: number): Points {
  const scale = Math.min(1, side / Math.max(small.width, small.height))
  const width = Math.max(4, Math.round(small.width * scale))
  const height = Math.max(4, Math.round(small.height * scale))
  const drawn = scale === 1 ? small : drawnSmall(small, wholeOf(small), width, height)
  const reach = 1.5 / width
  const isThing = (x: number, y: number) =>
    x >= 0 &&
    y >= 0 &&
    x < 1 &&
    y < 1 &&
    mask[Math.floor(y * small.height) * small.width + Math.floor(x * small.width)] === 1
  const places: number[] = []
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height]
    const isNear =
      isThing(x, y) ||
      isThing(x - reach, y) ||
      isThing(x + reach, y) ||
      isThing(x, y - reach) ||
      isThing(x, y + reach)
    if (isNear) places.push(at)
  }
  const across = Float32Array.from(places, (at) => (at % width) + 0.5 - width / 2)
  const down = Float32Array.from(places, (at) => Math.floor(at / width) + 0.5 - height / 2)
  const figures = gathered(planesOf(drawn).figures, places)
  return { ...summed({ across, down, figures }), coarseness: small.width / width }
}

/** Some of the points. */
export function chosen(points: Points, at: number[]): Points {
  const across = Float32Array.from(at, (point) => points.across[point]!)
  const down = Float32Array.from(at, (point) => points.down[point]!)
  const figures = gathered(points.figures, at)
  return { ...summed({ across, down, figures }), coarseness: points.coarseness }
}

/** Enough of them to find a place by. */
export function everyThird(points: Points): Points {
  const third = Array.from({ length: Math.ceil(points.count / 3) }, (_, at) => at * 3)
  return chosen(points, third)
}

function gathered(figures: Float32Array, at: number[]): Float32Array {
  const some = new Float32Array(at.length * 4)
  for (let point = 0; point < at.length; point++)
    for (let c = 0; c < 4; c++) some[point * 4 + c] = figures[at[point]! * 4 + c]!
  return some
}

function summed(points: Pick<Points, 'across' | 'down' | 'figures'>): Omit<Points, 'coarseness'> {
  const totals = new Float64Array(8)
  for (let at = 0; at < points.figures.length; at++) {
    const value = points.figures[at]!
    totals[(at % 4) * 2]! += value
    totals[(at % 4) * 2 + 1]! += value * value
  }
  return { ...points, totals, count: points.across.length }
}
