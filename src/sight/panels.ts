/** The windows of a screen that may be the product: a page is cut along its even rows and columns. */
import { contentsOf } from './content.ts'
import { type Box, drawnSmall, grown, overlapOf, type Picture, wholeOf } from './picture.ts'

/** A row is even when no channel differs by more than this along it: JPEG's noise, a faint pattern. */
const evenness = 30
/** A gap narrower than this share of the page's longer side parts nothing. */
const gapMin = 0.006
const depthMax = 9
/**
 * Smaller than this share of the page's longer side is an icon or a word; a bottle that stands alone
 * may be narrower, but for its height no narrower than a line of words is low.
 */
const sideMin = 0.09
const narrowMin = 0.045
const slimMin = 0.2

/** At most `count` boxes, the likeliest first, none much like another. */
export function panelsOf(picture: Picture, count: number): Box[] {
  const nodes: Box[] = []
  cut(picture, wholeOf(picture), 0, nodes)
  const longer = Math.max(picture.width, picture.height)
  const isThing = ({ width, height }: Box) => {
    const [short, long] = [Math.min(width, height), Math.max(width, height)]
    if (short >= sideMin * longer) return true
    return height > width && short >= narrowMin * longer && short >= slimMin * long
  }
  const weigh = weigherOf(picture)
  const byWeight = (boxes: Box[]) =>
    boxes
      .filter(isThing)
      .map((box) => ({ box, weight: weigh(box) }))
      .sort((one, other) => other.weight - one.weight)
      .map(({ box }) => box)
  const panels = byWeight(nodes).slice(0, 5)
  const peeled = [
    ...panels.slice(0, 3).flatMap((box) => [box, grown(box, 0.02)]),
    wholeOf(picture),
  ].flatMap((box) =>
    contentsOf(picture, box, 3)
      .slice(1)
      .map((content) => content.box),
  )
  const found: Box[] = []
  for (const box of byWeight([...panels, ...peeled]))
    if (found.length < count && found.every((other) => overlapOf(box, other) < 0.85))
      found.push(box)
  return found.length > 0 ? found : [wholeOf(picture)]
}

/** How much of a picture a box holds for its size: much to see in little room, and no line of words. */
function weigherOf(picture: Picture): (box: Box) => number {
  const scale = Math.min(1, 128 / Math.max(picture.width, picture.height))
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  const { pixels } = drawnSmall(picture, wholeOf(picture), width, height)
  const stride = width + 1
  const sums = new Float64Array(stride * (height + 1))
  for (let y = 0; y < height; y++)
    for (let x = 0, row = 0; x < width; x++) {
      row += interestAt(pixels, width, height, x, y)
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row
    }
  const at = (x: number, y: number) =>
    sums[
      Math.min(height, Math.max(0, Math.round(y * scale))) * stride +
        Math.min(width, Math.max(0, Math.round(x * scale)))
    ]!
  return ({ left, top, width, height }) => {
    const [right, bottom] = [left + width, top + height]
    const seen = at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
    const line = Math.sqrt(Math.min(width, height) / Math.max(width, height))
    return (seen * line) / (width * height) ** 0.75
  }
}

/** Edges and colours count, but not the flat colours of bars and buttons. */
function interestAt(
  pixels: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  const at = (dx: number, dy: number) =>
    (Math.min(height - 1, Math.max(0, y + dy)) * width + Math.min(width - 1, Math.max(0, x + dx))) *
      3 +
    1
  const here = at(0, 0)
  const near =
    Math.abs(pixels[at(1, 0)]! - pixels[at(-1, 0)]!) +
    Math.abs(pixels[at(0, 1)]! - pixels[at(0, -1)]!)
  const far =
    Math.abs(pixels[at(4, 0)]! - pixels[at(-4, 0)]!) +
    Math.abs(pixels[at(0, 4)]! - pixels[at(0, -4)]!)
  const [red, green, blue] = [pixels[here - 1]!, pixels[here]!, pixels[here + 1]!]
  const chroma = Math.max(red, green, blue) - Math.min(red, green, blue)
  return Math.min(1, near / 80) * 0.5 + (near + far > 10 ? Math.min(1, chroma / 100) : 0)
}

function cut(picture: Picture, box: Box, depth: number, nodes: Box[]) {
  const inner = trimmed(picture, box)
  if (inner.width < 8 || inner.height < 8) return
  if (!nodes.some((other) => overlapOf(other, inner) > 0.95)) nodes.push(inner)
  if (depth >= depthMax) return
  const least = Math.max(2, gapMin * Math.max(picture.width, picture.height))
  const rows = widestGap(evenRows(picture, inner))
  const columns = widestGap(evenColumns(picture, inner))
  if (Math.max(rows.length, columns.length) < least) return
  const { left, top, width, height } = inner
  if (rows.length >= columns.length) {
    cut(picture, { left, top, width, height: rows.from }, depth + 1, nodes)
    const below = rows.from + rows.length
    cut(picture, { left, top: top + below, width, height: height - below }, depth + 1, nodes)
  } else {
    cut(picture, { left, top, width: columns.from, height }, depth + 1, nodes)
    const beside = columns.from + columns.length
    cut(picture, { left: left + beside, top, width: width - beside, height }, depth + 1, nodes)
  }
}

/** Without the even rows and columns at its edges, as long as there are any. */
function trimmed(picture: Picture, box: Box): Box {
  let { left, top, width, height } = box
  for (let turn = 0; turn < 3 && width > 0 && height > 0; turn++) {
    const rows = evenRows(picture, { left, top, width, height })
    const [above, under] = edgesOf(rows)
    top += above
    height -= above + under
    if (height <= 0) break
    const columns = evenColumns(picture, { left, top, width, height })
    const [before, after] = edgesOf(columns)
    left += before
    width -= before + after
    if (above + under + before + after === 0) break
  }
  return { left, top, width: Math.max(0, width), height: Math.max(0, height) }
}

function edgesOf(even: Uint8Array): [number, number] {
  let [from, to] = [0, 0]
  while (from < even.length && even[from]) from++
  while (to < even.length - from && even[even.length - 1 - to]) to++
  return [from, to]
}

function widestGap(even: Uint8Array): { from: number; length: number } {
  let widest = { from: 0, length: 0 }
  for (let at = 0; at < even.length; at++) {
    if (!even[at]) continue
    const from = at
    while (at < even.length && even[at]) at++
    if (at - from > widest.length) widest = { from, length: at - from }
  }
  return widest
}

function evenRows(
  { width: stride, pixels }: Picture,
  { left, top, width, height }: Box,
): Uint8Array {
  const even = new Uint8Array(height)
  const skipped = skippedOf(width)
  for (let y = 0; y < height; y++) {
    let isEven = 1
    for (let channel = 0; channel < 3 && isEven; channel++) {
      let [low, high] = [255, 0]
      const from = ((top + y) * stride + left) * 3 + channel
      for (let at = from + skipped * 3; at < from + (width - skipped) * 3; at += 3) {
        const value = pixels[at]!
        if (value < low) low = value
        if (value > high) high = value
      }
      if (high - low > evenness) isEven = 0
    }
    even[y] = isEven
  }
  return even
}

function evenColumns(
  { width: stride, pixels }: Picture,
  { left, top, width, height }: Box,
): Uint8Array {
  const low = new Uint8Array(width * 3).fill(255)
  const high = new Uint8Array(width * 3)
  const skipped = skippedOf(height)
  for (let y = skipped; y < height - skipped; y++) {
    const from = ((top + y) * stride + left) * 3
    for (let x = 0; x < width * 3; x++) {
      const value = pixels[from + x]!
      if (value < low[x]!) low[x] = value
      if (value > high[x]!) high[x] = value
    }
  }
  const even = new Uint8Array(width)
  for (let x = 0; x < width; x++)
    even[x] = [0, 1, 2].every((c) => high[x * 3 + c]! - low[x * 3 + c]! <= evenness) ? 1 : 0
  return even
}

/** Pixels at each end of a row that may differ: the rounded corners of cards. */
function skippedOf(length: number): number {
  return length < 24 ? 0 : Math.min(5, Math.round(0.035 * length) + 1)
}
