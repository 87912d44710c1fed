/** Where on a window a print may lie: the places that a search begins with. */
import type { Place } from './align.ts'
import type { Box } from './picture.ts'
import { contentSizeOf, type Print } from './print.ts'

/** From one size to the next. */
const stride = 1.16
const scalesMax = 10
/** How much larger than the window the content may be, once it covers it. */
const cutMax = 1.7

/**
 * The content as it is, smaller, or larger and cut at any side: then one of its sides or its middle
 * lies on the window's.
 */
export function placesOn(window: Box, print: Print): Place[] {
  const [within, over] = scalesOf(print, window)
  const places: Place[] = [placed(window, within * 0.85, 0, 0)]
  const scales: number[] = []
  for (let scale = within; scale <= over * cutMax && scales.length < scalesMax; scale *= stride)
    scales.push(scale)
  for (const scale of scales) {
    const [width, height] = contentSizeOf(print).map((side) => side * scale) as [number, number]
    const [spareX, spareY] = [(width - window.width) / 2, (height - window.height) / 2]
    for (const ax of stepsOver(spareX / width))
      for (const ay of stepsOver(spareY / height))
        places.push(placed(window, scale, ax * spareX, ay * spareY))
  }
  return places
}

/** How far aside to lay it: the middle, both ends, and half way when that is far. */
function stepsOver(spare: number): number[] {
  if (Math.abs(spare) < 0.04) return [0]
  return Math.abs(spare) < 0.11 ? [-1, 0, 1] : [-1, 0, 1]
}

/** Its middle on the window's, or off it by so much. */
export function placed(window: Box, scale: number, byX = 0, byY = 0): Place {
  const [x, y] = [window.left + window.width / 2 + byX, window.top + window.height / 2 + byY]
  return { x, y, scale, turn: 0 }
}

/** Picture pixels to one of the print's: the content just within the window, and just over it. */
export function scalesOf(print: Print, window: Box): [number, number] {
  const [width, height] = contentSizeOf(print)
  const [across, down] = [window.width / width, window.height / height]
  return [Math.min(across, down), Math.max(across, down)]
}
