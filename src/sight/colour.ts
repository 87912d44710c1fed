/** Colours in figures: L*a*b*, what a place's light does to it, and how it spreads over soft bins. */
import type { Picture } from './picture.ts'

const lights = 4
const tints = 9
export const colourLength = lights * tints * tints
/** Of a* and b*, what the bins span. */
const [redFrom, yellowFrom, span] = [-50, -40, 120]
/** The lightness that each window's mean is brought to, and the power that its chroma follows with. */
const meanLight = 65
const chromaFollows = 0.35
/** A pixel counts by its chroma and this much more: colours tell more than greys. */
const greyWeight = 5

/** What a place does to colours, undone before they are counted: L*a*b* figures. */
export interface Light {
  /** Chroma, raised by this factor. */
  chroma: number
  /** Contrast of lightness, scaled by this factor around the mean. */
  contrast: number
  /** Added to a* and b*. */
  cast: [number, number]
}

export const studio: Light = { chroma: 1, contrast: 1, cast: [0, 0] }
/** A shop's lamps and a phone's camera beside a studio: duller, somewhat harder, redder and much yellower. */
export const shopLight: Light = { chroma: 1.5, contrast: 0.9, cast: [-5, -12] }

const linear = Float32Array.from({ length: 256 }, (_, value) => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
})

/** CIE L*a*b* under D65, three figures a pixel. */
export function labOf({ pixels }: Picture): Float32Array {
  const lab = new Float32Array(pixels.length)
  const root = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  for (let at = 0; at < pixels.length; at += 3) {
    const [red, green, blue] = [
      linear[pixels[at]!]!,
      linear[pixels[at + 1]!]!,
      linear[pixels[at + 2]!]!,
    ]
    const x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
    const y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    const z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
    lab[at] = 116 * y - 16
    lab[at + 1] = 500 * (x - y)
    lab[at + 2] = 200 * (y - z)
  }
  return lab
}

/**
 * Shares of soft bins over L*a*b*. The window's mean lightness is brought to a fixed one first, and
 * its chroma some of the way with it, so that a dim shelf and a lit studio fall into the same bins.
 */
export function colourOf(
  lab: Float32Array,
  inside: Float32Array,
  reach: number,
  under: Light,
): Float32Array {
  const side = Math.sqrt(inside.length)
  const weights = inside.map((share, at) => {
    const [x, y] = [(at % side) - (side - 1) / 2, Math.floor(at / side) - (side - 1) / 2]
    return share * Math.exp(-(x * x + y * y) / (2 * (reach * side) ** 2))
  })
  let [light, sum] = [0, 1e-6]
  for (let at = 0; at < weights.length; at++) {
    light += weights[at]! * lab[at * 3]!
    sum += weights[at]!
  }
  const lift = meanLight / Math.max(1, light / sum)
  const raised = under.chroma * Math.min(2.2, Math.max(0.5, lift)) ** chromaFollows
  const bins = new Float32Array(colourLength)
  for (let at = 0; at < weights.length; at++) {
    if (weights[at]! < 1e-4) continue
    const [a, b] = [
      lab[at * 3 + 1]! * raised + under.cast[0],
      lab[at * 3 + 2]! * raised + under.cast[1],
    ]
    const places: [number, number, number] = [
      placeOf((meanLight + (lab[at * 3]! * lift - meanLight) * under.contrast) / 100, lights),
      placeOf((a - redFrom) / span, tints),
      placeOf((b - yellowFrom) / span, tints),
    ]
    addSoftly(bins, places, weights[at]! * (Math.hypot(a, b) + greyWeight))
  }
  return rooted(bins, 0, bins.length)
}

/** A share of the whole as a place among `count` bins. */
function placeOf(share: number, count: number): number {
  return Math.min(count - 1.001, Math.max(0, share * (count - 1)))
}

/** To the eight bins around. */
function addSoftly(bins: Float32Array, [l, a, b]: [number, number, number], weight: number) {
  const [l0, a0, b0] = [Math.floor(l), Math.floor(a), Math.floor(b)]
  const [fl, fa, fb] = [l - l0, a - a0, b - b0]
  for (let corner = 0; corner < 8; corner++) {
    const [up, right, on] = [corner & 1, (corner >> 1) & 1, corner >> 2]
    const share = (up ? fl : 1 - fl) * (right ? fa : 1 - fa) * (on ? fb : 1 - fb)
    bins[((l0 + up) * tints + a0 + right) * tints + b0 + on]! += weight * share
  }
}

export function rooted(bins: Float32Array, from: number, to: number): Float32Array {
  let sum = 0
  for (let at = from; at < to; at++) sum += bins[at]!
  if (sum > 0) for (let at = from; at < to; at++) bins[at] = Math.sqrt(bins[at]! / sum)
  return bins
}
