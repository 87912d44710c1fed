/** Pixels, boxes among them, and pictures made smaller: what every part of sight stands on. */
export interface Picture {
  width: number
  height: number
  /** RGB, 3 bytes a pixel, row by row. */
  pixels: Uint8Array
}

/** In pixels of the picture; may be fractions, and may reach over its edge. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export function wholeOf({ width, height }: Picture): Box {
  return { left: 0, top: 0, width, height }
}

/** The box with `share` of its longer side more on every side; below zero it is less. */
export function grown(box: Box, share: number): Box {
  const by = share * Math.max(box.width, box.height)
  return {
    left: box.left - by,
    top: box.top - by,
    width: box.width + 2 * by,
    height: box.height + 2 * by,
  }
}

/** Of the two boxes' common area, the share in all they cover together. */
export function overlapOf(one: Box, other: Box): number {
  const across =
    Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left)
  const down =
    Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top)
  if (across <= 0 || down <= 0) return 0
  const common = across * down
  return common / (one.width * one.height + other.width * other.height - common)
}

const halves = new WeakMap<Picture, Picture>()

/** At half its size, each pixel the mean of four; made once for each picture. */
export function half(picture: Picture): Picture {
  const known = halves.get(picture)
  if (known) return known
  const { width: stride, height: rows, pixels } = picture
  const [width, height] = [Math.ceil(stride / 2), Math.ceil(rows / 2)]
  const halved = new Uint8Array(width * height * 3)
  for (let y = 0, to = 0; y < height; y++) {
    const [above, below] = [y * 2 * stride, Math.min(rows - 1, y * 2 + 1) * stride]
    for (let x = 0; x < width; x++) {
      const [left, right] = [x * 2, Math.min(stride - 1, x * 2 + 1)]
      const [a, b, c, d] = [
        (above + left) * 3,
        (above + right) * 3,
        (below + left) * 3,
        (below + right) * 3,
      ]
      for (let channel = 0; channel < 3; channel++)
        halved[to++] =
          (pixels[a + channel]! +
            pixels[b + channel]! +
            pixels[c + channel]! +
            pixels[d + channel]! +
            2) >>
          2
    }
  }
  const small = { width, height, pixels: halved }
  halves.set(picture, small)
  return small
}

/** From so many pixels to one on, half the picture serves as well. */
const halvedFrom = 4

/**
 * The box drawn `width` × `height`, each pixel the triangle-weighted mean of what it covers;
 * beyond the picture's edge its outermost pixels go on.
 */
export function drawnSmall(picture: Picture, box: Box, width: number, height: number): Picture {
  if (Math.min(box.width / width, box.height / height) >= halvedFrom) {
    const small = half(picture)
    const [perX, perY] = [small.width / picture.width, small.height / picture.height]
    const { left, top } = box
    const halfBox = {
      ...{ left: left * perX, top: top * perY },
      ...{ width: box.width * perX, height: box.height * perY },
    }
    return drawnSmall(small, halfBox, width, height)
  }
  const across = weightsOf(box.left, box.width, width, picture.width)
  const down = weightsOf(box.top, box.height, height, picture.height)
  const [firstRow, lastRow] = [down.first, down.last]
  const rows = lastRow - firstRow + 1
  const squeezed = new Float32Array(rows * width * 3)
  for (let row = 0; row < rows; row++) {
    const from = (firstRow + row) * picture.width * 3
    for (let x = 0; x < width; x++) {
      let [red, green, blue] = [0, 0, 0]
      for (let tap = across.starts[x]!; tap < across.starts[x + 1]!; tap++) {
        const at = from + across.sources[tap]! * 3
        const weight = across.weights[tap]!
        red += weight * picture.pixels[at]!
        green += weight * picture.pixels[at + 1]!
        blue += weight * picture.pixels[at + 2]!
      }
      const to = (row * width + x) * 3
      squeezed[to] = red
      squeezed[to + 1] = green
      squeezed[to + 2] = blue
    }
  }
  const pixels = new Uint8Array(width * height * 3)
  const line = new Float32Array(width * 3)
  for (let y = 0; y < height; y++) {
    line.fill(0.5)
    for (let tap = down.starts[y]!; tap < down.starts[y + 1]!; tap++) {
      const from = (down.sources[tap]! - firstRow) * width * 3
      const weight = down.weights[tap]!
      for (let x = 0; x < line.length; x++) line[x]! += weight * squeezed[from + x]!
    }
    pixels.set(line, y * width * 3)
  }
  return { width, height, pixels }
}

interface Weights {
  /** Where each pixel's taps begin in `sources` and `weights`; one more than there are pixels. */
  starts: Int32Array
  sources: Int32Array
  weights: Float32Array
  first: number
  last: number
}

function weightsOf(from: number, length: number, count: number, limit: number): Weights {
  const scale = length / count
  const reach = Math.max(1, scale)
  const starts = new Int32Array(count + 1)
  const sources: number[] = []
  const weights: number[] = []
  let [first, last] = [limit - 1, 0]
  for (let at = 0; at < count; at++) {
    const middle = from + (at + 0.5) * scale - 0.5
    const begin = sources.length
    let sum = 0
    for (let source = Math.ceil(middle - reach); source <= middle + reach; source++) {
      const weight = 1 - Math.abs(source - middle) / reach
      if (weight <= 0) continue
      const inside = Math.min(limit - 1, Math.max(0, source))
      first = Math.min(first, inside)
      last = Math.max(last, inside)
      sources.push(inside)
      weights.push(weight)
      sum += weight
    }
    for (let tap = begin; tap < weights.length; tap++) weights[tap]! /= sum
    starts[at + 1] = sources.length
  }
  const taps = { sources: Int32Array.from(sources), weights: Float32Array.from(weights) }
  return { starts, ...taps, first, last }
}
