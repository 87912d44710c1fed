/** A fit tile by tile. */
import { fitAt, type Place } from './align.ts'
import type { Box } from './picture.ts'
import type { Pyramid } from './planes.ts'
import { chosen, type Points } from './points.ts'

const tileSide = 9

/**
 * The same tile by tile: a price tag or a thumb spoils some tiles of the right picture, another
 * picture of the same kind spoils nearly all.
 */
export function tilesAt(pyramid: Pyramid, points: Points, place: Place, window: Box) {
  const tiles = new Map<number, number[]>()
  for (let point = 0; point < points.count; point++) {
    const column = Math.floor(points.across[point]! / tileSide)
    const key = Math.floor(points.down[point]! / tileSide) * 64 + column
    const tile = tiles.get(key)
    if (tile) tile.push(point)
    else tiles.set(key, [point])
  }
  const scores: number[] = []
  for (const tile of tiles.values()) {
    if (tile.length < (tileSide * tileSide) / 3) continue
    const fit = fitAt(pyramid, chosen(points, tile), place, window)
    if (fit.seen > 0.7) scores.push(0.5 * fit.detail + 0.5 * fit.colour)
  }
  scores.sort((one, other) => other - one)
  const mean = (values: number[]) =>
    values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0
  return {
    tilesBest: mean(scores.slice(0, Math.ceil(scores.length * 0.6))),
    tilesAll: mean(scores),
  }
}
