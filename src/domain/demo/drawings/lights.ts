/** Lamps and candles. */
import { ball, fall, glow, round, scene, steel, tone, wood } from './paint.ts'
import {
  band,
  box,
  disc,
  ellipse,
  flame,
  gloss,
  group,
  mouth,
  type Profile,
  path,
  repeat,
  rod,
  stroke,
  turned,
  within,
} from './shapes.ts'

export const lights: Record<string, () => string> = {
  'LAM-501': rattanLamp,
  'LAM-502': readingLamp,
  'LAM-503': festoonLights,
  'CAN-510': soyCandle,
  'CAN-511': dinnerCandles,
  'CAN-512': tealights,
}

function rattanLamp(): string {
  const cane = '#c9985a'
  const shade: Profile = [
    [96, 70],
    [130, 126],
    [200, 178],
    [290, 206],
  ]
  const dome = 'M250 96C250 96 130 120 114 290C180 326 460 326 526 290C510 120 390 96 390 96Z'
  const weave = repeat(15, (nth) => {
    const at = nth - 7
    return (
      stroke(
        `M${320 + at * 9} 90C${320 + at * 24} 150 ${320 + at * 28} 220 ${320 + at * 30} 318`,
        tone(cane, -0.32),
        4,
      ) +
      stroke(
        `M${320 + at * 9 + 3} 90C${320 + at * 24 + 3} 150 ${320 + at * 28 + 3} 220 ${320 + at * 30 + 3} 318`,
        tone(cane, 0.35),
        2,
      )
    )
  })
  const hoops = repeat(9, (nth) => {
    const y = 118 + nth * 22
    return stroke(`M100 ${y}Q320 ${y + 60} 540 ${y}`, tone(cane, nth % 2 ? -0.4 : -0.15), 4)
  })
  return scene('#f5f1ea', [
    ellipse(320, 250, 300, 220, glow('#ffdf9a')),
    turned(
      320,
      [
        [300, 12],
        [380, 13],
        [420, 22],
        [452, 44],
        [484, 50],
        [506, 88],
        [518, 92],
      ],
      round('#8a5a34'),
    ),
    ellipse(320, 292, 206, 33, '#fff0c4'),
    turned(320, shade, round(cane)),
    within('dome', dome, weave, hoops),
    band(320, 288, 206, 10, tone(cane, -0.3)),
    ellipse(320, 94, 70, 11, tone(cane, -0.45)),
  ])
}

function readingLamp(): string {
  const black = '#29292c'
  return scene(
    '#eff0f2',
    [
      path('M96 470H300V520H96Z', wood('#c79c66')),
      path('M96 520H300V534H96Z', tone('#c79c66', -0.35)),
      path('M180 424H262L268 470H174Z', fall(black)),
      path('M186 534H256L250 580H200Z', fall(black)),
      stroke('M262 440C298 460 298 540 254 560', black, 12),
      rod('M220 426C204 320 206 232 286 192', black, 15),
      rod('M286 192C330 168 360 170 392 184', black, 15),
      ellipse(470, 348, 190, 150, glow('#ffe9a8')),
      group(
        'rotate(28 420 210)',
        path('M366 170H430C474 176 508 214 520 268H344C346 214 352 186 366 170Z', round(black)),
        ellipse(432, 268, 88, 17, '#fff3c9'),
        ellipse(432, 268, 88, 17, 'none', `stroke="${black}" stroke-width="5"`),
      ),
      disc(286, 192, 12, steel('#8d9296')),
    ],
    [230, 586, 190, 20],
  )
}

function festoonLights(): string {
  const bulb = (x: number, y: number) =>
    disc(x, y + 52, 74, glow('#ffc95e')) +
    box(x - 10, y, 20, 26, '#1d2024', 4) +
    path(
      `M${x - 9} ${y + 26}C${x - 40} ${y + 50} ${x - 26} ${y + 92} ${x} ${y + 94}C${x + 26} ${y + 92} ${x + 40} ${y + 50} ${x + 9} ${y + 26}Z`,
      ball('#ffd877'),
    ) +
    stroke(`M${x - 8} ${y + 62}l4 -20l4 18l4 -18l4 20`, '#fff7da', 4)
  const rows = [
    { from: 96, sag: 76, bulbs: [80, 200, 320, 440, 560] },
    { from: 306, sag: 76, bulbs: [80, 200, 320, 440, 560] },
  ]
  return scene(
    '#3d4a63',
    rows.map(({ from, sag, bulbs }) => {
      const y = (x: number) => from + sag * (1 - ((x - 320) / 320) ** 2)
      return [
        stroke(`M0 ${from}Q320 ${from + 2 * sag} 640 ${from}`, '#15181c', 8),
        bulbs.map((x) => bulb(x, y(x) - 2)).join(''),
      ]
    }),
    null,
  )
}

function soyCandle(): string {
  const amber = '#a4591c'
  const jar: Profile = [
    [246, 128],
    [270, 134],
    [480, 134],
    [508, 118],
  ]
  const fig = path('M286 424C262 400 276 366 296 346C316 366 330 400 306 424Z', '#6a3f63')
  return scene('#f3eee8', [
    ellipse(320, 210, 150, 140, glow('#ffcf7a')),
    turned(
      320,
      [
        [300, 122],
        [480, 126],
        [500, 112],
      ],
      round('#e9d3ae'),
    ),
    ellipse(320, 300, 122, 19, '#f6e9cf'),
    stroke('M320 300V268', '#3b2a1c', 5),
    turned(320, jar, round(amber)),
    ellipse(320, 246, 128, 20, tone(amber, 0.3)),
    ellipse(320, 248, 118, 16, '#e8b56a'),
    ellipse(320, 250, 70, 9, '#fbe3ae'),
    flame(320, 244, 1.2),
    box(226, 316, 188, 142, '#f7f1e4', 4),
    box(236, 326, 168, 122, 'none', 2, 'stroke="#a08a63" stroke-width="3"'),
    fig,
    stroke(
      'M360 430V350M360 376l22 -18M360 376l-18 -14M360 400l24 -16M360 400l-20 -14',
      '#3f6b4a',
      6,
    ),
    gloss(320, jar, 0.4),
  ])
}

function dinnerCandles(): string {
  const wax = '#7b2440'
  const candle = (x: number) =>
    path(`M${x - 19} 470L${x - 13} 120Q${x} 106 ${x + 13} 120L${x + 19} 470Z`, round(wax)) +
    stroke(`M${x} 112V92`, '#f1ead8', 5)
  return scene(
    '#f4f1ec',
    [
      box(150, 300, 340, 216, '#8f6b45', 4),
      [182, 237, 292, 347, 402, 457].map((x) => candle(x)),
      box(142, 330, 356, 190, fall('#c8a274'), 6),
      box(142, 330, 356, 12, tone('#c8a274', 0.25), 6),
      box(232, 376, 176, 98, '#f6efe2', 6),
      repeat(6, (nth) => box(256 + nth * 23, 404, 9, 48, wax, 3)),
      repeat(6, (nth) => ellipse(260.5 + nth * 23, 396, 4, 8, '#f0a93a')),
    ],
    [320, 520, 220, 30],
  )
}

function tealights(): string {
  const honey = '#e3ac3f'
  const one = (x: number, y: number) =>
    ellipse(x + 4, y + 40, 62, 20, '#3a3128', 'opacity="0.18"') +
    turned(
      x,
      [
        [y, 56],
        [y + 34, 54],
      ],
      steel('#c3c8cc'),
    ) +
    mouth(x, y, 56, '#e3e6e8', honey) +
    ellipse(x - 6, y - 1, 34, 4, tone(honey, 0.4)) +
    stroke(`M${x} ${y}v-16`, '#5a4a2a', 4)
  return scene(
    '#f5f2ea',
    [
      repeat(12, (nth) => one(128 + (nth % 4) * 128, 188 + Math.floor(nth / 4) * 128)),
      flame(128 + 128, 432, 0.8),
      flame(128 + 3 * 128, 304, 0.8),
    ],
    null,
  )
}
