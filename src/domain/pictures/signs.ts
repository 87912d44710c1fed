/**
 * The signs of a region, by which pictures are looked through: of two regions, the share of signs that
 * differ is about the angle between them, in half turns (Charikar 2002). `region_signs` of the database
 * (`migrations/0027_picture_signs.sql`) makes the same of what is kept.
 */
import { createHash } from 'node:crypto'

export const signsLength = 2048

const length = 512
const half = length / 2
const turns = [37, 101, 11, 173, 59, 229, 83, 7, 131, 211, 29, 67, 149, 193]
/** The turns after which all figures are mixed well enough, and anew. */
const takenAfter = new Set([7, 211, 67, 193])
const one = '1'.charCodeAt(0)
const sides = sidesOf(createHash('sha512').update('regions').digest())

/** As a text that PostgreSQL reads as bits. */
export function signsOf(region: Float32Array): string {
  const signs = Buffer.alloc(signsLength, '0')
  let mixed = region
  let place = 0
  for (const turn of turns) {
    mixed = mixedOnce(mixed, turn)
    if (!takenAfter.has(turn)) continue
    for (let at = 0; at < length; at++, place++) if (mixed[at]! > 0) signs[place] = one
  }
  return signs.toString('latin1')
}

/** Each figure becomes the sum, or the difference, of two; angles stay. */
function mixedOnce(figures: Float32Array, turn: number): Float32Array {
  const mixed = new Float32Array(length)
  for (let at = 0; at < half; at++) {
    const early = figures[at]! * sides[at]!
    const late = figures[at + half]! * sides[at + half]!
    mixed[at] = early + late
    mixed[half + ((at - turn + half) % half)] = early - late
  }
  return mixed
}

/** Of each bit, the lowest of a byte first: 1 or -1. */
function sidesOf(bytes: Uint8Array): Int8Array {
  return Int8Array.from({ length }, (_, at) => 1 - 2 * ((bytes[at >> 3]! >> (at & 7)) & 1))
}
