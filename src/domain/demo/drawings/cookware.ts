/** What one cooks with. */
import { ball, fall, round, scene, steel, tone } from './paint.ts'
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
  rod,
  stroke,
  turned,
} from './shapes.ts'

export const cookware: Record<string, () => string> = {
  'COO-401': casserole,
  'COO-402': fryingPan,
  'COO-403': choppingBoard,
  'COO-404': chefsKnife,
  'COO-405': measuringSpoons,
  'COO-406': loafTin,
  'COO-407': mixingBowl,
}

function casserole(): string {
  const red = '#d2421f'
  const pot: Profile = [
    [308, 208],
    [400, 208],
    [470, 200],
    [506, 176],
  ]
  const lid: Profile = [
    [232, 66],
    [252, 146],
    [284, 206],
    [304, 216],
  ]
  return scene(
    '#f5f2ee',
    [
      rod('M118 340C54 330 54 384 120 380', red, 24),
      rod('M522 340C586 330 586 384 520 380', red, 24),
      turned(320, pot, round(red)),
      gloss(320, pot, 0.3),
      band(320, 310, 209, 8, tone(red, -0.45)),
      turned(320, lid, round(red)),
      gloss(320, lid, 0.35),
      band(320, 298, 217, 10, tone(red, 0.15)),
      band(320, 228, 20, 14, steel('#b4b8bd')),
      ellipse(320, 214, 38, 16, steel('#c3c8cc')),
      ellipse(320, 208, 36, 11, '#dfe3e6'),
    ],
    [320, 516, 240, 32],
  )
}

function fryingPan(): string {
  return scene(
    '#f2f2f0',
    [
      group(
        'rotate(-38 320 320)',
        path('M446 300H690C708 306 708 334 690 340H446Z', fall('#3a3a3d')),
        path('M446 304H500V336H446Z', steel('#b4b8bd')),
        ellipse(676, 320, 9, 7, '#e8e8e6'),
      ),
      disc(256, 382, 212, '#1d1d1f'),
      disc(256, 376, 212, round('#4a4a4e')),
      disc(256, 376, 196, '#2a2a2d'),
      disc(256, 376, 166, ball('#3c3c40')),
      repeat(
        5,
        (nth) =>
          `<circle cx="256" cy="376" r="${36 + nth * 28}" fill="none" stroke="#58585d" stroke-width="2" opacity="0.5"/>`,
      ),
      stroke('M104 320C130 254 184 214 250 206', '#ffffff', 8, 'opacity="0.3"'),
    ],
    [262, 402, 248, 236],
  )
}

function choppingBoard(): string {
  const oak = '#c39a63'
  const bricks = repeat(48, (nth) => {
    const [column, row] = [nth % 8, Math.floor(nth / 8)]
    const shift = row % 2 ? 0 : -30
    const shade = tone(oak, (((nth * 13) % 7) - 3) * 0.07)
    const x = 96 + column * 62 + shift
    return (
      box(x, 150 + row * 52, 60, 50, shade) +
      stroke(`M${x + 8} ${164 + row * 52}q22 ${8 + (nth % 3) * 6} 44 0`, tone(shade, -0.18), 2) +
      stroke(`M${x + 8} ${184 + row * 52}q22 ${6 + (nth % 4) * 4} 44 0`, tone(shade, -0.14), 2)
    )
  })
  return scene(
    '#f3f2ef',
    [
      box(84, 156, 472, 350, tone(oak, -0.45), 26),
      `<clipPath id="board"><rect x="84" y="136" width="472" height="346" rx="26"/></clipPath>`,
      `<g clip-path="url(#board)">${box(84, 136, 472, 346, tone(oak, -0.2))}${bricks}</g>`,
      box(
        108,
        160,
        424,
        298,
        'none',
        16,
        `stroke="${tone(oak, -0.4)}" stroke-width="7" opacity="0.55"`,
      ),
      box(440, 176, 70, 26, '#8a6437', 13),
      box(444, 182, 62, 18, '#f3f2ef', 9),
    ],
    [320, 490, 270, 50],
  )
}

function chefsKnife(): string {
  const outline =
    'M14 366C110 364 240 352 392 346H412C470 344 560 332 590 344C604 358 626 360 632 346C640 316 634 284 600 282H200C120 290 50 330 14 366Z'
  return scene(
    '#f1f2f3',
    [
      group('translate(14 22) rotate(-34 320 320)', path(outline, '#3a3128', 'opacity="0.16"')),
      group(
        'rotate(-34 320 320)',
        path('M14 366C110 364 240 352 392 346V282H200C120 290 50 330 14 366Z', fall('#c9ced2')),
        path('M14 366C110 364 240 352 392 346V326C250 336 120 350 14 366Z', '#eef1f3'),
        box(388, 276, 26, 76, steel('#9da3a8'), 4),
        path(
          'M412 282H600C634 284 640 316 632 346C626 360 604 358 590 344C560 332 470 344 412 344Z',
          fall('#332f2e'),
        ),
        [456, 516, 576]
          .map((x) => disc(x, 312, 8, '#c9ced2') + disc(x, 312, 3, '#8d9296'))
          .join(''),
      ),
    ],
    null,
  )
}

function measuringSpoons(): string {
  const brass = '#c9973a'
  const spoon = (turn: number, size: number) =>
    group(
      `rotate(${turn} 320 116)`,
      box(309, 116, 22, 236, steel(brass), 11),
      ellipse(320, 352 + size, size, size * 1.08, tone(brass, -0.35)),
      ellipse(320, 350 + size, size, size * 1.06, ball(brass)),
      ellipse(320, 352 + size, size * 0.8, size * 0.86, tone(brass, -0.22)),
      ellipse(324, 358 + size, size * 0.62, size * 0.66, ball(tone(brass, 0.05))),
    )
  return scene(
    '#f5f3f0',
    [
      spoon(40, 44),
      spoon(14, 56),
      spoon(-14, 66),
      spoon(-42, 76),
      `<circle cx="320" cy="110" r="40" fill="none" stroke="${tone(brass, -0.3)}" stroke-width="11"/>`,
      `<circle cx="318" cy="108" r="40" fill="none" stroke="${tone(brass, 0.2)}" stroke-width="6"/>`,
    ],
    [330, 420, 270, 120],
  )
}

function loafTin(): string {
  const grey = '#6b7177'
  return scene('#f2f1ee', [
    path('M92 262L186 190H548L556 262Z', tone(grey, -0.45)),
    path('M186 196H546L520 300H150Z', fall(tone(grey, -0.3))),
    path('M92 262H520L484 500H136Z', fall(grey)),
    path('M520 262L556 196L526 430L484 500Z', tone(grey, -0.28)),
    path('M84 250H528V272H84Z', tone(grey, 0.35)),
    path('M84 250L180 182H560L528 250H516L544 194H186L108 250Z', tone(grey, 0.22)),
    path('M528 250L560 182V200L528 272Z', tone(grey, -0.1)),
    stroke('M120 300L158 470', '#ffffff', 9, 'opacity="0.3"'),
    repeat(3, (nth) =>
      stroke(`M${218 + nth * 92} 300L${228 + nth * 80} 470`, tone(grey, -0.12), 4),
    ),
  ])
}

function mixingBowl(): string {
  const cane = '#cf9a52'
  const wall: Profile = [
    [240, 226],
    [330, 210],
    [430, 162],
    [496, 104],
  ]
  const diamonds = repeat(12, (nth) => {
    const x = 138 + nth * 33
    const y = 362
    return path(`M${x} ${y - 44}l15 44l-15 44l-15 -44Z`, tone(cane, -0.16), 'opacity="0.7"')
  })
  return scene('#f3f1ee', [
    turned(320, wall, round(cane)),
    `<clipPath id="wall"><path d="M112 300H528L440 460H200Z"/></clipPath>`,
    `<g clip-path="url(#wall)">${diamonds}</g>`,
    gloss(320, wall, 0.22),
    band(320, 238, 228, 26, tone(cane, 0.12)),
    ellipse(320, 238, 228, 40, tone(cane, 0.2)),
    ellipse(320, 240, 208, 33, '#efe6d6'),
    ellipse(320, 250, 176, 22, '#dccfb9'),
    turned(
      320,
      [
        [492, 106],
        [514, 112],
      ],
      round(tone(cane, -0.1)),
    ),
  ])
}
