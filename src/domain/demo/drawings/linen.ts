/** What is woven and sewn. */
import { fall, round, scene, tone } from './paint.ts'
import { box, disc, ellipse, group, path, repeat, stroke, within } from './shapes.ts'

export const linen: Record<string, () => string> = {
  'LIN-601': teaTowel,
  'LIN-602': apron,
  'LIN-603': ovenGlove,
  'LIN-604': napkins,
  'SEA-803': picnicBlanket,
}

/** Printed on the cloth: a kettle, about 100 units wide. */
const kettle = [
  path('M20 40H70L82 100H8Z', '#3d5570'),
  path('M76 64L104 40L110 48L80 84Z', '#3d5570'),
  stroke('M18 44C18 -4 72 -4 72 44', '#3d5570', 7),
  path('M26 34H64V40H26Z', '#3d5570'),
  disc(45, 28, 6, '#3d5570'),
].join('')

function teaTowel(): string {
  const flax = '#dccfb6'
  const cloth = 'M176 92C260 80 380 80 464 92L476 548C380 562 260 562 164 548Z'
  return scene(
    '#f2f1ee',
    [
      path('M190 110L486 104L490 566H188Z', '#3a3128', 'opacity="0.14"'),
      path(cloth, fall(flax)),
      within(
        'cloth',
        cloth,
        [196, 216, 250, 390, 424, 444]
          .map((x, nth) =>
            box(x, 60, nth === 2 || nth === 3 ? 22 : 8, 540, '#5b7390', 0, 'opacity="0.85"'),
          )
          .join(''),
        repeat(90, (nth) =>
          box(150, 84 + nth * 5.4, 340, 1, tone(flax, -0.35), 0, 'opacity="0.35"'),
        ),
        path(
          'M300 80C290 250 316 400 300 570H330C344 400 318 250 330 80Z',
          '#ffffff',
          'opacity="0.28"',
        ),
        box(150, 452, 340, 10, '#5b7390', 0, 'opacity="0.85"'),
        box(150, 476, 340, 24, '#5b7390', 0, 'opacity="0.85"'),
        box(150, 528, 340, 3, tone(flax, -0.4)),
        group('translate(264 250) scale(1.1)', kettle),
      ),
      stroke('M320 88C306 60 312 40 320 40C328 40 334 60 320 88', tone(flax, -0.35), 6),
      disc(320, 40, 9, '#8a6a45'),
    ],
    null,
  )
}

function apron(): string {
  const blue = '#5f7f95'
  const cut =
    'M238 150H402C404 220 430 262 500 280L512 556C400 574 240 574 128 556L140 280C210 262 236 220 238 150Z'
  return scene(
    '#f4f1ed',
    [
      stroke('M248 156C236 40 404 40 392 156', tone(blue, -0.25), 15),
      stroke('M144 290C96 300 76 350 92 410', tone(blue, -0.25), 13),
      stroke('M496 290C544 300 564 350 548 410', tone(blue, -0.25), 13),
      path(cut, fall(blue)),
      within(
        'apron',
        cut,
        path('M170 280C200 360 180 470 196 580H150V280Z', tone(blue, -0.2), 'opacity="0.5"'),
        path(
          'M446 280C430 380 460 480 444 580H470C480 480 460 380 470 280Z',
          tone(blue, -0.2),
          'opacity="0.5"',
        ),
        path(
          'M300 150C310 280 290 340 306 380H330C320 320 340 260 326 150Z',
          tone(blue, 0.3),
          'opacity="0.4"',
        ),
      ),
      box(
        226,
        362,
        188,
        132,
        tone(blue, 0.1),
        8,
        `stroke="${tone(blue, -0.3)}" stroke-width="4" stroke-dasharray="9 5"`,
      ),
      stroke('M320 366V490', tone(blue, -0.3), 3, 'stroke-dasharray="9 5"'),
      stroke('M244 166H396', tone(blue, -0.3), 3, 'stroke-dasharray="9 5"'),
      disc(248, 166, 8, '#c99b3f') + disc(392, 166, 8, '#c99b3f'),
    ],
    null,
  )
}

function ovenGlove(): string {
  const mustard = '#d9a22e'
  const mitt =
    'M226 548L214 300C202 180 236 96 316 92C392 90 420 160 420 250C436 220 470 196 500 214C534 236 512 290 480 330C452 366 426 390 424 440L420 548Z'
  return scene(
    '#f3f1ec',
    [
      group('translate(12 16)', path(mitt, '#3a3128', 'opacity="0.16"')),
      path(mitt, round(mustard)),
      within(
        'mitt',
        mitt,
        repeat(18, (nth) =>
          stroke(
            `M${nth * 52 - 200} 60L${nth * 52 + 330} 590`,
            tone(mustard, -0.28),
            4,
            'stroke-dasharray="10 5"',
          ),
        ),
        repeat(18, (nth) =>
          stroke(
            `M${nth * 52 + 340} 60L${nth * 52 - 190} 590`,
            tone(mustard, -0.28),
            4,
            'stroke-dasharray="10 5"',
          ),
        ),
      ),
      box(206, 496, 230, 66, fall('#39505c'), 12),
      stroke('M220 510H422M220 548H422', '#8fa5b0', 3, 'stroke-dasharray="9 5"'),
      stroke('M216 540C170 540 170 596 214 590', '#39505c', 11),
    ],
    null,
  )
}

function napkins(): string {
  const cloths = ['#a9563d', '#7d8a52', '#d8b98a', '#3f5a6b']
  return scene(
    '#f5f3ef',
    [
      cloths.map((color, nth) => {
        const y = 470 - nth * 66
        return (
          path(`M110 ${y - 34}L210 ${y - 104}H540L470 ${y - 34}Z`, tone(color, 0.14)) +
          path(`M470 ${y - 34}L540 ${y - 104}V${y - 62}L470 ${y + 22}Z`, tone(color, -0.3)) +
          path(
            `M110 ${y - 34}H470V${y + 22}H110C96 ${y + 8} 96 ${y - 22} 110 ${y - 34}Z`,
            fall(color),
          ) +
          stroke(`M116 ${y - 14}H468M116 ${y + 4}H468`, tone(color, -0.25), 3)
        )
      }),
      stroke('M128 224L216 162H520', '#4f7187', 3, 'stroke-dasharray="8 5"'),
      stroke('M290 492V236L370 166', '#efe6d2', 9),
      path('M290 262C250 226 232 262 290 270C348 262 330 226 290 262Z', '#efe6d2'),
      ellipse(290, 266, 10, 8, '#d8cbb0'),
    ],
    [310, 492, 240, 34],
  )
}

function picnicBlanket(): string {
  const red = '#b8322f'
  const roll = 'M120 250H520C560 250 576 320 576 370C576 430 560 490 520 490H120Z'
  return scene(
    '#eef2ec',
    [
      path(roll, fall(red)),
      within(
        'roll',
        roll,
        repeat(6, (nth) => box(150 + nth * 74, 240, 34, 260, '#1f3550', 0, 'opacity="0.55"')),
        repeat(4, (nth) => box(100, 262 + nth * 62, 500, 26, '#1f3550', 0, 'opacity="0.5"')),
        repeat(6, (nth) => box(200 + nth * 74, 240, 5, 260, '#f4e3b0', 0, 'opacity="0.9"')),
        repeat(4, (nth) => box(100, 302 + nth * 62, 500, 5, '#f4e3b0', 0, 'opacity="0.9"')),
        box(100, 450, 500, 50, '#000000', 0, 'opacity="0.2"'),
        box(100, 262, 500, 16, '#ffffff', 0, 'opacity="0.16"'),
      ),
      ellipse(120, 370, 56, 120, '#3f4a44'),
      [46, 34, 22, 10]
        .map((r, nth) => ellipse(120, 370, r, r * 2.15, nth % 2 ? '#4a5650' : tone(red, -0.1)))
        .join(''),
      [236, 450]
        .map(
          (x) =>
            box(x, 244, 30, 252, fall('#7a4a26'), 6) +
            box(x - 4, 340, 38, 34, 'none', 5, 'stroke="#d1a44c" stroke-width="6"'),
        )
        .join(''),
      stroke('M250 246C270 150 446 150 466 246', '#7a4a26', 20),
      stroke('M258 232C282 162 436 162 458 232', '#a1693c', 5),
    ],
    [340, 496, 260, 30],
  )
}
