/** Mugs and cups. */
import { glass, round, scene, tone, wood } from './paint.ts'
import {
  band,
  disc,
  ear,
  ellipse,
  gloss,
  group,
  mouth,
  type Profile,
  path,
  repeat,
  scatter,
  stroke,
  turned,
} from './shapes.ts'

export const cups: Record<string, () => string> = {
  'MUG-201': speckledMug,
  'MUG-202': enamelMug,
  'MUG-203': latteMug,
  'MUG-204': espressoCups,
  'MUG-205': travelCup,
  'SEA-802': mulledWineMugs,
}

function speckledMug(): string {
  const oat = '#dccbb0'
  const wall: Profile = [
    [220, 130],
    [360, 138],
    [460, 132],
    [508, 112],
  ]
  const speckles = scatter(110, [198, 252, 244, 184], (x, y, nth) =>
    disc(x, y, 1.6 + ((nth * 7) % 5) * 0.7, nth % 3 ? '#6b5138' : '#94744f'),
  )
  return scene('#f2efe9', [
    ear(446, 282, 148, oat, 32),
    turned(320, wall, round(oat)),
    speckles,
    turned(
      320,
      [
        [444, 133],
        [480, 127],
        [508, 112],
      ],
      round('#a4683f'),
    ),
    gloss(320, wall, 0.3),
    mouth(320, 220, 130, tone(oat, 0.25), '#8d7556'),
  ])
}

function enamelMug(): string {
  const white = '#f3f4f4'
  const wall: Profile = [
    [226, 142],
    [500, 132],
  ]
  return scene('#ddd6cb', [
    ear(454, 276, 150, white, 24),
    stroke('M446 276C566 258 566 438 440 426', '#23479a', 8),
    turned(320, wall, round(white)),
    gloss(320, wall, 0.9),
    mouth(320, 226, 144, '#23479a', '#dfe2e4'),
    ellipse(320, 232, 130, 18, '#c6cbcf'),
    band(320, 488, 132, 14, '#23479a'),
    band(320, 226, 142, 16, '#23479a'),
  ])
}

function latteMug(): string {
  const sage = '#9db392'
  const wall: Profile = [
    [262, 176],
    [330, 176],
    [410, 152],
    [470, 108],
    [500, 84],
  ]
  const heart = path(
    'M320 284C300 266 262 262 268 250C274 242 304 246 320 256C336 246 366 242 372 250C378 262 340 266 320 284Z',
    '#f7ead6',
  )
  return scene('#f5f2ec', [
    ear(480, 300, 116, sage, 30),
    turned(320, wall, round(sage)),
    gloss(320, wall, 0.35),
    mouth(320, 262, 176, tone(sage, 0.3), '#b27c4c'),
    heart,
    turned(
      320,
      [
        [498, 86],
        [516, 90],
      ],
      round(tone(sage, -0.12)),
    ),
  ])
}

function espressoCups(): string {
  const cup = (x: number, y: number, color: string) => {
    const wall: Profile = [
      [y - 84, 62],
      [y - 40, 58],
      [y - 8, 36],
    ]
    return [
      ellipse(x, y + 14, 122, 26, '#3a3128', 'opacity="0.16"'),
      ellipse(x, y + 2, 108, 26, tone(color, -0.25)),
      ellipse(x, y - 4, 108, 25, round(color)),
      ellipse(x, y - 5, 52, 11, tone(color, -0.15)),
      ear(x + 56, y - 66, 40, color, 15),
      turned(x, wall, round(color)),
      gloss(x, wall, 0.4),
      mouth(x, y - 84, 62, tone(color, 0.3), '#3c2113'),
    ].join('')
  }
  return scene(
    '#f3f0ec',
    [
      cup(196, 276, '#c9603c'),
      cup(444, 276, '#d9a53a'),
      cup(196, 486, '#4e7d86'),
      cup(444, 486, '#efe8dc'),
    ],
    null,
  )
}

function travelCup(): string {
  const coral = '#e2867a'
  const wall: Profile = [
    [188, 128],
    [520, 94],
  ]
  return scene(
    '#f0f1ee',
    [
      turned(320, wall, round(coral)),
      gloss(320, wall, 0.3),
      band(320, 286, 119, 112, '#4c4a4a'),
      repeat(7, (nth) =>
        stroke(`M${232 + nth * 29} ${310 + Math.sin((nth * Math.PI) / 6) * 14}v66`, '#3a3838', 7),
      ),
      turned(
        320,
        [
          [150, 132],
          [192, 136],
        ],
        wood('#cf9f63'),
      ),
      ellipse(320, 150, 132, 21, wood('#e0b87f')),
      ellipse(362, 146, 20, 6, '#5d3f20'),
    ],
    [320, 524, 150, 28],
  )
}

function mulledWineMugs(): string {
  const wall: Profile = [
    [250, 92],
    [330, 96],
    [450, 78],
    [496, 70],
  ]
  const star = (x: number, y: number) =>
    repeat(8, (nth) =>
      group(`rotate(${nth * 45} ${x} ${y})`, path(`M${x} ${y}l6 -12l-6 -14l-6 14Z`, '#6a3417')),
    ) + disc(x, y, 5, '#3f1c0a')
  const mug = (x: number) => [
    ear(x + 88, 300, 118, '#c9757a', 20),
    turned(
      x,
      [
        [282, 90],
        [330, 92],
        [450, 74],
        [490, 66],
      ],
      round('#7c1424'),
    ),
    ellipse(x, 282, 90, 14, '#a5263a'),
    turned(x, wall, glass('#d2a0a4')),
    gloss(x, wall, 0.5),
    star(x + 14, 386),
  ]
  const slice = (x: number, y: number) =>
    disc(x, y, 44, '#e8872a') +
    disc(x, y, 38, '#fbe3b4') +
    repeat(8, (nth) =>
      group(
        `rotate(${nth * 45} ${x} ${y})`,
        path(`M${x} ${y - 3}L${x - 11} ${y - 32}Q${x} ${y - 38} ${x + 11} ${y - 32}Z`, '#f39a35'),
      ),
    )
  return scene(
    '#efe7e1',
    [
      stroke('M250 250L286 150', '#8a4f25', 16),
      slice(150, 246),
      mug(196),
      slice(402, 238),
      stroke('M500 262L540 154', '#8a4f25', 16),
      mug(446),
    ],
    [316, 506, 260, 34],
  )
}
