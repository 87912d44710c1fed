/** The vocabulary of the drawings: what is turned on a wheel, bent from a rod, or cut from a sheet. */
import { round, tone } from './paint.ts'

/** From the top down: how far the wall is from the axis at that height. */
export type Profile = readonly (readonly [y: number, radius: number])[]
type Point = readonly [x: number, y: number]

/** How far open a circle looks from where we stand. */
const tilt = 0.16

/** A body turned about the upright axis at `x`, its foot rounded towards us. */
export function turned(x: number, profile: Profile, fill: string): string {
  const right = profile.map(([y, radius]): Point => [x + radius, y])
  const left = profile.map(([y, radius]): Point => [x - radius, y]).reverse()
  const [[, top], [, foot]] = [profile[0]!, profile.at(-1)!]
  const d = [
    `M${left.at(-1)!.join(' ')}`,
    `A${top} ${top * tilt} 0 0 1 ${right[0]!.join(' ')}`,
    curve(right),
    `A${foot} ${foot * tilt} 0 0 1 ${left[0]!.join(' ')}`,
    curve(left),
    'Z',
  ]
  return path(d.join(''), fill)
}

/** The light that runs down the left of what is turned. */
export function gloss(x: number, profile: Profile, opacity = 0.4): string {
  const inner = profile.map(([y, radius]): Point => [x - radius * 0.56, y])
  const outer = profile.map(([y, radius]): Point => [x - radius * 0.7, y]).reverse()
  const d = `M${inner[0]!.join(' ')}${curve(inner)}L${outer[0]!.join(' ')}${curve(outer)}Z`
  return path(d, '#ffffff', `opacity="${opacity}"`)
}

/** An open mouth: the rim, and the dark or the drink inside. */
export function mouth(x: number, y: number, radius: number, rim: string, inside: string): string {
  const wall = Math.max(5, radius * 0.06)
  return (
    ellipse(x, y, radius, radius * tilt, rim) +
    ellipse(x, y + 1, radius - wall, (radius - wall) * tilt, inside)
  )
}

/** A ring around what is turned, such as a band or a rim; `radius` at its height. */
export function band(x: number, y: number, radius: number, height: number, fill: string): string {
  const lower = [
    [y, radius],
    [y + height, radius],
  ] as const
  const bow = radius * tilt
  const [[, r]] = lower
  const d = `M${x - r} ${y}A${r} ${bow} 0 0 0 ${x + r} ${y}L${x + r} ${y + height}A${r} ${bow} 0 0 1 ${x - r} ${y + height}Z`
  return path(d, fill)
}

/** A bent rod; lit along its upper side. */
export function rod(d: string, color: string, width: number): string {
  return (
    stroke(d, tone(color, -0.25), width) +
    stroke(d, color, width * 0.72) +
    stroke(
      d,
      tone(color, 0.3),
      width * 0.2,
      `transform="translate(${-width * 0.12} ${-width * 0.12})"`,
    )
  )
}

/** The ear of a cup, on the right of its wall. */
export function ear(x: number, y: number, height: number, color: string, width = 26): string {
  const out = height * 0.72
  const d = `M${x - 8} ${y}C${x + out} ${y - height * 0.12} ${x + out} ${y + height * 1.08} ${x - 14} ${y + height}`
  return rod(d, color, width)
}

/** A spout that rises to the right, thick at its root. */
export function spout(x: number, y: number, color: string, size = 1): string {
  const at = (dx: number, dy: number) => `${x + dx * size} ${y + dy * size}`
  const d = `M${at(0, -36)}C${at(52, -40)} ${at(62, -112)} ${at(108, -128)}L${at(128, -108)}C${at(96, -70)} ${at(92, 30)} ${at(0, 52)}Z`
  return (
    path(d, round(color)) +
    path(`M${at(106, -129)}L${at(130, -107)}L${at(122, -103)}L${at(100, -124)}Z`, tone(color, -0.4))
  )
}

export function flame(x: number, y: number, size = 1): string {
  const drop = (k: number, fill: string) =>
    path(
      `M${x} ${y - 62 * k}C${x + 26 * k} ${y - 28 * k} ${x + 18 * k} ${y} ${x} ${y}C${x - 18 * k} ${y} ${x - 26 * k} ${y - 28 * k} ${x} ${y - 62 * k}Z`,
      fill,
    )
  return drop(size, '#f6a32c') + drop(size * 0.68, '#ffd76a') + drop(size * 0.36, '#fff6d8')
}

export function path(d: string, fill: string, more = ''): string {
  return `<path d="${d}" fill="${fill}" ${more}/>`
}

export function stroke(d: string, color: string, width: number, more = ''): string {
  return `<path d="${d}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`
}

export function ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, more = '') {
  return `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}" ${more}/>`
}

export function disc(cx: number, cy: number, r: number, fill: string, more = ''): string {
  return ellipse(cx, cy, r, r, fill, more)
}

export function box(x: number, y: number, w: number, h: number, fill: string, r = 0, more = '') {
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${fill}" ${more}/>`
}

/** Parts moved, turned or scaled together, as SVG's `transform` says it. */
export function group(transform: string, ...parts: string[]): string {
  return `<g transform="${transform}">${parts.join('')}</g>`
}

/** Parts that show only inside the path `d`; `name` is told apart within one picture. */
export function within(name: string, d: string, ...parts: string[]): string {
  return `<clipPath id="${name}"><path d="${d}"/></clipPath><g clip-path="url(#${name})">${parts.join('')}</g>`
}

/** `times` parts, each told which one it is. */
export function repeat(times: number, part: (nth: number) => string): string {
  return Array.from({ length: times }, (_, nth) => part(nth)).join('')
}

/** Parts strewn evenly over a field, the same ones every time. */
export function scatter(
  times: number,
  [x, y, w, h]: readonly [x: number, y: number, w: number, h: number],
  part: (x: number, y: number, nth: number) => string,
): string {
  // Roberts' low-discrepancy sequence: even, and without rows.
  return repeat(times, (nth) =>
    part(
      Math.round(x + ((nth * 0.754877666) % 1) * w),
      Math.round(y + ((nth * 0.569840291) % 1) * h),
      nth,
    ),
  )
}

/** A smooth line through all points (Catmull–Rom as Bézier curves), from the first one on. */
function curve(points: readonly Point[]): string {
  return points
    .slice(0, -1)
    .map((from, at) => {
      const to = points[at + 1]!
      const before = points[at - 1] ?? from
      const after = points[at + 2] ?? to
      const one = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6]
      const two = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6]
      return `C${[...one, ...two, ...to].map((value) => Math.round(value * 10) / 10).join(' ')}`
    })
    .join('')
}
