/** What stands on the table. */
import { ball, glass, round, scene, tone, wood } from './paint.ts'
import {
  band,
  box,
  disc,
  ellipse,
  gloss,
  group,
  type Profile,
  path,
  repeat,
  scatter,
  stroke,
  turned,
} from './shapes.ts'

export const tableware: Record<string, () => string> = {
  'TAB-301': dinnerPlate,
  'TAB-302': pastaBowl,
  'TAB-303': saladServers,
  'TAB-304': cakeStand,
  'TAB-305': wineGlasses,
  'TAB-306': butterDish,
}

const iron = '#8a5a3a'

/** The glaze runs: rings of it, darker outwards, with drops of iron. */
function reactive(cx: number, cy: number, rx: number, flat: number): string {
  const rings = ['#235f6b', '#2f7f86', '#4a9c9c', '#74b8b0', '#4f9fa0', '#2f7f86', '#256873']
  return (
    ellipse(cx, cy, rx, rx * flat, iron) +
    rings
      .map((color, nth) => {
        const r = rx * (0.965 - nth * 0.105)
        return ellipse(cx, cy, r, r * flat, color, 'opacity="0.8"')
      })
      .join('') +
    scatter(120, [0, 0, 1, 360], (_, turn, nth) => {
      const r = rx * (0.3 + ((nth * 37) % 60) / 100)
      const [x, y] = [cx + r * Math.cos(turn), cy + r * flat * Math.sin(turn)]
      return disc(x, y, 1.5 + (nth % 4), nth % 3 ? '#c9e2d8' : iron, 'opacity="0.55"')
    })
  )
}

function dinnerPlate(): string {
  return scene(
    '#f3f1ed',
    [
      disc(320, 322, 244, tone(iron, -0.35)),
      reactive(320, 316, 244, 1),
      stroke('M180 206C222 156 274 132 330 130', '#ffffff', 9, 'opacity="0.35"'),
      `<circle cx="320" cy="316" r="152" fill="none" stroke="#1d4f5a" stroke-width="5" opacity="0.5"/>`,
    ],
    [320, 340, 285, 278],
  )
}

function pastaBowl(): string {
  const wall: Profile = [
    [300, 250],
    [370, 226],
    [440, 150],
    [478, 96],
  ]
  return scene(
    '#f3f1ed',
    [
      turned(320, wall, round('#256873')),
      scatter(60, [150, 350, 340, 100], (x, y, nth) =>
        disc(x, y, 1.5 + (nth % 3), '#9fd0c8', 'opacity="0.45"'),
      ),
      ellipse(320, 300, 250, 84, tone(iron, -0.1)),
      group('translate(0 0)', reactive(320, 300, 246, 0.32)),
      ellipse(320, 330, 150, 38, '#164650', 'opacity="0.35"'),
      stroke('M112 280C160 246 226 228 300 226', '#ffffff', 7, 'opacity="0.4"'),
    ],
    [320, 490, 220, 36],
  )
}

function saladServers(): string {
  const olive = '#b9813f'
  const grain = (dx: number) =>
    stroke(`M${dx - 8} 300C${dx + 6} 360 ${dx - 10} 430 ${dx + 4} 540`, tone(olive, -0.35), 3) +
    stroke(`M${dx + 6} 320C${dx - 4} 380 ${dx + 8} 460 ${dx - 2} 530`, tone(olive, -0.25), 2)
  const handle = (x: number) =>
    path(
      `M${x - 17} 250C${x - 15} 340 ${x - 26} 480 ${x - 20} 552C${x - 12} 574 ${x + 12} 574 ${x + 20} 552C${x + 26} 480 ${x + 15} 340 ${x + 17} 250Z`,
      wood(olive),
    )
  const spoon =
    handle(320) +
    ellipse(320, 168, 66, 108, wood(olive)) +
    ellipse(322, 166, 48, 84, tone(olive, -0.2)) +
    ellipse(328, 174, 38, 68, tone(olive, -0.05)) +
    grain(320)
  const fork =
    handle(320) +
    path(
      'M254 160C254 230 282 276 320 276C358 276 386 230 386 160L380 66H358L352 150H334L331 58H309L306 150H288L282 66H260Z',
      wood(tone(olive, 0.06)),
    ) +
    grain(320)
  return scene(
    '#f4f2ed',
    [
      group('rotate(-24 320 600) translate(112 -14)', spoon),
      group('rotate(24 320 600) translate(-112 -14)', fork),
    ],
    [320, 520, 130, 60],
  )
}

function cakeStand(): string {
  const pressed = '#3f9a7c'
  const stem: Profile = [
    [252, 46],
    [300, 26],
    [360, 34],
    [430, 40],
    [480, 110],
    [508, 140],
  ]
  return scene('#f2f2f4', [
    turned(320, stem, tone(pressed, 0.3)),
    turned(320, stem, glass(tone(pressed, -0.2))),
    repeat(9, (nth) =>
      stroke(
        `M${300 + nth * 5} 268V380C${300 + nth * 5} 440 ${280 + nth * 10} 470 ${224 + nth * 24} 500`,
        '#ffffff',
        3,
        'opacity="0.45"',
      ),
    ),
    ellipse(320, 508, 140, 22, tone(pressed, 0.2), 'opacity="0.6"'),
    turned(
      320,
      [
        [218, 236],
        [246, 226],
        [262, 120],
      ],
      glass(pressed),
    ),
    repeat(25, (nth) => {
      const x = 96 + nth * 18.7
      const bow = Math.sin(((nth + 0.5) / 25) * Math.PI) * 34
      return ellipse(x, 226 + bow, 11, 17, tone(pressed, 0.15), 'opacity="0.85"')
    }),
    ellipse(320, 216, 240, 40, tone(pressed, -0.1)),
    ellipse(320, 212, 222, 34, tone(pressed, 0.42)),
    ellipse(320, 214, 150, 21, tone(pressed, 0.2)),
    stroke('M130 200C190 180 250 176 330 176', '#ffffff', 6, 'opacity="0.8"'),
  ])
}

function wineGlasses(): string {
  const one = (x: number, y: number, k: number) => {
    const at = (value: number) => y + value * k
    const bowl: Profile = [
      [at(-260), 42 * k],
      [at(-210), 58 * k],
      [at(-160), 54 * k],
      [at(-124), 20 * k],
    ]
    const lower: Profile = [
      [at(-196), 56 * k],
      [at(-160), 53 * k],
      [at(-126), 20 * k],
    ]
    return [
      ellipse(x, at(0), 50 * k, 10 * k, '#a9b6bf', 'opacity="0.75"'),
      ellipse(x, at(-3), 42 * k, 7 * k, '#e6ecef'),
      box(x - 3.5 * k, at(-128), 7 * k, 126 * k, '#b4c0c8', 3),
      turned(x, lower, round('#8c1f36')),
      ellipse(x, at(-196), 56 * k, 9 * k, '#b23a52'),
      turned(x, bowl, glass('#9fb0ba')),
      ellipse(x, at(-260), 42 * k, 7 * k, '#dfe7ea', 'opacity="0.8"'),
      gloss(x, bowl, 0.6),
    ].join('')
  }
  return scene(
    '#f4f2f2',
    [[160, 320, 480].map((x) => one(x, 296, 0.82)), [134, 320, 506].map((x) => one(x, 550, 0.92))],
    [320, 540, 260, 36],
  )
}

function butterDish(): string {
  const pink = '#d9a79a'
  return scene('#f4f2ee', [
    ellipse(320, 478, 250, 44, tone(pink, -0.28)),
    ellipse(320, 468, 250, 42, round(pink)),
    ellipse(320, 464, 214, 32, tone(pink, -0.12)),
    path(
      'M148 460V342C148 300 172 284 214 284H426C468 284 492 300 492 342V460C440 486 200 486 148 460Z',
      round(pink),
    ),
    path(
      'M168 310C176 292 196 286 220 286H420C446 286 464 292 472 310C430 330 210 330 168 310Z',
      tone(pink, 0.3),
    ),
    scatter(70, [160, 340, 320, 120], (x, y, nth) =>
      disc(x, y, 1.4 + (nth % 3) * 0.6, '#8d5c50', 'opacity="0.6"'),
    ),
    band(320, 270, 28, 26, tone(pink, -0.2)),
    disc(320, 252, 30, ball(pink)),
    box(186, 332, 18, 104, '#ffffff', 9, 'opacity="0.35"'),
  ])
}
