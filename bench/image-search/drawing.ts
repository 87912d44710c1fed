/** SVG to pixels: pages, tags and status bars around a picture; the words are drawn with a font of our own. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import sharp from 'sharp'
import type { Chance } from './chance.ts'

const fonts = join(
  dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')),
  'ttf',
)
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(fonts, name))

export function drawn(svg: string): Buffer {
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' }
  return new Resvg(svg, { font }).render().asPng()
}

export function svg(width: number, height: number, inside: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${inside}</svg>`
}

export function rect(
  box: readonly [number, number, number, number],
  fill: string,
  more = '',
): string {
  const [x, y, width, height] = box
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" ${more}/>`
}

export function text(
  at: readonly [number, number],
  size: number,
  fill: string,
  words: string,
): string {
  return `<text x="${at[0]}" y="${at[1]}" font-size="${size}" fill="${fill}" font-family="DejaVu Sans">${words}</text>`
}

/** The clock, the signal and the battery at the top of a phone. */
export function statusBar(chance: Chance, width: number, ink: string): string {
  const clock = `${chance.whole(7, 22)}:${String(chance.whole(0, 59)).padStart(2, '0')}`
  const bars = [0, 1, 2, 3].map((at) =>
    rect([width - 120 + at * 9, 32 - at * 5, 6, 6 + at * 5], ink),
  )
  return [
    text([24, 38], 24, ink, clock),
    ...bars,
    rect([width - 64, 18, 40, 20], 'none', `stroke="${ink}" stroke-width="3" rx="5"`),
    rect([width - 60, 22, chance.whole(8, 32), 12], ink),
  ].join('')
}

export interface Placed {
  input: Buffer
  left: number
  top: number
}

/** The page with pictures laid on it, and words over all when there are any. */
export async function page(
  base: string,
  pictures: Placed[],
  over?: { svg: string },
): Promise<Buffer> {
  const overlay = over ? [{ input: drawn(over.svg), left: 0, top: 0 }] : []
  return await sharp(drawn(base))
    .composite([...pictures, ...overlay])
    .removeAlpha()
    .png({ compressionLevel: 1 })
    .toBuffer()
}

/** Inside a square of `side` pixels, enlarged when it is small, with the rounded corners of an app. */
export async function fitted(bytes: Buffer, width: number, height: number, radius = 0) {
  const { data, info } = await sharp(bytes)
    .resize(width, height, { fit: 'inside', kernel: 'cubic' })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  if (radius === 0) return { data, width: info.width, height: info.height }
  const mask = drawn(
    svg(info.width, info.height, rect([0, 0, info.width, info.height], '#fff', `rx="${radius}"`)),
  )
  const rounded = await sharp(data)
    .ensureAlpha()
    .composite([{ input: mask, blend: 'dest-in' }])
    .png({ compressionLevel: 1 })
    .toBuffer()
  return { data: rounded, width: info.width, height: info.height }
}
