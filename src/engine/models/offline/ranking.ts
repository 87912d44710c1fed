/** "top 5", "worst", "the biggest order": how a question ranks. */
import type { MaskedText } from './masked-text.ts'
import { numberWords } from './vocabulary.ts'

export interface Rank {
  order: 'highest' | 'lowest' | null
  limit: number | null
}

const limitMax = 50
const numberOf = `(\\d{1,3}|${numberWords.join('|')})`
/** Words that rank and nothing else are taken; these name a metric as well ("the most units"), and stay. */
const bestAlone =
  'top|best[- ]?selling|best[- ]?performing|best|biggest|highest|largest|leading|greatest|strongest|most (?:valuable|profitable|expensive|important)|top[- ]selling'
const worstAlone =
  'bottom|worst[- ]?selling|worst[- ]?performing|worst|lowest|smallest|slowest[- ]?selling|slowest|poorest|weakest|fewest'
const bestWords = `${bestAlone}|busiest|most`
const worstWords = `${worstAlone}|quietest|least[- ]?selling|least`

export function readRank(masked: MaskedText): Rank {
  const saysFirst = masked
    .take('(?:biggest|largest|highest|best|smallest|lowest|worst) first')
    .map(([words]) => words!)
  const ranked =
    masked.take(
      '(?:the )?(?:number one|no\\.? ?1|#1|vip)|rank(?:ing|ed)?(?: of)?(?= (?:our|the|all|my|products?|customers?|items?|clients?|countries))',
    ).length > 0

  const nth = masked.take(`(second|third|2nd|3rd)[- ](?:${bestWords}|place)`)[0]?.[1]
  const best = masked.take(`(?:${bestWords}) ${numberOf}|${numberOf} (?:${bestWords})`)
  const worst = masked.take(`(?:${worstWords}) ${numberOf}|${numberOf} (?:${worstWords})`)
  const counted = [...best, ...worst][0]
  const isMost = /\b(?:most|least|popular|busiest|quietest)\b/.test(masked.rest)
  const isBest =
    best.length > 0 ||
    masked.take(`${bestAlone}|best[- ]?sellers?(?= (?:in|of|for|last|this|by|\uE000))`).length > 0
  const isWorst =
    worst.length > 0 ||
    /\b(?:least|quietest)\b/.test(masked.rest) ||
    masked.take(worstAlone).length > 0
  const isLowFirst = saysFirst.some((words) => /smallest|lowest|worst/.test(words))
  const isRanked = nth !== undefined || isBest || isMost || ranked || saysFirst.length > 0
  const order = isWorst || isLowFirst ? 'lowest' : isRanked ? 'highest' : null
  const beside = masked.take(
    `${numberOf}(?= (?:different )?(?:products?|items?|customers?|clients?|buyers?|countries|markets?|days?|categories)(?![\\w]))|${numberOf} of them`,
  )[0]
  const said = [...(counted?.slice(1) ?? []), ...(order ? (beside?.slice(1) ?? []) : [])].find(
    Boolean,
  )
  const limit = said ? (/^\d/.test(said) ? Number(said) : numberWords.indexOf(said) + 1) : null
  // The second best is seen beside the best.
  if (nth) return { order, limit: /2|sec/.test(nth) ? 2 : 3 }
  return { order, limit: limit && Math.min(limit, limitMax) }
}

/** "the biggest order" is one of the orders, not their number. The rank's own words stay. */
export function readBiggestOrder(masked: MaskedText): 'order' | null {
  const rank = `(?:${bestWords}|${worstWords})`
  const ranked = new RegExp(
    `\\b(?:${rank} ${numberOf}?|${numberOf} ${rank}) ?(?:single )?(?:orders?|invoices?|transactions?|sales?|receipts?|baskets?)(?![\\w]| (?:day|week|month|hour))`,
  )
  const found = masked.rest.match(ranked)
  if (!found || /most|least|busiest/.test(found[0])) return null
  const word = found[0].search(/(?:orders?|invoices?|transactions?|sales?|receipts?|baskets?)$/)
  masked.takeSpan(found.index! + word, found.index! + found[0].length)
  return 'order'
}

/** "what sold best" asks for products without naming them. */
export function readBestSeller(masked: MaskedText): 'product' | null {
  const isAsked =
    /\bwhat (?:sold|sells|is selling|was selling|are we selling|did we sell)(?: the)? (?:best|most|worst|least)\b/.test(
      masked.original.toLowerCase(),
    ) ||
    /\bwhat\b.*\b(?:buy|bought|buying|order|ordered) (?:the )?most\b/.test(
      masked.original.toLowerCase(),
    )
  return isAsked ? 'product' : null
}
