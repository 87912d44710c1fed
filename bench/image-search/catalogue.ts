/** The catalogue as each of the three sees it, and what each finds of a picture that is asked about. */
import { openPicture } from '#sight/open-picture.ts'
import { verdictOf } from '#sight/verdict.ts'
import { compare, type Seen, see, seek } from '#sight/visual.ts'
import { common, hamming, histogram, pdqLike } from './anchors.ts'
import type { CataloguePicture } from './data-set.ts'

/** As many as a search in the database hands over. */
export const candidatesMax = 30

interface Known extends Seen {
  id: string
  hash: Uint8Array
  bins: Float64Array
}

export interface Found {
  /** Ids, best first. */
  ours: string[]
  verdict: 'this' | 'maybe' | 'none'
  score: number
  /** Of CPU: opened, described, searched, compared. */
  ms: number
  pdq: string[]
  histogram: string[]
}

export async function describe(pictures: CataloguePicture[]): Promise<Known[]> {
  const known: Known[] = []
  for (const { id, bytes } of pictures) {
    const seen = see(await openPicture(bytes))
    known.push({ id, ...seen, hash: await pdqLike(bytes), bins: await histogram(bytes) })
  }
  return known
}

export async function find(known: Known[], bytes: Buffer): Promise<Found> {
  const startedMs = cpuMs()
  const sought = seek(await openPicture(bytes))
  const candidates = known
    .map(({ id, print, regions }) => ({ id, print, similarity: nearest(sought.regions, regions) }))
    .sort((one, other) => other.similarity - one.similarity)
    .slice(0, candidatesMax)
  const matches = compare(sought, candidates)
  const ms = cpuMs() - startedMs
  const [hash, bins] = [await pdqLike(bytes), await histogram(bytes)]
  return {
    ours: matches.map(({ id }) => id),
    verdict: verdictOf(matches.map(({ score }) => score)),
    score: matches[0]?.score ?? 0,
    ms,
    pdq: ranked(known, (each) => -hamming(each.hash, hash)),
    histogram: ranked(known, (each) => common(each.bins, bins)),
  }
}

/** Of this process alone, so that others on the machine do not count. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Cosine of the two regions that are most alike. */
export function nearest(sought: Float32Array[], regions: Float32Array[]): number {
  let best = -1
  for (const one of sought)
    for (const other of regions) {
      let sum = 0
      for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!
      best = Math.max(best, sum)
    }
  return best
}

function ranked(known: Known[], worth: (each: Known) => number): string[] {
  return known
    .map((each) => ({ id: each.id, worth: worth(each) }))
    .sort((one, other) => other.worth - one.worth)
    .map(({ id }) => id)
}
