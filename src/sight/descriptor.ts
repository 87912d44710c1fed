/**
 * One window in figures: which colours (histogram), where they lie (layout), which way the edges run
 * (histograms of oriented gradients, Dalal & Triggs 2005) and how rough it is (uniform local binary
 * patterns, Ojala et al. 2002). Square roots of shares, so that a dot product is Hellinger's.
 */
import { colourOf, type Light, labOf, rooted, studio } from './colour.ts'
import { type Box, drawnSmall, type Picture } from './picture.ts'

const side = 48
const layoutCells = 4
const layoutLength = layoutCells * layoutCells * 3
const edgeCells = 4
const directions = 6
const edgeLength = edgeCells * edgeCells * directions
export const textureLength = 20
/** The rest are zeros. */
export const descriptorLength = 512

export interface Parts {
  colour: Float32Array
  texture: Float32Array
  layout: Float32Array
  edges: Float32Array
}

export interface Focus {
  /** What belongs to the thing, at shares of the box; none means all. */
  mask?: (x: number, y: number) => boolean
  /** How far from the middle a pixel still counts for its colour, as a share of the box. */
  reach?: number
  /** Under which light it was taken; a catalogue's own unless told. */
  under?: Light
}

export function partsOf(picture: Picture, box: Box, focus: Focus = {}): Parts {
  return partsUnder(picture, box, [focus])[0]!
}

/** The same box several times over, each with its own focus. */
export function partsUnder(picture: Picture, box: Box, focuses: Focus[]): Parts[] {
  const lab = labOf(drawnSmall(picture, box, side, side))
  const shape = { layout: layoutOf(lab), edges: edgesOf(lab) }
  return focuses.map(({ mask, reach = 0.5, under = studio }) => {
    const inside = new Float32Array(side * side).fill(1)
    if (mask)
      for (let at = 0; at < inside.length; at++)
        inside[at] = mask(((at % side) + 0.5) / side, (Math.floor(at / side) + 0.5) / side) ? 1 : 0
    const colour = colourOf(lab, inside, mask ? 9 : reach, under)
    return { colour, texture: textureOf(lab, inside), ...shape }
  })
}

/** The parts laid side by side, each weighted, L2-normalised as a whole. */
export function vectorOf(
  parts: Parts,
  weights: { colour: number; texture: number; shape: number },
): Float32Array {
  const vector = new Float32Array(descriptorLength)
  let at = 0
  const put = (part: Float32Array, weight: number) => {
    for (const value of part) vector[at++] = value * Math.sqrt(weight)
  }
  put(parts.colour, weights.colour)
  put(parts.texture, weights.texture)
  put(parts.layout, weights.shape / 2)
  put(parts.edges, weights.shape / 2)
  return normalised(vector)
}

export function normalised(vector: Float32Array): Float32Array {
  let sum = 0
  for (const value of vector) sum += value * value
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0
  for (let at = 0; at < vector.length; at++) vector[at]! *= scale
  return vector
}

/** The mean colour of each cell, less the window's own mean: where is it darker, redder, yellower. */
function layoutOf(lab: Float32Array): Float32Array {
  const cells = new Float32Array(layoutLength)
  for (let y = 0, at = 0; y < side; y++)
    for (let x = 0; x < side; x++, at++) {
      const cell =
        Math.floor((y * layoutCells) / side) * layoutCells + Math.floor((x * layoutCells) / side)
      for (let c = 0; c < 3; c++) cells[cell * 3 + c]! += lab[at * 3 + c]!
    }
  const means = [0, 0, 0]
  for (let at = 0; at < layoutLength; at++) means[at % 3]! += cells[at]! / (layoutLength / 3)
  for (let at = 0; at < layoutLength; at++) cells[at]! -= means[at % 3]!
  return normalised(cells)
}

function edgesOf(lab: Float32Array): Float32Array {
  const cells = new Float32Array(edgeLength)
  const cellSide = side / edgeCells
  for (let y = 1; y < side - 1; y++)
    for (let x = 1; x < side - 1; x++) {
      const at = (y * side + x) * 3
      const dx = lab[at + 3]! - lab[at - 3]!
      const dy = lab[at + side * 3]! - lab[at - side * 3]!
      const strength = Math.hypot(dx, dy)
      if (strength < 2) continue
      const turn = ((Math.atan2(dy, dx) / Math.PI + 1) % 1) * directions
      const low = Math.floor(turn) % directions
      const beside = turn - Math.floor(turn)
      const cx = x / cellSide - 0.5
      const cy = y / cellSide - 0.5
      for (let row = Math.floor(cy); row <= Math.floor(cy) + 1; row++)
        for (let column = Math.floor(cx); column <= Math.floor(cx) + 1; column++) {
          if (row < 0 || column < 0 || row >= edgeCells || column >= edgeCells) continue
          const share = strength * (1 - Math.abs(cy - row)) * (1 - Math.abs(cx - column))
          const offset = (row * edgeCells + column) * directions
          cells[offset + low]! += share * (1 - beside)
          cells[offset + ((low + 1) % directions)]! += share * beside
        }
    }
  for (let at = 0; at < edgeLength; at++) cells[at] = Math.sqrt(cells[at]!)
  return normalised(cells)
}

/** Uniform, rotation-free local binary patterns at distances 1 and 2, ten shares each. */
function textureOf(lab: Float32Array, inside: Float32Array): Float32Array {
  const bins = new Float32Array(textureLength)
  for (const [scale, distance] of [1, 2].entries()) {
    const around = ring(distance)
    for (let y = distance; y < side - distance; y++)
      for (let x = distance; x < side - distance; x++) {
        const at = y * side + x
        if (inside[at] === 0) continue
        const threshold = lab[at * 3]! + 1
        let [ones, changes] = [0, 0]
        let before = lab[(at + around[7]!) * 3]! > threshold
        for (const step of around) {
          const isOver = lab[(at + step) * 3]! > threshold
          if (isOver) ones++
          if (isOver !== before) changes++
          before = isOver
        }
        bins[scale * 10 + (changes <= 2 ? ones : 9)]! += 1
      }
    rooted(bins, scale * 10, scale * 10 + 10)
  }
  for (let at = 0; at < textureLength; at++) bins[at]! *= Math.SQRT1_2
  return bins
}

function ring(distance: number): number[] {
  const d = distance
  return [-d * side - d, -d * side, -d * side + d, d, d * side + d, d * side, d * side - d, -d]
}
