/**
 * The close look: each candidate's print is laid on the question's picture. All are laid where they
 * most likely lie, the better ones are searched for everywhere, the best compared in every detail.
 */

import { type Fit, fitAt, goodness, type Place, roughAt, roughly, settled } from './align.ts'
import { type LeftOver, leftOver } from './left-over.ts'
import { type Box, drawnSmall, grown, type Picture } from './picture.ts'
import { placed, placesOn, scalesOf } from './places.ts'
import { flopped, onlyLevel, type Pyramid, pyramidOf } from './planes.ts'
import { everyThird, type Points, pointsOf } from './points.ts'
import { contentSizeOf, type Print, printSide } from './print.ts'
import { tilesAt } from './tiles.ts'

/** The longer side of a print in points, while it is searched for and while it is settled. */
const [coarseSide, fineSide] = [16, 24]
/** Of the candidates, those that are searched for everywhere. */
const searchedMax = 9
/** Of a candidate's places, those that are settled coarsely, and of them those that are settled finely. */
interface Effort {
  settledMax: number
  finerMax: number
}
/** The few that promise most are worth more: a label over the thing makes its own place look worse. */
const promisingMax = 3
const [thorough, brief]: [Effort, Effort] = [
  { settledMax: 5, finerMax: 3 },
  { settledMax: 3, finerMax: 2 },
]
/** Of those searched for, the ones that are compared in every detail: so many, if not far behind the best. */
const refinedMax = 5
const behindMax = 0.3
/** So good a fit is the same picture: only what fits nearly as well is worth another look. */
const surely = { goodness: 0.88, behindMax: 0.12 }
/** How much less another may promise, then, to be searched for. */
const hopeMax = 0.2
/** A worse fit is not the same picture, whatever is left over of it. */
const hopeless = 0.3
/** Print pixels around a print in which its place is refined. */
const slack = 6
/** How much better a mirror image must fit to be one. */
const mirrorAhead = 0.03

/** What is made of the question's picture for one comparison. */
export interface Scene {
  picture: Picture
  windows: Box[]
  pyramid: Pyramid
  mirrored: Pyramid
}

export interface Prepared {
  id: string
  print: Print
  /** Likeness of colours and texture, 0..1, of the best window and of the whole as a photo. */
  look: number
  alike: number
}

export interface Close extends Pick<Prepared, 'id' | 'look' | 'alike'> {
  /** None where it was not worth comparing in every detail. */
  fit?: Fit
  rest?: LeftOver
  isMirrored: boolean
}

export function sceneOf(picture: Picture, windows: Box[]): Scene {
  const pyramid = pyramidOf(picture)
  return { picture, windows, pyramid, mirrored: flopped(pyramid) }
}

export function lookClosely(scene: Scene, all: Prepared[]): Close[] {
  const first = all
    .map((prepared) => firstLook(scene, prepared))
    .sort((one, other) => promise(other) - promise(one))
  const closer = searchedFor(scene, first.slice(0, searchedMax))
  const best = Math.max(0, ...closer.map(({ fit }) => goodness(fit)))
  const behind = best >= surely.goodness ? surely.behindMax : behindMax
  const worth = closer.slice(0, refinedMax).filter(({ fit }) => goodness(fit) >= best - behind)
  const isWorth = new Set(worth.map(({ id }) => id))
  return [
    ...worth.map((each) => refined(scene, each)),
    ...first.filter(({ id }) => !isWorth.has(id)).map(left),
  ]
}

/** Best first; once one is surely it, only those that looked nearly as good are searched for. */
function searchedFor(scene: Scene, first: Looked[]): Searched[] {
  const closer: Searched[] = []
  let least = Number.NEGATIVE_INFINITY
  for (const [at, each] of first.entries()) {
    if (promise(each) < least) continue
    const found = searched(scene, each, at < promisingMax ? thorough : brief)
    closer.push(found)
    if (goodness(found.fit) >= surely.goodness) least = Math.max(least, promise(each) - hopeMax)
  }
  return closer.sort(
    (one, other) => goodness(other.fit) + other.look - goodness(one.fit) - one.look,
  )
}

/** What the first look promises. */
function promise({ rough, look }: Looked): number {
  return rough + 0.5 * look
}

type Looked = Prepared & { coarse: Points; rough: number; isMirrored: boolean }
type Searched = Looked & { fit: Fit; window: Box }

function left({ id, look, alike, isMirrored }: Looked): Close {
  return { id, look, alike, isMirrored }
}

/** The content laid on each window as it is: who does well here deserves a search. */
function firstLook(scene: Scene, prepared: Prepared): Looked {
  const coarse = pointsOf(prepared.print.small, prepared.print.mask, coarseSide)
  const [upright, mirrored] = sides(scene).map(({ pyramid, windows }) =>
    Math.max(
      ...windows.flatMap((window) =>
        scalesOf(prepared.print, window).map((scale) =>
          roughAt(pyramid, coarse, placed(window, scale), grown(window, 0.08)),
        ),
      ),
    ),
  ) as [number, number]
  const rough = Math.max(upright, mirrored)
  return { ...prepared, coarse, rough, isMirrored: mirrored > upright + mirrorAhead }
}

/** Everywhere on the windows, then settled at twice and four times the detail. */
function searched(scene: Scene, looked: Looked, { settledMax, finerMax }: Effort): Searched {
  const { print, coarse } = looked
  const found: Found[] = []
  for (const { pyramid, windows, isMirrored } of sides(scene)) {
    if (isMirrored && !looked.isMirrored) continue
    for (const window of windows) {
      const around = grown(window, 0.08)
      const inside = grown(window, -0.012)
      const [within] = scalesOf(print, window)
      for (const place of placesOn(window, print)) {
        // Cut by the window, it ends there: what lies around the window is no part of it.
        const limits = place.scale > within * 1.05 ? inside : around
        const rough = roughAt(pyramid, coarse, place, limits)
        found.push({ place, window: limits, pyramid, isMirrored, rough })
      }
    }
  }
  const near = apart(found, print, settledMax)
    .map((each) => {
      const { pyramid, place, window } = each
      const from = fitAt(pyramid, coarse, place, window)
      return { ...each, fit: settled(pyramid, coarse, from, window, 1, roughly) }
    })
    .sort((one, other) => roughly(other.fit) - roughly(one.fit))
  const points = pointsOf(print.small, print.mask, fineSide)
  let best: Pick<Searched, 'fit' | 'window' | 'isMirrored'> | undefined
  for (const { pyramid, fit, window, isMirrored } of near.slice(0, finerMax)) {
    const from = fitAt(pyramid, points, fit.place, window)
    const nearer = settled(pyramid, points, from, window, 2, goodness)
    if (!best || goodness(nearer) > goodness(best.fit)) best = { fit: nearer, window, isMirrored }
    if (goodness(nearer) > 0.85) break
  }
  return { ...looked, ...best! }
}

interface Found {
  place: Place
  window: Box
  pyramid: Pyramid
  isMirrored: boolean
  rough: number
}

/** The best few that are not all but the same place. */
function apart(found: Found[], print: Print, settledMax: number): Found[] {
  found.sort((one, other) => other.rough - one.rough)
  const side = Math.max(...contentSizeOf(print))
  const kept: Found[] = []
  for (const each of found) {
    const { place, isMirrored } = each
    const isNear = kept.some(
      (other) =>
        other.isMirrored === isMirrored &&
        Math.hypot(other.place.x - place.x, other.place.y - place.y) < 0.08 * side * place.scale &&
        Math.abs(Math.log(other.place.scale / place.scale)) < 0.1,
    )
    if (!isNear) kept.push(each)
    if (kept.length === settledMax) break
  }
  return kept
}

/**
 * A last time at the print's own 48 pixels, over a piece of the picture drawn to the same size: only
 * then are the details of both equally sharp.
 */
function refined(
  scene: Scene,
  { id, look, alike, fit, window, isMirrored, print }: Searched,
): Close {
  const { small, mask } = print
  const { scale, x, y, turn } = fit.place
  const [width, height] = [small.width + 2 * slack, small.height + 2 * slack]
  const piece = {
    left: x - (width * scale) / 2,
    top: y - (height * scale) / 2,
    width: width * scale,
    height: height * scale,
  }
  const limits = {
    left: (window.left - piece.left) / scale,
    top: (window.top - piece.top) / scale,
    width: window.width / scale,
    height: window.height / scale,
  }
  const isUpright = isMirrored ? mirroredIn(scene.picture, piece) : piece
  const drawn = onlyLevel(drawnSmall(scene.picture, isUpright, width, height))
  const pyramid = isMirrored ? flopped(drawn) : drawn
  const points = pointsOf(small, mask, printSide)
  const some = everyThird(points)
  const from = fitAt(pyramid, some, { x: width / 2, y: height / 2, scale: 1, turn }, limits)
  const { place } = settled(pyramid, some, from, limits, 2, goodness)
  const last = fitAt(pyramid, points, place, limits)
  const tiles = tilesAt(pyramid, points, place, limits)
  const closely = { id, look, alike, isMirrored, fit: { ...last, ...tiles } }
  if (goodness(last) < hopeless) return closely
  return { ...closely, rest: leftOver(pyramid, small, points, place, limits) }
}

function sides({ picture, windows, pyramid, mirrored }: Scene) {
  const turned = windows.map((box) => mirroredIn(picture, box))
  return [
    { pyramid, windows, isMirrored: false },
    { pyramid: mirrored, windows: turned, isMirrored: true },
  ]
}

function mirroredIn({ width }: Picture, box: Box): Box {
  return { ...box, left: width - box.left - box.width }
}
