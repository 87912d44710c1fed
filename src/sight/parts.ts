/**
 * The parts of a picture that may each show a thing of its own: what lies apart on an even ground,
 * or else the picture's halves, thirds and quarters.
 */
import { type Box, drawnSmall, type Picture, wholeOf } from './picture.ts'

const partsMax = 12
const grid = 48
/** A colour's distance to the ground, in the channel where it is farthest. */
const tolerance = 30
/** Of the picture's edge, those that must agree before it counts as ground. */
const agreement = 0.7
/** Of the picture's area. Less is a speck, more is the whole. */
const [areaMin, areaMax] = [0.015, 0.7]
const px = { min: 24, max: 320 }

/** Twelve at most; none of a picture that is too small to have parts. */
export function partsOf(picture: Picture): Picture[] {
  const apart = thingsApart(picture)
  const boxes = apart.length > 1 ? apart : shares(wholeOf(picture))
  return boxes
    .filter(({ width, height }) => Math.min(width, height) >= px.min)
    .slice(0, partsMax)
    .map((box) => cut(picture, box))
}

function cut(picture: Picture, box: Box): Picture {
  const scale = Math.min(1, px.max / Math.max(box.width, box.height))
  const size = (length: number) => Math.max(1, Math.round(length * scale))
  return drawnSmall(picture, box, size(box.width), size(box.height))
}

function thingsApart(picture: Picture): Box[] {
  const small = drawnSmall(picture, wholeOf(picture), grid, grid)
  const ground = groundOf(small)
  if (!ground) return []
  const isThing = Uint8Array.from({ length: grid * grid }, (_, at) =>
    distance(small.pixels, at, ground) > tolerance ? 1 : 0,
  )
  const [perX, perY] = [picture.width / grid, picture.height / grid]
  return components(isThing)
    .filter(({ width, height }) => width * height >= areaMin * grid * grid)
    .filter(({ width, height }) => width * height <= areaMax * grid * grid)
    .map((box) => ({
      left: (box.left - 1) * perX,
      top: (box.top - 1) * perY,
      width: (box.width + 2) * perX,
      height: (box.height + 2) * perY,
    }))
}

/** The middle colour of the edge, if most of the edge is like it. */
function groundOf({ pixels }: Picture): [number, number, number] | null {
  const edge: number[] = []
  for (let i = 0; i < grid; i++) edge.push(i, (grid - 1) * grid + i, i * grid, i * grid + grid - 1)
  const middle = (channel: number) =>
    edge.map((at) => pixels[at * 3 + channel]!).sort((a, b) => a - b)[edge.length >> 1]!
  const ground: [number, number, number] = [middle(0), middle(1), middle(2)]
  const alike = edge.filter((at) => distance(pixels, at, ground) <= tolerance).length
  return alike >= agreement * edge.length ? ground : null
}

function distance(pixels: Uint8Array, at: number, [red, green, blue]: [number, number, number]) {
  return Math.max(
    Math.abs(pixels[at * 3]! - red),
    Math.abs(pixels[at * 3 + 1]! - green),
    Math.abs(pixels[at * 3 + 2]! - blue),
  )
}

/** Boxes around what hangs together, from the largest. */
function components(isThing: Uint8Array): Box[] {
  const left = isThing.slice()
  const boxes: (Box & { cells: number })[] = []
  for (let start = 0; start < left.length; start++) {
    if (!left[start]) continue
    let [minX, maxX, minY, maxY, cells] = [grid, 0, grid, 0, 0]
    const queue = [start]
    left[start] = 0
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      const [x, y] = [at % grid, Math.floor(at / grid)]
      cells++
      minX = Math.min(minX, x)
      maxX = Math.max(maxX, x)
      minY = Math.min(minY, y)
      maxY = Math.max(maxY, y)
      for (const [toX, toY] of [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ] as const) {
        const next = toY * grid + toX
        if (toX < 0 || toY < 0 || toX >= grid || toY >= grid || !left[next]) continue
        left[next] = 0
        queue.push(next)
      }
    }
    boxes.push({ left: minX, top: minY, width: maxX - minX + 1, height: maxY - minY + 1, cells })
  }
  return boxes.sort((one, other) => other.cells - one.cells)
}

/** Halves, thirds and quarters. */
function shares({ width, height }: Box): Box[] {
  const grids = [
    [2, 1],
    [1, 2],
    [3, 1],
    [2, 2],
  ] as const
  return grids.flatMap(([across, down]) =>
    Array.from({ length: across * down }, (_, at) => ({
      left: ((at % across) * width) / across,
      top: (Math.floor(at / across) * height) / down,
      width: width / across,
      height: height / down,
    })),
  )
}
