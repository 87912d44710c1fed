/** A picture as figures to correlate: luminance, two chromas, and detail, at falling sizes. */
import { half, type Picture } from './picture.ts'

/** Of each pixel four figures: luminance, two chromas, and luminance less its surroundings. */
export interface Planes {
  width: number
  height: number
  figures: Float32Array
}

export function planesOf({ width, height, pixels }: Picture): Planes {
  const count = width * height
  const figures = new Float32Array(count * 4)
  const light = new Float32Array(count)
  for (let at = 0; at < count; at++) {
    const red = pixels[at * 3]!
    const blue = pixels[at * 3 + 2]!
    const luminance = 0.299 * red + 0.587 * pixels[at * 3 + 1]! + 0.114 * blue
    light[at] = luminance
    figures[at * 4] = luminance
    figures[at * 4 + 1] = (blue - luminance) * 0.8
    figures[at * 4 + 2] = (red - luminance) * 0.8
  }
  const detail = lessSurroundings(light, width, height)
  for (let at = 0; at < count; at++) figures[at * 4 + 3] = detail[at]!
  return { width, height, figures }
}

/** Less the mean of the 5 × 5 around. */
function lessSurroundings(plane: Float32Array, width: number, height: number): Float32Array {
  const reach = 2
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += plane[y * width + x]!
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + row
    }
  }
  const rest = new Float32Array(plane.length)
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)]
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)]
      const sum =
        sums[bottom * (width + 1) + right]! -
        sums[top * (width + 1) + right]! -
        sums[bottom * (width + 1) + left]! +
        sums[top * (width + 1) + left]!
      rest[y * width + x] = plane[y * width + x]! - sum / ((bottom - top) * (right - left))
    }
  }
  return rest
}

/** One picture at falling sizes. */
export interface Pyramid {
  /** Of the picture, in its own pixels. */
  width: number
  height: number
  /** Each half of the one before. */
  levels: Planes[]
  /** How many times the picture was halved before the first level. */
  halved: number
}

/** At a half, a quarter … down to some 16 pixels: prints are too small to be laid on anything finer. */
export function pyramidOf(picture: Picture): Pyramid {
  const { width, height } = picture
  const levels: Planes[] = []
  let small = picture
  do {
    small = half(small)
    levels.push(planesOf(small))
  } while (Math.max(small.width, small.height) > 32)
  return { width, height, levels, halved: 1 }
}

/** Of a picture drawn to the size of what is laid on it. */
export function onlyLevel(picture: Picture): Pyramid {
  return { width: picture.width, height: picture.height, levels: [planesOf(picture)], halved: 0 }
}

/** The level at which a point covers some one pixel. */
export function levelOf({ levels, halved }: Pyramid, pixelsEach: number): Planes {
  const level = Math.round(Math.log2(Math.max(pixelsEach, 0.5))) - halved
  return levels[Math.min(levels.length - 1, Math.max(0, level))]!
}

/** The mirror image. */
export function flopped(pyramid: Pyramid): Pyramid {
  const levels = pyramid.levels.map(({ width, height, figures }) => {
    const turned = new Float32Array(figures.length)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const [from, to] = [(y * width + x) * 4, (y * width + width - 1 - x) * 4]
        for (let c = 0; c < 4; c++) turned[to + c] = figures[from + c]!
      }
    return { width, height, figures: turned }
  })
  return { ...pyramid, levels }
}
