/** Kettles, and what goes with tea. */
import { ball, round, scene, steel, tone, wood } from './paint.ts'
import {
  band,
  box,
  disc,
  ear,
  ellipse,
  gloss,
  group,
  type Profile,
  path,
  repeat,
  rod,
  spout,
  stroke,
  turned,
} from './shapes.ts'

const black = '#2b2a2c'

export const kettles: Record<string, () => string> = {
  'KET-101': stovetopKettle,
  'KET-102': electricKettle,
  'KET-103': gooseneckKettle,
  'TEA-120': teapot,
  'TEA-121': teaTin,
}

function stovetopKettle(): string {
  const cream = '#f2e3c2'
  const body: Profile = [
    [282, 66],
    [300, 112],
    [350, 166],
    [420, 190],
    [480, 180],
    [506, 160],
  ]
  return scene('#f4f1ee', [
    rod('M196 330C176 210 228 122 320 122C412 122 464 210 444 330', black, 22),
    stroke('M262 136C296 118 344 118 378 136', '#8a5a34', 30),
    spout(472, 402, cream, 1.02),
    turned(320, body, round(cream)),
    gloss(320, body, 0.55),
    band(320, 500, 162, 9, black),
    turned(
      320,
      [
        [258, 20],
        [268, 52],
        [286, 72],
      ],
      round(cream),
    ),
    band(320, 284, 73, 6, black),
    turned(
      320,
      [
        [222, 18],
        [236, 25],
        [256, 13],
      ],
      round('#8a5a34'),
    ),
    disc(200, 326, 13, black) + disc(440, 326, 13, black),
  ])
}

function electricKettle(): string {
  const body: Profile = [
    [170, 104],
    [300, 120],
    [430, 138],
    [486, 142],
  ]
  return scene('#eef1f3', [
    rod('M420 190C520 176 540 246 524 330C512 400 484 430 452 436', black, 40),
    path('M222 186L152 172L164 200L216 258Z', steel('#b4b8bd')),
    turned(320, body, steel('#b4b8bd')),
    turned(
      320,
      [
        [130, 50],
        [146, 88],
        [174, 105],
      ],
      round(black),
    ),
    box(308, 112, 24, 22, black, 8),
    box(306, 270, 28, 150, '#26323a', 14),
    box(310, 320, 20, 96, '#6fb7d8', 10),
    repeat(4, (nth) => box(340, 290 + nth * 34, 14, 3, '#5b6167')),
    turned(
      320,
      [
        [484, 148],
        [508, 156],
        [520, 156],
      ],
      round(black),
    ),
    disc(394, 502, 5, '#66c2f0'),
  ])
}

function gooseneckKettle(): string {
  const matt = '#3f4446'
  const body: Profile = [
    [270, 84],
    [360, 112],
    [450, 142],
    [500, 152],
  ]
  return scene('#f3efe8', [
    rod('M192 470C112 462 138 372 116 316C104 286 88 270 62 262', matt, 24),
    stroke('M400 286C500 264 546 300 536 372', matt, 16),
    stroke('M536 330C536 380 524 412 500 432', '#b07a45', 36),
    stroke('M530 334C530 376 520 404 498 424', '#d29c63', 9),
    turned(320, body, round(matt)),
    gloss(320, body, 0.16),
    turned(
      320,
      [
        [248, 54],
        [256, 78],
        [274, 86],
      ],
      round(tone(matt, 0.08)),
    ),
    turned(
      320,
      [
        [204, 20],
        [218, 27],
        [246, 14],
      ],
      round('#b07a45'),
    ),
    band(320, 484, 150, 7, '#c8935a'),
  ])
}

function teapot(): string {
  const blue = '#22356b'
  const body: Profile = [
    [272, 84],
    [300, 138],
    [360, 176],
    [430, 176],
    [488, 132],
    [510, 96],
  ]
  return scene('#f5f3ef', [
    group('translate(640 0) scale(-1 1)', spout(470, 402, blue, 1.05)),
    ear(478, 306, 140, blue, 32),
    turned(320, body, ball(blue)),
    gloss(320, body, 0.22),
    turned(
      320,
      [
        [226, 26],
        [244, 66],
        [276, 90],
      ],
      ball(blue),
    ),
    band(320, 272, 91, 6, tone(blue, -0.4)),
    disc(320, 212, 20, ball(blue)),
    band(320, 508, 98, 8, tone(blue, -0.45)),
  ])
}

function teaTin(): string {
  const red = '#a8322d'
  const tin: Profile = [
    [222, 116],
    [506, 116],
  ]
  const leaf = (turn: number) =>
    group(
      `rotate(${turn} 320 420)`,
      path('M320 420C290 396 292 350 320 328C348 350 350 396 320 420Z', '#5d8a4e'),
      stroke('M320 416V340', '#3e6635', 3),
    )
  return scene('#f3f2e9', [
    turned(320, tin, round(red)),
    band(320, 286, 116, 158, '#f4e8cc'),
    band(320, 292, 116, 5, '#c29a4b') + band(320, 434, 116, 5, '#c29a4b'),
    group('translate(0 4)', leaf(-48), leaf(48), leaf(0)),
    turned(
      320,
      [
        [168, 118],
        [226, 121],
      ],
      steel('#c9a24e'),
    ),
    ellipse(320, 168, 118, 19, wood('#d8b566')),
    gloss(320, tin, 0.25),
  ])
}
