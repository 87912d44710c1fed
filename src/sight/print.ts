/** What is kept of a catalogue picture for a close look: its content at 48 pixels, the mask, the colours. */

import { colourLength } from './colour.ts'
import { contentOf } from './content.ts'
import { partsOf, textureLength } from './descriptor.ts'
import { type Box, drawnSmall, grown, type Picture, wholeOf } from './picture.ts'

const version = 1
export const printSide = 48
/** Of the content's longer side: some background all around, so that the outline counts. */
const margin = 0.05

export interface Print {
  small: Picture
  /** 1 where the thing is, over `small`. */
  mask: Uint8Array
  colour: Float32Array
  texture: Float32Array
}

/** The content of a catalogue's picture: what is left of it without its background. */
export function productOf(picture: Picture) {
  const content = contentOf(picture, wholeOf(picture), 1)
  const whole = wholeOf(picture)
  const { box, mask, width, height } = content
  /** In shares of the content's box. */
  const isInside = (part: Box) => (x: number, y: number) => {
    const column = Math.floor(((part.left + x * part.width - whole.left) / whole.width) * width)
    const row = Math.floor(((part.top + y * part.height - whole.top) / whole.height) * height)
    if (column < 0 || row < 0 || column >= width || row >= height) return false
    return mask[row * width + column] === 1
  }
  return { box, isInside }
}

export function printOf(picture: Picture): Uint8Array {
  const { box, isInside } = productOf(picture)
  const outer = grown(box, margin)
  const scale = printSide / Math.max(outer.width, outer.height)
  const [width, height] = [outer.width, outer.height].map((side) =>
    Math.max(8, Math.round(side * scale)),
  ) as [number, number]
  const small = drawnSmall(picture, outer, width, height)
  const within = isInside(outer)
  const mask = Uint8Array.from({ length: width * height }, (_, at) =>
    within(((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height) ? 1 : 0,
  )
  const { colour, texture } = partsOf(picture, box, { mask: isInside(box) })
  const tail = [...mask, ...[...colour, ...texture].map((value) => Math.round(value * 255))]
  return Uint8Array.from([version, width, height, ...small.pixels, ...tail])
}

export function readPrint(bytes: Uint8Array): Print {
  const [kind, width, height] = [bytes[0]!, bytes[1]!, bytes[2]!]
  const count = width * height
  if (kind !== version || bytes.length !== 3 + count * 4 + colourLength + textureLength)
    throw new Error('a print of another version of sight')
  const at = 3 + count * 4
  const figures = (from: number, length: number) =>
    Float32Array.from(bytes.subarray(from, from + length), (value) => value / 255)
  return {
    small: { width, height, pixels: bytes.subarray(3, 3 + count * 3) },
    mask: bytes.subarray(3 + count * 3, at),
    colour: figures(at, colourLength),
    texture: figures(at + colourLength, textureLength),
  }
}

/** Width and height of the content in a print's pixels: the print without its margin. */
export function contentSizeOf({ small }: Print): [number, number] {
  const around = ((2 * margin) / (1 + 2 * margin)) * Math.max(small.width, small.height)
  return [small.width - around, small.height - around]
}
