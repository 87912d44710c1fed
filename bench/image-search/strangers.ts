/** Pictures that show no product at all: noise, gradients, pages of text, a face, a landscape, all drawn. */
import sharp from 'sharp'
import { type Chance, chanceOf } from './chance.ts'
import { drawn, rect, svg } from './drawing.ts'
import { textPage } from './screens.ts'

const kinds = [noise, gradient, textPage, face, landscape]

export async function strangers(seed: number, ofEach: number): Promise<Buffer[]> {
  const chance = chanceOf(seed)
  const pictures: Buffer[] = []
  for (const kind of kinds)
    for (let at = 0; at < ofEach; at++)
      pictures.push(
        await sharp(await kind(chance))
          .removeAlpha()
          .jpeg({ quality: 80 })
          .toBuffer(),
      )
  return pictures
}

function colour(chance: Chance): string {
  return `hsl(${chance.whole(0, 359)},${chance.whole(10, 90)}%,${chance.whole(15, 85)}%)`
}

async function noise(chance: Chance): Promise<Buffer> {
  const side = chance.oneOf([8, 24, 80])
  const pixels = Uint8Array.from({ length: side * side * 3 }, () => chance.whole(0, 255))
  const raw = { width: side, height: side, channels: 3 } as const
  return sharp(pixels, { raw }).resize(360, 360).png().toBuffer()
}

async function gradient(chance: Chance): Promise<Buffer> {
  const stops = [0, 50, 100].map((at) => `<stop offset="${at}%" stop-color="${colour(chance)}"/>`)
  const turn = `gradientTransform="rotate(${chance.whole(0, 90)})"`
  const paint = `<defs><linearGradient id="g" ${turn}>${stops.join('')}</linearGradient></defs>`
  return drawn(svg(360, 480, paint + rect([0, 0, 360, 480], 'url(#g)')))
}

async function face(chance: Chance): Promise<Buffer> {
  const skin = `hsl(${chance.whole(15, 35)},${chance.whole(30, 60)}%,${chance.whole(25, 75)}%)`
  const hair = `hsl(${chance.whole(10, 40)},40%,${chance.whole(5, 50)}%)`
  const [rx, ry] = [chance.whole(80, 110), chance.whole(105, 140)]
  const ellipse = (x: number, y: number, w: number, h: number, fill: string) =>
    `<ellipse cx="${x}" cy="${y}" rx="${w}" ry="${h}" fill="${fill}"/>`
  const eyes = [-1, 1].map(
    (side) =>
      ellipse(200 + side * 38, 210, 16, 9, '#fff') + ellipse(200 + side * 38, 210, 7, 7, '#321'),
  )
  const parts = [
    rect([0, 0, 400, 480], colour(chance)),
    rect([90, 360, 220, 120], colour(chance), 'rx="50"'),
    ellipse(200, 190, rx + 16, ry + 10, hair),
    ellipse(200, 230, rx, ry, skin),
    ...eyes,
    ellipse(200, 300, 32, chance.whole(4, 14), '#a33'),
  ]
  return drawn(svg(400, 480, parts.join('')))
}

async function landscape(chance: Chance): Promise<Buffer> {
  const sky = `hsl(${chance.whole(190, 230)},60%,${chance.whole(50, 85)}%)`
  const hills = [200, 250, 300].map((base) => {
    const points = Array.from({ length: 9 }, (_, at) => `${at * 64},${base - chance.whole(0, 90)}`)
    const fill = `hsl(${chance.whole(70, 140)},${chance.whole(20, 60)}%,${chance.whole(15, 50)}%)`
    return `<polygon points="0,400 ${points.join(' ')} 512,400" fill="${fill}"/>`
  })
  const sun = `<circle cx="${chance.whole(60, 450)}" cy="${chance.whole(40, 120)}" r="30" fill="#ffd"/>`
  return drawn(svg(512, 400, rect([0, 0, 512, 400], sky) + sun + hills.join('')))
}
