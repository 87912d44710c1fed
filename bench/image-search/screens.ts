/** Screens of phones that show a picture: a viewer, a shop's page, a chat. Each 540 × about 1170. */
import sharp from 'sharp'
import type { Chance } from './chance.ts'
import { drawn, fitted, page, rect, statusBar, svg, text } from './drawing.ts'

const [width, height] = [540, 1170]
const words = ['Fresh', 'Best', 'Daily', 'Family', 'Organic', 'Kitchen', 'Market', 'Value', 'Pack']

/** A picture opened on its own, between black or white. */
export async function viewer(chance: Chance, bytes: Buffer): Promise<Buffer> {
  const [paper, ink] = chance.oneOf([
    ['#000000', '#ffffff'],
    ['#ffffff', '#111111'],
    ['#0f0f14', '#eeeeee'],
  ] as const)
  const picture = await fitted(bytes, width, 800)
  const top = Math.round((height - picture.height) / 2)
  const buttons = [90, 270, 450].map(
    (x) => `<circle cx="${x}" cy="1110" r="20" fill="none" stroke="${ink}" stroke-width="4"/>`,
  )
  const base = rect([0, 0, width, height], paper) + statusBar(chance, width, ink) + buttons.join('')
  const left = Math.round((width - picture.width) / 2)
  return page(svg(width, height, base), [{ input: picture.data, left, top }])
}

export function shop(chance: Chance, bytes: Buffer): Promise<Buffer> {
  return shopPage(chance, bytes, chance.oneOf(light))
}

/** The same page at night: dark paper, the picture itself dimmed by some apps. */
export async function darkShop(chance: Chance, bytes: Buffer): Promise<Buffer> {
  const dimmed = await sharp(bytes).removeAlpha().linear(chance.between(0.7, 1), 0).png().toBuffer()
  return shopPage(chance, dimmed, chance.oneOf(dark))
}

interface Skin {
  paper: string
  card: string
  ink: string
  accent: string
}
const light: Skin[] = [
  { paper: '#ffffff', card: '#ffffff', ink: '#222222', accent: '#e65100' },
  { paper: '#f2f2f5', card: '#ffffff', ink: '#1a237e', accent: '#1a73e8' },
  { paper: '#fff8e1', card: '#ffffff', ink: '#3e2723', accent: '#2e7d32' },
]
const dark: Skin[] = [
  { paper: '#000000', card: '#1c1c1e', ink: '#f5f5f5', accent: '#ff9800' },
  { paper: '#121212', card: '#242424', ink: '#dddddd', accent: '#8ab4f8' },
]

async function shopPage(chance: Chance, bytes: Buffer, skin: Skin): Promise<Buffer> {
  const side = chance.whole(260, 470)
  const picture = await fitted(bytes, side, side, chance.oneOf([0, 0, 18]))
  const top = chance.whole(130, 240)
  const left = Math.round((width - picture.width) / 2) + chance.whole(-20, 20)
  const below = top + picture.height + 40
  const title = [1, 2, 3].map(() => chance.oneOf(words)).join(' ')
  const base = [
    rect([0, 0, width, height], skin.paper),
    rect([16, top - 24, width - 32, height - top - 60], skin.card, 'rx="20"'),
    statusBar(chance, width, skin.ink),
    text([24, 96], 30, skin.ink, `‹  ${chance.oneOf(words)}`),
    text([40, below + 20], 32, skin.ink, title),
    text([40, below + 76], 40, skin.accent, `KES ${chance.whole(20, 2900)}.00`),
    ...[0, 1, 2].map((at) => text([40, below + 126 + at * 34], 21, skin.ink, phrase(chance))),
    rect([40, height - 130, width - 80, 76], skin.accent, 'rx="16"'),
    text([width / 2 - 90, height - 82], 28, '#ffffff', 'Add to cart'),
  ]
  const badge =
    chance.next() < 0.4
      ? rect([left + 6, top + 6, 84, 38], skin.accent, 'rx="8"') +
        text([left + 14, top + 33], 24, '#ffffff', `-${chance.whole(5, 60)}%`)
      : ''
  return page(svg(width, height, base.join('')), [{ input: picture.data, left, top }], {
    svg: svg(width, height, badge),
  })
}

/** A conversation in which somebody has sent the picture. */
export async function chat(chance: Chance, bytes: Buffer): Promise<Buffer> {
  const isDark = chance.next() < 0.4
  const [wall, bubble, ink] = isDark
    ? ['#0b141a', '#005c4b', '#e9edef']
    : ['#efe7dd', '#d9fdd3', '#111b21']
  const picture = await fitted(bytes, chance.whole(280, 400), 420, 12)
  const isMine = chance.next() < 0.5
  const left = isMine ? width - picture.width - 24 : 24
  const top = chance.whole(240, 460)
  const said = (y: number, mine: boolean) => {
    const long = chance.whole(160, 330)
    const x = mine ? width - long - 18 : 18
    return (
      rect([x, y, long, 56], mine ? bubble : isDark ? '#202c33' : '#ffffff', 'rx="14"') +
      text([x + 16, y + 37], 22, ink, phrase(chance).slice(0, Math.floor(long / 14)))
    )
  }
  const dots = isDark
    ? ''
    : Array.from(
        { length: 60 },
        () =>
          `<circle cx="${chance.whole(0, width)}" cy="${chance.whole(110, height)}" r="${chance.whole(2, 7)}" fill="#e0d6c8"/>`,
      ).join('')
  const base = [
    rect([0, 0, width, height], wall),
    dots,
    rect([0, 0, width, 110], isDark ? '#202c33' : '#008069'),
    statusBar(chance, width, '#ffffff'),
    text([90, 90], 26, '#ffffff', chance.oneOf(['Amina', 'Mama Njeri', 'Duka la Juma'])),
    said(150, !isMine),
    rect([left - 6, top - 6, picture.width + 12, picture.height + 60], bubble, 'rx="16"'),
    text([left + 8, top + picture.height + 36], 22, ink, phrase(chance).slice(0, 22)),
    said(top + picture.height + 90, isMine),
    rect([12, height - 76, width - 100, 56], isDark ? '#202c33' : '#ffffff', 'rx="28"'),
  ]
  return page(svg(width, height, base.join('')), [{ input: picture.data, left, top }])
}

/** Text and nothing else: an article, a receipt. */
export function textPage(chance: Chance): Buffer {
  const lines = Array.from({ length: 26 }, (_, at) =>
    text([30, 110 + at * 38], 22, '#222222', `${phrase(chance)} ${phrase(chance)}`),
  )
  return drawn(
    svg(
      width,
      height,
      rect([0, 0, width, height], chance.oneOf(['#ffffff', '#fafafa', '#fff8e1'])) +
        statusBar(chance, width, '#222222') +
        lines.join(''),
    ),
  )
}

function phrase(chance: Chance): string {
  return Array.from({ length: 4 }, () => chance.oneOf(words).toLowerCase()).join(' ')
}
