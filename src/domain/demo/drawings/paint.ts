/**
 * What the demo shop's pictures are painted with: fills that are named by what they look like, and
 * the scene that a thing stands in. Everything is our own drawing, 640 units wide and high.
 */

/** Units of a side. */
export const side = 640

/** The painted parts of a thing, from back to front. */
export type Parts = readonly (string | readonly (string | readonly string[])[])[]

const fills = /url\(#(round|ball|steel|fall|glass|wood|glow|shade)-([0-9a-f]{6})\)/g

/** Turned about an upright axis: lit from the left, dark at the edges. */
export const round = (hex: string) => fill('round', hex)
/** A ball, lit from above left. */
export const ball = (hex: string) => fill('ball', hex)
/** Polished metal: bands of light across. */
export const steel = (hex: string) => fill('steel', hex)
/** Flat, lighter above than below. */
export const fall = (hex: string) => fill('fall', hex)
/** Seen through; most so in the middle. */
export const glass = (hex: string) => fill('glass', hex)
/** Grain from left to right. */
export const wood = (hex: string) => fill('wood', hex)
/** Light that fades outwards. */
export const glow = (hex: string) => fill('glow', hex)
/** Darkness that fades outwards: what a thing throws on the table. */
const shade = (hex: string) => fill('shade', hex)

const fill = (kind: string, hex: string) => `url(#${kind}-${hex.replace('#', '')})`

/**
 * A whole picture as SVG: the parts before a soft background. `shadow` is the middle and the radii
 * of the shadow under it; none for a thing that hangs.
 */
export function scene(
  background: string,
  parts: Parts,
  shadow: readonly [cx: number, cy: number, rx: number, ry: number] | null = [320, 520, 210, 34],
): string {
  const [cx, cy, rx, ry] = shadow ?? [0, 0, 0, 0]
  const under = `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${shade('3a3128')}"/>`
  const body = [
    `<rect width="${side}" height="${side}" fill="${fall(background)}"/>`,
    shadow ? under : '',
    ...parts.flat(2),
  ].join('')
  const used = new Map([...body.matchAll(fills)].map((at) => [at[0], defined(at[1]!, at[2]!)]))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"><defs>${[
    ...used.values(),
  ].join('')}</defs>${body}</svg>`
}

/** Towards white above 0, towards black below; from -1 to 1. */
export function tone(hex: string, by: number): string {
  const target = by > 0 ? 255 : 0
  const mixed = [1, 3, 5].map((at) => {
    const own = Number.parseInt(hex.slice(at, at + 2), 16)
    return Math.round(own + (target - own) * Math.abs(by))
      .toString(16)
      .padStart(2, '0')
  })
  return `#${mixed.join('')}`
}

type Stop = readonly [offset: number, color: string, opacity?: number]

function defined(kind: string, bare: string): string {
  const hex = `#${bare}`
  const id = `${kind}-${bare}`
  const linear = (along: string, stops: Stop[]) =>
    `<linearGradient id="${id}" ${along}>${painted(stops)}</linearGradient>`
  const radial = (at: string, stops: Stop[]) =>
    `<radialGradient id="${id}" ${at}>${painted(stops)}</radialGradient>`
  const across = 'x1="0" y1="0" x2="1" y2="0"'
  const down = 'x1="0" y1="0" x2="0" y2="1"'
  const centre = 'cx="0.5" cy="0.5" r="0.5"'
  const t = (by: number) => tone(hex, by)
  switch (kind) {
    case 'round':
      return linear(across, [
        [0, t(-0.3)],
        [0.12, t(-0.1)],
        [0.3, t(0.28)],
        [0.55, hex],
        [0.85, t(-0.22)],
        [1, t(-0.42)],
      ])
    case 'ball':
      return radial('cx="0.36" cy="0.28" r="0.78"', [
        [0, t(0.45)],
        [0.28, t(0.14)],
        [0.62, hex],
        [1, t(-0.45)],
      ])
    case 'steel':
      return linear(across, [
        [0, t(-0.45)],
        [0.14, t(0.1)],
        [0.26, t(0.72)],
        [0.38, t(0.1)],
        [0.52, t(-0.3)],
        [0.7, t(0.35)],
        [0.86, t(-0.1)],
        [1, t(-0.5)],
      ])
    case 'fall':
      return linear(down, [
        [0, t(0.12)],
        [0.55, hex],
        [1, t(-0.1)],
      ])
    case 'glass':
      return linear(across, [
        [0, hex, 0.62],
        [0.1, t(0.7), 0.3],
        [0.5, t(0.6), 0.16],
        [0.9, hex, 0.32],
        [1, t(-0.2), 0.66],
      ])
    case 'wood':
      return linear(across, [
        [0, t(-0.12)],
        [0.18, t(0.12)],
        [0.34, t(-0.05)],
        [0.5, t(0.16)],
        [0.68, hex],
        [0.82, t(0.1)],
        [1, t(-0.2)],
      ])
    case 'glow':
      return radial(centre, [
        [0, hex, 0.9],
        [0.35, hex, 0.4],
        [1, hex, 0],
      ])
    default:
      return radial(centre, [
        [0, hex, 0.5],
        [0.55, hex, 0.26],
        [1, hex, 0],
      ])
  }
}

function painted(stops: Stop[]): string {
  return stops
    .map(
      ([offset, color, opacity = 1]) =>
        `<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`,
    )
    .join('')
}
