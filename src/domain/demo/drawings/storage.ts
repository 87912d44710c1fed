/** Storage, and what belongs to a season. */
import { fall, glass, glow, round, scene, steel, tone, wood } from './paint.ts'
import {
  band,
  box,
  disc,
  ellipse,
  flame,
  gloss,
  type Profile,
  path,
  repeat,
  scatter,
  stroke,
  turned,
} from './shapes.ts'

export const storage: Record<string, () => string> = {
  'STO-701': clipTopJar,
  'STO-702': breadBin,
  'STO-703': spiceRack,
  'SEA-801': candleHouse,
  'SEA-804': lollyMoulds,
}

function clipTopJar(): string {
  const jar: Profile = [
    [196, 96],
    [226, 118],
    [470, 118],
    [508, 104],
  ]
  return scene('#f1f3f3', [
    turned(
      320,
      [
        [326, 112],
        [470, 112],
        [504, 98],
      ],
      '#c77f35',
    ),
    scatter(190, [214, 326, 212, 178], (x, y, nth) =>
      ellipse(
        x,
        y,
        9,
        6,
        ['#d8924a', '#b86e2a', '#e3a863'][nth % 3]!,
        `transform="rotate(${nth * 31} ${x} ${y})"`,
      ),
    ),
    turned(320, jar, glass('#94a9ad')),
    band(320, 184, 102, 20, '#e2601f'),
    turned(
      320,
      [
        [140, 70],
        [152, 94],
        [186, 102],
      ],
      glass('#8fa6aa'),
    ),
    ellipse(320, 140, 70, 11, '#e9f0f0', 'opacity="0.9"'),
    stroke('M222 168V262M418 168V262M222 168C260 186 380 186 418 168', '#8d9296', 6),
    stroke('M404 184L446 210L432 286L404 268', '#8d9296', 6),
    stroke('M222 250C260 276 380 276 418 250', '#9da3a8', 5),
    gloss(320, jar, 0.65),
  ])
}

function breadBin(): string {
  const cream = '#e9e4d6'
  return scene(
    '#eef0ec',
    [
      path(
        'M112 262C112 246 126 238 144 238H496C514 238 528 246 528 262V478C528 504 514 516 488 516H152C126 516 112 504 112 478Z',
        round(cream),
      ),
      box(84, 306, 30, 76, '#2f3335', 12) + box(526, 306, 30, 76, '#2f3335', 12),
      path('M98 216H542C550 216 554 222 554 232V252H86V232C86 222 90 216 98 216Z', wood('#d3a567')),
      path('M118 196H522L546 218H94Z', wood('#e3bd85')),
      repeat(6, (nth) => stroke(`M${150 + nth * 66} 198l${(nth - 3) * 6} 18`, '#b98748', 2)),
      path(
        'M250 420C232 400 236 352 262 340C280 316 360 316 378 340C404 352 408 400 390 420V452H250Z',
        '#5a6b5d',
      ),
      stroke('M288 352l16 30M318 346l12 32M348 350l10 28', cream, 6),
      box(132, 268, 22, 220, '#ffffff', 10, 'opacity="0.5"'),
    ],
    [320, 522, 240, 30],
  )
}

function spiceRack(): string {
  const spices = [
    '#c8401f',
    '#e0a92c',
    '#6f8a3a',
    '#8a4a22',
    '#3d3330',
    '#d9772b',
    '#b5a24a',
    '#7c2a2a',
  ]
  const jar = (nth: number) => {
    const x = 166 + (nth % 4) * 103
    const y = nth < 4 ? 288 : 490
    return (
      box(x - 36, y - 92, 72, 92, spices[nth]!, 8) +
      box(x - 40, y - 118, 80, 118, glass('#9aa9ab'), 10) +
      box(x - 26, y - 68, 52, 36, '#f7f2e6', 3) +
      box(x - 36, y - 142, 72, 28, round('#2c2c2e'), 5)
    )
  }
  const oak = '#b98a52'
  return scene(
    '#f3f2ef',
    [
      box(96, 96, 448, 420, tone(oak, 0.45), 6),
      repeat(8, (nth) => jar(nth)),
      box(96, 288, 448, 24, wood(oak)) + box(96, 490, 448, 28, wood(oak)),
      box(96, 236, 448, 14, wood(tone(oak, 0.1))) + box(96, 438, 448, 14, wood(tone(oak, 0.1))),
      box(80, 84, 28, 440, fall(oak), 6) + box(532, 84, 28, 440, fall(tone(oak, -0.12)), 6),
      box(80, 84, 480, 22, wood(oak), 6),
    ],
    [320, 524, 260, 22],
  )
}

function candleHouse(): string {
  const white = '#efece6'
  const house = (x: number, w: number, top: number, rise: number, windows: number) =>
    path(`M${x} 500V${top}L${x + w / 2} ${top - rise}L${x + w} ${top}V500Z`, round(white)) +
    stroke(
      `M${x - 6} ${top + 2}L${x + w / 2} ${top - rise - 4}L${x + w + 6} ${top + 2}`,
      '#b23a35',
      11,
    ) +
    repeat(windows, (nth) => {
      const [wx, wy] = [x + (nth % 2 ? w * 0.58 : w * 0.18), top + 24 + Math.floor(nth / 2) * 62]
      const wide = w * 0.24
      return (
        disc(wx + wide / 2, wy + 20, 46, glow('#ffc65c')) +
        box(wx, wy, wide, 40, '#ffce6b', 3) +
        stroke(`M${wx + wide / 2} ${wy}v40M${wx} ${wy + 20}h${wide}`, '#8a5a34', 3)
      )
    })
  const candle = (x: number, y: number) =>
    box(x - 12, y - 62, 24, 64, round('#c23b36'), 4) +
    disc(x, y - 92, 52, glow('#ffcf7a')) +
    flame(x, y - 62, 0.72)
  return scene(
    '#e3e9e6',
    [
      candle(152, 226) + candle(268, 150) + candle(392, 204) + candle(504, 166),
      house(90, 124, 286, 66, 6),
      house(206, 124, 214, 68, 8),
      house(330, 124, 268, 68, 6),
      house(446, 116, 230, 66, 8),
      box(246, 446, 42, 54, '#2f5a3f', 20) + box(372, 446, 40, 54, '#b23a35', 4),
      box(60, 496, 520, 26, wood('#b98a52'), 8),
      scatter(34, [20, 30, 600, 420], (x, y, nth) =>
        disc(x, y, 2 + (nth % 3), '#ffffff', 'opacity="0.9"'),
      ),
    ],
    [320, 526, 280, 22],
  )
}

function lollyMoulds(): string {
  const ices = ['#e8476a', '#f59f2e', '#7cc04b', '#3fa8d8']
  const lolly = (x: number, color: string) =>
    box(x - 11, 84, 22, 120, round('#d9b27a'), 10) +
    path(`M${x - 46} 236H${x + 46}V440C${x + 46} 500 ${x - 46} 500 ${x - 46} 440Z`, round(color)) +
    box(x - 24, 256, 10, 176, '#ffffff', 5, 'opacity="0.4"') +
    box(x + 12, 256, 8, 176, tone(color, -0.25), 4, 'opacity="0.5"')
  return scene(
    '#f0f5f7',
    [
      ices.map((color, nth) => lolly(140 + nth * 120, color)),
      ices.map((_, nth) =>
        path(
          `M${86 + nth * 120} 226H${194 + nth * 120}L${190 + nth * 120} 450C${188 + nth * 120} 516 ${92 + nth * 120} 516 ${90 + nth * 120} 450Z`,
          glass('#9cc3d4'),
        ),
      ),
      box(66, 196, 508, 36, steel('#b9dbe8'), 14),
      ices.map((_, nth) => box(110 + nth * 120, 178, 60, 22, round('#f2f6f8'), 8)),
    ],
    [320, 506, 250, 30],
  )
}
