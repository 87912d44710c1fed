/** Where the thing itself is: the background peeled off from the border inwards. */
import { type Box, drawnSmall, type Picture } from './picture.ts'

const grid = 64
/** How far a background's pixel may be from its colour, in the channel where it is farthest. */
const tolerance = 13
/** Of the outermost pixels, those that must agree on a colour before it counts as background. */
const agreement = 0.55
/** Less than this share of the grid left is a speck, not a thing. */
const shareMin = 0.008

export interface Content {
  /** Around what is not background, in pixels of the picture. */
  box: Box
  /** 1 for the thing, 0 for background, over a `width` × `height` drawing of the box asked about. */
  mask: Uint8Array
  width: number
  height: number
  /** How often a background was taken off. */
  peels: number
}

/**
 * The content of a box after at most `peels` backgrounds are taken off: white paper around a product
 * is one, the dark frame of a phone around that paper another. With none to take off it is the box.
 */
export function contentOf(picture: Picture, box: Box, peels: number): Content {
  return contentsOf(picture, box, peels).at(-1)!
}

/** The same after each background: none first, at most `peels` last. */
export function contentsOf(picture: Picture, box: Box, peels: number): Content[] {
  const scale = grid / Math.max(box.width, box.height)
  const width = Math.max(8, Math.round(box.width * scale))
  const height = Math.max(8, Math.round(box.height * scale))
  const small = drawnSmall(picture, box, width, height)
  const mask = new Uint8Array(width * height).fill(1)
  const contents = [{ box, mask: mask.slice(), width, height, peels: 0 }]
  for (let peeled = 1; peeled <= peels; peeled++) {
    const rim = rimOf(mask, width, height)
    const colour = agreedColour(small, rim)
    if (!colour) break
    flood(small, mask, rim, colour)
    if (countOf(mask) < shareMin * mask.length) break
    contents.push({ ...cleaned(mask, box, width, height), peels: peeled })
  }
  return contents
}

/** Without specks and holes, and no larger than what is left. */
function cleaned(left: Uint8Array, box: Box, width: number, height: number) {
  const mask = left.slice()
  keepLargest(mask, width, height)
  fillUp(mask, width, height)
  const bounds = boundsOf(mask, width, height)
  const [perX, perY] = [box.width / width, box.height / height]
  return {
    box: {
      left: box.left + bounds[0] * perX,
      top: box.top + bounds[1] * perY,
      width: (bounds[2] - bounds[0]) * perX,
      height: (bounds[3] - bounds[1]) * perY,
    },
    ...{ mask, width, height },
  }
}

/** Pixels of the mask at the drawing's border or beside what was peeled off. */
function rimOf(mask: Uint8Array, width: number, height: number): number[] {
  const rim: number[] = []
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if (!mask[at]) continue
      const isEdge = x === 0 || y === 0 || x === width - 1 || y === height - 1
      if (isEdge || !mask[at - 1] || !mask[at + 1] || !mask[at - width] || !mask[at + width])
        rim.push(at)
    }
  return rim
}

/** The colour most of the rim has, or null when it has many. */
function agreedColour({ pixels }: Picture, rim: number[]): [number, number, number] | null {
  const bins = new Map<number, number[]>()
  for (const at of rim) {
    const key =
      (pixels[at * 3]! >> 5) * 64 + (pixels[at * 3 + 1]! >> 5) * 8 + (pixels[at * 3 + 2]! >> 5)
    const bin = bins.get(key)
    if (bin) bin.push(at)
    else bins.set(key, [at])
  }
  let fullest: number[] = []
  for (const bin of bins.values()) if (bin.length > fullest.length) fullest = bin
  const mean = [0, 1, 2].map(
    (channel) => fullest.reduce((sum, at) => sum + pixels[at * 3 + channel]!, 0) / fullest.length,
  ) as [number, number, number]
  const agreeing = rim.filter((at) => isNear(pixels, at, mean)).length
  return agreeing >= agreement * rim.length ? mean : null
}

function isNear(
  pixels: Uint8Array,
  at: number,
  [red, green, blue]: [number, number, number],
): boolean {
  return (
    Math.abs(pixels[at * 3]! - red) <= tolerance &&
    Math.abs(pixels[at * 3 + 1]! - green) <= tolerance &&
    Math.abs(pixels[at * 3 + 2]! - blue) <= tolerance
  )
}

/** Takes the colour off the mask, from the rim inwards as far as it goes on. */
function flood(
  { width, height, pixels }: Picture,
  mask: Uint8Array,
  rim: number[],
  colour: [number, number, number],
) {
  const open = rim.filter((at) => isNear(pixels, at, colour))
  for (const at of open) mask[at] = 0
  const spread = (at: number) => {
    if (!mask[at] || !isNear(pixels, at, colour)) return
    mask[at] = 0
    open.push(at)
  }
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % width
    if (x > 0) spread(at - 1)
    if (x < width - 1) spread(at + 1)
    if (at >= width) spread(at - width)
    if (at < width * (height - 1)) spread(at + width)
  }
}

/** Drops the specks: words beside the thing, crumbs, the line of a frame. */
function keepLargest(mask: Uint8Array, width: number, height: number) {
  const label = new Int32Array(mask.length)
  const sizes = [0]
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || label[start]) continue
    const open = [start]
    label[start] = sizes.length
    let size = 0
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      size++
      const x = at % width
      for (const next of [
        x > 0 ? at - 1 : -1,
        x < width - 1 ? at + 1 : -1,
        at - width,
        at + width,
      ]) {
        if (next < 0 || next >= width * height || !mask[next] || label[next]) continue
        label[next] = sizes.length
        open.push(next)
      }
    }
    sizes.push(size)
  }
  const largest = Math.max(...sizes)
  for (let at = 0; at < mask.length; at++)
    if (mask[at] && sizes[label[at]!]! < 0.2 * largest) mask[at] = 0
}

/** What lies between parts of the thing, across and down, is of the thing: white paper on a white box. */
function fillUp(mask: Uint8Array, width: number, height: number) {
  const rows = new Uint8Array(mask.length)
  const columns = new Uint8Array(mask.length)
  for (let y = 0; y < height; y++) {
    const row = mask.subarray(y * width, (y + 1) * width)
    const [from, to] = [row.indexOf(1), row.lastIndexOf(1)]
    if (from >= 0) rows.fill(1, y * width + from, y * width + to + 1)
  }
  for (let x = 0; x < width; x++) {
    let [from, to] = [height, -1]
    for (let y = 0; y < height; y++)
      if (mask[y * width + x]) {
        from = Math.min(from, y)
        to = y
      }
    for (let y = from; y <= to; y++) columns[y * width + x] = 1
  }
  for (let at = 0; at < mask.length; at++) mask[at] = rows[at]! & columns[at]!
}

function boundsOf(mask: Uint8Array, width: number, height: number) {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if (!mask[at]) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + 1)
    }
  return right > left ? ([left, top, right, bottom] as const) : ([0, 0, width, height] as const)
}

function countOf(mask: Uint8Array): number {
  let count = 0
  for (const bit of mask) count += bit
  return count
}
