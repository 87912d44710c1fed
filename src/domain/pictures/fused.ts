/**
 * Lists of products become one: reciprocal-rank fusion (Cormack, Clarke and Büttcher 2009), looks and
 * descriptions counting most. What was taught raises a product among those that look alike, and by no more than its bound.
 */
import type { Looks, Verdict } from './find-by-picture.ts'
import type { Taught } from './learned.ts'

export interface Ranked {
  productId: string
  imageId: string | null
  score: number
  by: 'looks' | 'words'
}

interface Lists {
  verdict: Verdict
  /** Best first, as all of these. */
  looks: Looks[]
  /** Products that the words beside the picture name. */
  named: string[]
  /** Products whose description is like the picture's. */
  described: string[]
  taught: Taught[]
}

/** Of the paper: how little the first places weigh more than those after them. */
const smoothing = 60
const weights = { looks: 2, named: 1, described: 2 }
/** How far down the looks the product may stand whose description is most alike. */
const agreedMax = 5
/** Of a score: the most that teaching adds. */
const bonusMax = 0.1

/** "This" stays what the looks say; only where they are unsure do words and teaching have a voice. */
export function fused(lists: Lists): { verdict: Verdict; items: Ranked[] } {
  const { verdict } = lists
  const looks = raised(lists)
  const byLooks = looks.map((one): Ranked => ({ ...one, by: 'looks' }))
  if (verdict === 'this') {
    const stands = byLooks[0]!.productId === lists.looks[0]!.productId
    return { verdict: stands ? 'this' : 'maybe', items: byLooks }
  }
  if (verdict === 'none') {
    const taught = byLooks.filter(({ productId }) => isSure(lists.taught, productId))
    if (taught.length > 0) return { verdict: 'maybe', items: taught }
    if (!isAgreed(looks, lists.described)) {
      const items = lists.named.map((id): Ranked => ofWords(id, lists))
      return { verdict: items.length > 0 ? 'maybe' : 'none', items }
    }
  }
  const ids = new Map<string, number>()
  vote(
    ids,
    looks.map(({ productId }) => productId),
    weights.looks,
  )
  vote(ids, lists.named, weights.named)
  vote(ids, lists.described, weights.described)
  const known = new Map(byLooks.map((one) => [one.productId, one]))
  const items = [...ids]
    .sort(([, one], [, other]) => other - one)
    .map(([id]) => known.get(id) ?? ofWords(id, lists))
  return { verdict: 'maybe', items }
}

function raised({ looks, taught }: Pick<Lists, 'looks' | 'taught'>): Looks[] {
  const bonus = new Map(taught.map(({ productId, similarity }) => [productId, similarity]))
  const raise = ({ productId, score }: Looks) => score + bonusMax * (bonus.get(productId) ?? 0)
  return [...looks].sort((one, other) => raise(other) - raise(one))
}

/** The team said so of a photo like this one: worth asking, never more. */
function isSure(taught: Taught[], productId: string): boolean {
  return taught.some((one) => one.productId === productId && one.isStaff)
}

/** Looks and description are told by different things: where both name one product, it is worth asking. */
function isAgreed(looks: Looks[], [mostAlike]: string[]): boolean {
  return looks.slice(0, agreedMax).some(({ productId }) => productId === mostAlike)
}

function vote(votes: Map<string, number>, ids: string[], weight: number) {
  for (const [place, id] of ids.entries())
    votes.set(id, (votes.get(id) ?? 0) + weight / (smoothing + place + 1))
}

function ofWords(productId: string, { looks }: Lists): Ranked {
  const seen = looks.find((one) => one.productId === productId)
  return { productId, imageId: seen?.imageId ?? null, score: seen?.score ?? 0, by: 'words' }
}
