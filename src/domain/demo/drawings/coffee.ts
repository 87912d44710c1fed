/** What makes coffee. */
import { ball, fall, glass, round, scene, steel, tone } from './paint.ts'
import {
  band,
  box,
  disc,
  ellipse,
  gloss,
  type Profile,
  path,
  repeat,
  rod,
  stroke,
  turned,
} from './shapes.ts'

const black = '#2b2a2c'

export const coffee: Record<string, () => string> = {
  'COF-110': cafetiere,
  'COF-111': mokaPot,
  'COF-112': grinder,
}

function cafetiere(): string {
  const jug: Profile = [
    [196, 116],
    [490, 116],
  ]
  const chrome = '#c3c8cc'
  return scene('#f2efec', [
    rod('M430 236C548 226 548 430 430 446', black, 32),
    turned(
      320,
      [
        [330, 112],
        [486, 112],
      ],
      round('#4a2a18'),
    ),
    ellipse(320, 330, 112, 17, '#a9744a'),
    turned(320, jug, glass('#aebdc4')),
    stroke('M320 92V326', '#a8adb1', 8),
    box(216, 318, 208, 10, steel(chrome), 5),
    path('M204 196L150 186L204 240Z', glass('#9fb0b8')),
    turned(
      320,
      [
        [156, 40],
        [164, 90],
        [196, 120],
      ],
      steel(chrome),
    ),
    disc(320, 88, 25, ball(black)),
    repeat(2, (nth) => band(320, 232 + nth * 210, 119, 14, steel(chrome))),
    repeat(3, (nth) => box(214 + nth * 98, 236, 12, 262, steel(chrome), 4)),
    band(320, 488, 122, 22, steel(chrome)),
    gloss(320, jug, 0.45),
  ])
}

function mokaPot(): string {
  const tin = '#b9bec2'
  const facets = (top: number, upper: number, foot: number, lower: number) =>
    [-1, -0.62, 0, 0.62, 1]
      .slice(0, -1)
      .map((from, nth) => {
        const to = [-0.62, 0, 0.62, 1][nth]!
        const fill = tone(tin, [-0.32, 0.5, -0.05, -0.38][nth]!)
        const [a, b] = [320 + from * upper, 320 + to * upper]
        const [c, d] = [320 + to * lower, 320 + from * lower]
        return path(`M${a} ${top}H${b}L${c} ${foot}H${d}Z`, fall(fill))
      })
      .join('')
  return scene('#f3f0ea', [
    rod('M424 196L528 196C548 196 546 226 538 252L508 360', black, 30),
    path('M224 168L150 186L232 258Z', tone(tin, -0.15)),
    facets(176, 122, 330, 88),
    facets(350, 92, 514, 140),
    box(222, 328, 196, 26, steel(tin), 6),
    path('M202 176L262 140H378L438 176Z', fall(tone(tin, 0.2))),
    path('M320 140H378L438 176H320Z', fall(tone(tin, -0.12))),
    box(306, 112, 28, 30, black, 6),
    disc(320, 106, 22, ball(black)),
    disc(244, 448, 15, '#8d9296') + disc(244, 448, 7, '#c99b3f'),
  ])
}

function grinder(): string {
  const shell = '#3a4d43'
  const hopper: Profile = [
    [120, 112],
    [200, 104],
    [258, 74],
  ]
  const beans = repeat(26, (nth) => {
    const x = 246 + ((nth * 53) % 150)
    const y = 176 + ((nth * 29) % 56)
    const inset = Math.max(0, (y - 196) * 0.6)
    const at = Math.min(392 - inset, Math.max(248 + inset, x))
    return (
      ellipse(at, y, 15, 10, '#5a3018', `transform="rotate(${nth * 47} ${at} ${y})"`) +
      stroke(
        `M${at - 8} ${y}H${at + 8}`,
        '#2f180b',
        2,
        `transform="rotate(${nth * 47} ${at} ${y})"`,
      )
    )
  })
  return scene('#f1f1ec', [
    box(222, 256, 196, 262, round(shell), 26),
    beans,
    turned(320, hopper, glass('#8c9a94')),
    band(320, 112, 114, 12, round(black)),
    ellipse(320, 112, 114, 18, '#454a48'),
    disc(320, 318, 36, steel('#b4b8bd')) + disc(320, 318, 24, round(shell)),
    stroke('M320 318L336 300', '#ffffff', 4),
    box(252, 390, 136, 118, '#20292a', 12),
    box(260, 410, 120, 96, glass('#9fb0b8'), 10),
    box(262, 452, 116, 52, '#5a351d', 8),
    box(206, 506, 228, 16, round(black), 8),
  ])
}
