/** "and in December?": what a question leaves unsaid is taken from the one before. */
import type { AskedBefore } from '../../asked-before.ts'
import type { Reading } from './reading.ts'

/** A reading with its gaps filled. `within` are filters of before that still hold. */
export interface FullReading extends Omit<Reading, 'periods'> {
  period: string | null
  compareTo: string | null
  within: AskedBefore['filters']
  /** A word of trade stands in it: a metric, days, a ranking; or it is short enough to be a name. */
  isOfTrade: boolean
  /** True when something was taken from before. */
  leansOn: boolean
}

const pronoun =
  /\b(?:they|them|their|he|him|his|she|her|it|its|that (?:one|product|customer|country))\b/i
const together = /\b(?:together|combined|altogether|in total|in sum)\b/i
/** A message of so few words may be nothing but a name. */
const nameWordsMax = 5
/** "and everyone together?" takes the filters away. */
const everybody =
  /\b(?:everyone|everybody|everything|overall|altogether|in total|all (?:of (?:them|it)|countries|customers|products)|whole (?:shop|lot|business))\b/i

export function filled(reading: Reading, before: AskedBefore | null): FullReading {
  const { periods, ...rest } = reading
  const [first, second] = periods
  const isContrast = reading.compares || isRelative(second)
  const alone: FullReading = {
    ...rest,
    period: first?.words ?? null,
    compareTo: second && isContrast ? second.words : null,
    within: [],
    isOfTrade: isOfTrade(reading),
    leansOn: false,
  }
  if (second && !isContrast) alone.compareTo = second.words
  if (second && together.test(reading.text)) join(alone)
  if (alone.compareTo) alone.compareTo = stepBack(alone.compareTo)
  if (!second && !before && reading.compares) againstNow(alone)
  return before && needsBefore(reading) ? leaning(alone, before) : alone
}

function isOfTrade({ metrics, periods, by, order, form, leansBack, text }: Reading): boolean {
  const isQuestion = /^(?:what|who|where|when|why|how|which|is|are|do|does|can|could|tell)\b/i.test(
    text.trim(),
  )
  const isName = !isQuestion && text.trim().split(/\s+/).length <= nameWordsMax
  const isRanking = by !== null && order !== null
  return metrics.length + periods.length > 0 || isRanking || form !== null || leansBack || isName
}

function needsBefore(reading: Reading): boolean {
  const { leansBack, metrics, periods, by, about, excluding, compares, form, order } = reading
  const isWhole = metrics.length > 0 && periods.length > 0
  const isBare = metrics.length === 0 && by === null && about.length === 0 && periods.length === 0
  if (isBare)
    return leansBack || compares || form !== null || order !== null || excluding.length > 0
  return leansBack || !isWhole
}

function leaning(now: FullReading, before: AskedBefore): FullReading {
  const spoken = `${before.period.from} to ${before.period.to}`
  const isByMetric = /\bby\b/i.test(now.text)
  const keepsCut = now.by === null && (now.metrics.length === 0 || isByMetric)
  const isComparison = now.compares && now.period !== null && now.compareTo === null
  return {
    ...now,
    metrics: now.metrics.length > 0 ? now.metrics : before.metrics,
    by: keepsCut ? before.by : now.by,
    order: keepsCut ? (now.order ?? before.order) : now.order,
    limit: keepsCut ? (now.limit ?? before.limit) : now.limit,
    period: isComparison ? spoken : (now.period ?? spoken),
    compareTo: isComparison ? now.period : now.compareTo,
    within: withinOf(now, before),
    leansOn: true,
  }
}

/** "what did they spend?" is of the one customer the ranking named. */
function withinOf({ text, by }: FullReading, { filters, winner }: AskedBefore) {
  if (everybody.test(text)) return []
  const isOfWinner = winner && by === null && pronoun.test(text)
  return isOfWinner ? [...filters.filter(({ kind }) => kind !== winner.kind), winner] : filters
}

/** "December and January together" is one period. */
function join(reading: FullReading): void {
  reading.period = `${reading.period} to ${reading.compareTo}`
  reading.compareTo = null
}

/** "last week versus the previous week": the one before the one that was named. */
function stepBack(words: string): string {
  const unit = words.match(
    /^(?:the )?(?:previous|prior|preceding) (day|week|month|quarter|year)$/,
  )?.[1]
  return unit ? `the ${unit} before` : words
}

/** "are sales up on last month?" sets this month against it. */
function againstNow(reading: FullReading): void {
  const unit = reading.period?.match(/\b(week|month|quarter|year)$/)?.[1]
  const now =
    reading.period === 'yesterday'
      ? 'today'
      : unit && /last|previous/.test(reading.period!)
        ? `this ${unit}`
        : null
  if (!now || reading.about.length > 1) return
  reading.compareTo = reading.period
  reading.period = now
}

function isRelative(found: Reading['periods'][number] | undefined): boolean {
  return found?.atom.is === 'before' || found?.atom.is === 'same'
}
