/** What happens to a picture before it is asked about: cut, squeezed, dimmed, turned. Bytes in, bytes out. */
import sharp, { type Sharp } from 'sharp'
import type { Chance } from './chance.ts'
import { drawn, rect, svg, text } from './drawing.ts'

export type Attack = (chance: Chance, bytes: Buffer) => Promise<Buffer>

/** At least 60 % of each side stays, from anywhere. */
export const crop: Attack = async (chance, bytes) => {
  const { width, height } = await sharp(bytes).metadata()
  const [across, down] = [chance.between(0.6, 0.85), chance.between(0.6, 0.85)]
  const [w, h] = [Math.round(width * across), Math.round(height * down)]
  const [left, top] = [chance.whole(0, width - w), chance.whole(0, height - h)]
  return png(sharp(bytes).extract({ left, top, width: w, height: h }))
}

export const rescale: Attack = (chance, bytes) =>
  png(sharp(bytes).resize(chance.oneOf([72, 96, 128, 320, 500, 800])))

export const jpeg: Attack = (chance, bytes) =>
  sharp(bytes)
    .jpeg({ quality: chance.whole(25, 40), mozjpeg: false })
    .toBuffer()

export const light: Attack = (chance, bytes) => {
  const gain = chance.between(0.65, 1.25)
  const cast = [0, 1, 2].map(() => gain * chance.between(0.9, 1.1))
  const bias = chance.between(-18, 18)
  const tinted = sharp(bytes).removeAlpha().linear(cast, [bias, bias, bias])
  return png(tinted.modulate({ saturation: chance.between(0.75, 1.25) }))
}

export const rotate: Attack = (chance, bytes) => {
  const angle = chance.between(2, 5) * chance.oneOf([-1, 1])
  const background = chance.oneOf(['#ffffff', '#000000', '#808080'])
  return png(sharp(bytes).rotate(angle, { background }))
}

export const mirror: Attack = (_chance, bytes) => png(sharp(bytes).flop())

export const frame: Attack = (chance, bytes) => {
  const side = () => chance.whole(10, 70)
  const background = chance.oneOf([
    '#000000',
    '#1c1c1e',
    '#e8e8e8',
    '#c2185b',
    '#33691e',
    '#f5deb3',
  ])
  return png(
    sharp(bytes).extend({ top: side(), bottom: side(), left: side(), right: side(), background }),
  )
}

export const priceTag: Attack = async (chance, bytes) => {
  const { width, height } = await sharp(bytes).metadata()
  const [w, h] = [width * chance.between(0.3, 0.45), height * chance.between(0.12, 0.2)]
  const [x, y] = [chance.between(0, width - w), chance.between(0, height - h)]
  const fill = chance.oneOf(['#d50000', '#ffeb3b', '#00695c', '#ffffff', '#212121'])
  const ink = ['#ffeb3b', '#ffffff'].includes(fill) ? '#111111' : '#ffffff'
  const price = `KES ${chance.whole(20, 1900)}`
  const tag = svg(
    width,
    height,
    rect([x, y, w, h], fill, `rx="${h / 5}"`) +
      text([x + w * 0.08, y + h * 0.68], h * 0.48, ink, price),
  )
  return png(sharp(bytes).composite([{ input: drawn(tag) }]))
}

/** A line of words over a strip, as stories and memes have it, and a line across the picture. */
export const caption: Attack = async (chance, bytes) => {
  const { width, height } = await sharp(bytes).metadata()
  const band = height * chance.between(0.14, 0.22)
  const y = chance.oneOf([0, height - band, height * chance.between(0.2, 0.7)])
  const words = chance.oneOf([
    'Is this in stock?',
    'how much is this one',
    'SALE today only',
    'je mnayo hii?',
  ])
  const strip = chance.oneOf(['#000000', '#ffffff', '#7b1fa2'])
  const ink = strip === '#ffffff' ? '#000000' : '#ffffff'
  const over = svg(
    width,
    height,
    rect([0, y, width, band], strip, `fill-opacity="${chance.between(0.6, 1)}"`) +
      text([width * 0.05, y + band * 0.65], band * 0.45, ink, words),
  )
  return png(sharp(bytes).composite([{ input: drawn(over) }]))
}

function png(image: Sharp): Promise<Buffer> {
  return image.removeAlpha().png({ compressionLevel: 1 }).toBuffer()
}
