/**
 * Finding a picture again, with nothing but its pixels: what is stored of a catalogue's picture, what
 * is made of a question's, and the close look at the candidates that a vector search hands over.
 */
import { goodness } from './align.ts'
import { shopLight } from './colour.ts'
import { descriptorLength, type Parts, partsOf, partsUnder, vectorOf } from './descriptor.ts'
import { type Close, lookClosely, type Prepared, sceneOf } from './look-closely.ts'
import { panelsOf } from './panels.ts'
import { type Box, type Picture, wholeOf } from './picture.ts'
import { type Print, printOf, productOf, readPrint } from './print.ts'
import { sameness } from './sameness.ts'

/** Changes when the figures change: vectors and prints of two models are never compared. */
export const visualModel = 'visual-2'
export const visualDimensions = descriptorLength

export interface Seen {
  /** At most 4, L2-normalised, `visualDimensions` figures each. */
  regions: Float32Array[]
  /** Some 8 kB for the close look. */
  print: Uint8Array
}

export interface Sought {
  picture: Picture
  /** At most 6, as in `Seen`. */
  regions: Float32Array[]
  windows: Box[]
  /** Of each window. */
  looks: Parts[]
  /** Of the whole as a photo, its middle counting most. */
  photo: Parts[]
}

export interface Match {
  id: string
  /** 0..1 */
  score: number
  closely: Close
}

export interface Candidate {
  id: string
  print: Uint8Array
  /** Cosine of the vector search, the best of its regions. */
  similarity: number
}

const shaped = { colour: 0.5, texture: 0.05, shape: 0.45 }
const plain = { colour: 0.85, texture: 0.15, shape: 0 }
/** Of what orders the unlikely: how much a photo's likeness counts, and how much being common takes off it. */
const likeliest = 0.35
const commonWeight = 0.3
/** Colours closer than this to a window's are all but the same. */
const nearly = 0.88
/** Less than this is hardly the same picture, whatever else it is. */
export const hardly = 0.3
/** What fits better than this goes before what is merely alike. */
const fairly = 0.5

export function see(picture: Picture): Seen {
  const { box, isInside } = productOf(picture)
  const parts = partsOf(picture, box, { mask: isInside(box) })
  const half = (left: number, top: number) => ({
    left: box.left + left * box.width,
    top: box.top + top * box.height,
    width: box.width * 0.7,
    height: box.height * 0.7,
  })
  const centre = half(0.15, 0.15)
  const middle = partsOf(picture, centre, { mask: isInside(centre) })
  return {
    regions: [vectorOf(parts, shaped), vectorOf(parts, plain), vectorOf(middle, shaped)],
    print: printOf(picture),
  }
}

export function seek(picture: Picture): Sought {
  const windows = panelsOf(picture, 5)
  const looks = windows.map((box) => partsOf(picture, box))
  const focuses = [0.09, 0.13].map((reach) => ({ reach, under: shopLight }))
  const photo = partsUnder(picture, wholeOf(picture), focuses)
  return {
    regions: [
      ...looks.slice(0, 4).map((look) => vectorOf(look, shaped)),
      ...photo.map((look) => vectorOf(look, plain)),
    ],
    picture,
    windows,
    looks,
    photo,
  }
}

/** The candidates of the vector search, compared closely; best first, scores from 0 to 1. */
export function compare(sought: Sought, candidates: Candidate[]): Match[] {
  const scene = sceneOf(sought.picture, sought.windows)
  const prepared = candidates.map(({ id, print }) => prepare(sought, id, readPrint(print)))
  const common = commonnessOf(prepared)
  return lookClosely(scene, prepared)
    .map((closely) => ({
      id: closely.id,
      score: scoreOf(closely, closely.alike - commonWeight * common.get(closely.id)!),
      closely,
    }))
    .sort((one, other) => other.score - one.score)
}

/**
 * How sure it is that this is the same picture. Where that is hardly so, the fit and likenesses put
 * candidates in order, below all that are the same.
 */
function scoreOf(closely: Close, alike: number): number {
  const same = sameness(closely)
  if (same >= hardly) return same
  const like = likeliest * Math.max(0, alike) + Math.max(0, closely.look - nearly)
  const fits = Math.max(same, closely.fit ? goodness(closely.fit) - fairly : 0)
  return hardly * Math.sqrt(Math.min(0.98, fits + (1 - fits) * like))
}

function prepare(sought: Sought, id: string, print: Print): Prepared {
  const [looks, photo] = [sought.looks, sought.photo].map((all) =>
    all.map((parts) => likeness(parts, print)),
  ) as [number[], number[]]
  const alike = photo.reduce((sum, each) => sum + each, 0) / photo.length
  return { id, print, look: Math.max(...looks), alike }
}

function likeness(parts: Pick<Parts, 'colour' | 'texture'>, print: Print): number {
  let [colour, texture] = [0, 0]
  for (let at = 0; at < parts.colour.length; at++) colour += parts.colour[at]! * print.colour[at]!
  for (let at = 0; at < parts.texture.length; at++)
    texture += parts.texture[at]! * print.texture[at]!
  return 0.85 * colour + 0.15 * texture
}

/** How like all the others each candidate is: what is like everything tells little by being like this. */
function commonnessOf(all: Prepared[]): Map<string, number> {
  return new Map(
    all.map(({ id, print }) => {
      const sum = all.reduce((sum, other) => sum + likeness(other.print, print), 0)
      return [id, sum / all.length]
    }),
  )
}
