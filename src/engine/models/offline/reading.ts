/** What a question says, piece by piece: periods, metrics, cuts, ranking, names. No tool is chosen here. */
import type { DimensionName, MetricName } from '#domain/metrics/catalogue.ts'
import { type FoundPeriod, type Reader, readPeriods } from '#kit/period/read-period.ts'
import { MaskedText } from './masked-text.ts'
import { readAbroad, readExcluded, readNames, spokenLimit } from './names.ts'
import { readBestSeller, readBiggestOrder, readRank } from './ranking.ts'
import { respelled } from './spelling.ts'
import {
  dimensionWords,
  metricWords,
  type NotAFigure,
  notAFigure,
  weekdayWords,
} from './vocabulary.ts'

export interface Reading {
  text: string
  periods: FoundPeriod[]
  /** Words such as "vs" or "compared with" stand in the sentence. */
  compares: boolean
  metrics: MetricName[]
  by: DimensionName | null
  order: 'highest' | 'lowest' | null
  limit: number | null
  /** Names of products, customers, countries …, as written. */
  about: string[]
  excluding: string[]
  form: 'pdf' | 'csv' | 'xlsx' | 'png' | null
  /** Leans on what was asked before: "and …", "what about …", "… was that". */
  leansBack: boolean
  notAFigure: NotAFigure | null
}

const contrasts =
  /\b(?:growth|grow|grew|changed?|difference|compare[ds]?|comparison|increased?|decreased?|dropped|drop|fell|rose|gap|swing)\b.*\b(?:from|between)\b/

const shortMax = 3

export function readQuestion(said: string, reader: Reader): Reading {
  const text = respelled(said)
  const masked = new MaskedText(text)
  const lower = masked.rest.trim()
  const form = readForm(masked)
  const abroad = readAbroad(masked)
  const isContrast = contrasts.test(lower)
  const periods = readPeriods(masked.original, reader).flatMap((found) =>
    isContrast ? halves(found, reader) : [found],
  )
  for (const { start, end } of periods) masked.takeSpan(start, end)
  const leansBack = readLeaning(masked, lower)
  const compares =
    masked.take(
      'compared? (?:to|with|against)|compare|(?:ahead of|behind)|(?:up|down|better|worse|higher|lower|grown|growth|more|less|change[ds]?|increased?|decreased?|dropped|drop|fell|fall|rose|rise) (?:on|from|than|since|over)|comparison|in comparison (?:to|with)|versus|vs\\.?|against|relative to|than',
    ).length > 0
  const early = takeEarly(masked)
  const excluding = [...readExcluded(masked), ...abroad.excluding]
  const byOrder = readBiggestOrder(masked)
  const { order, limit } = readRank(masked)
  const by = byOrder ?? readBestSeller(masked) ?? readCut(masked, order !== null)
  const weekdays = weekdayWords.flatMap(([pattern, names]) => masked.take(pattern).map(() => names))
  const metrics = readMetrics(masked, early)
  const asked =
    by ??
    readWhere(lower) ??
    readDimension(masked, /\b(?:which|what|whose|who)\b/.test(lower) || order !== null || compares)
  const names = [...weekdays, ...abroad.about, ...readNames(masked)]
  const spoken =
    order !== null && limit === null ? names.findIndex((name) => spokenLimit(name) !== null) : -1
  const about = names.filter((_, i) => i !== spoken)
  // "top 3 in January" is of products, as a shop speaks.
  const ranked = asked ?? (limit !== null && order !== null ? 'product' : null)
  const cut = isIdleWho(lower, ranked, metrics, about) ? null : ranked
  const isRanked = order ?? (cut && /\b(?:which|who)\b/.test(lower) ? 'highest' : null)
  return {
    text,
    periods,
    compares,
    metrics,
    by: cut,
    order: isRanked,
    limit:
      limit ?? spokenLimit(names[spoken]) ?? (isRanked && cut ? defaultLimit(lower, cut) : null),
    about,
    excluding,
    form,
    leansBack,
    notAFigure: notAFigure.find(([pattern]) => pattern.test(lower))?.[1] ?? null,
  }
}

function readForm(masked: MaskedText): Reading['form'] {
  const make = '(?:(?:as|in|into|to|for) )?(?:a |an )?'
  if (
    masked.take(`${make}(?:pdf|printable)(?: (?:file|document|version|format|form|copy))?`).length
  )
    return 'pdf'
  const file = '(?: (?:file|document|version|format|form|sheet|workbook))?'
  if (masked.take(`${make}csv${file}`).length) return 'csv'
  if (masked.take(`${make}(?:excel|xlsx?|spreadsheet)${file}`).length) return 'xlsx'
  if (
    masked.take(
      `${make}(?:chart|graph|plot|diagram|picture|graphically|visuali[sz]e|(?:line|bar|pie|column) (?:chart|graph|plot)|(?:as|in) (?:a )?(?:line|bars|curve))(?:ed)?(?: (?:of|for|showing))?`,
    ).length
  )
    return 'png'
  return null
}

function readLeaning(masked: MaskedText, lower: string): boolean {
  const isOpening =
    /^(?:and|also|what about|how about|what of|then|same|but|ok(?:ay)?,? and|or)\b/.test(lower)
  const pointsBack =
    /\b(?:was|were|is|are|for|of|with|by|about) (?:that|those|these|it|them)\b|\b(?:they|their|them|he|she|his)\b|\b(?:same|again|instead)\b|\bthat (?:by|as|in|for|split|broken)\b/.test(
      lower,
    )
  masked.take('and what about|what about|how about|what of')
  return isOpening || pointsBack
}

/** "where are our sales coming from?" asks for countries. */
function readWhere(lower: string): DimensionName | null {
  return /\bwhere\b.*\b(?:from|sell|sold|selling|buy|bought)\b/.test(lower) ? 'country' : null
}

/** "who" asks for customers only where there is talk of trade. */
function isIdleWho(
  lower: string,
  cut: DimensionName | null,
  metrics: MetricName[],
  about: string[],
) {
  const isWho =
    cut === 'customer' && !/\b(?:customer|client|buyer|shopper|spender|account)/.test(lower)
  return isWho && metrics.length === 0 && about.length > 0
}

/** "growth from January to February" is of two periods, not of the days from one to the other. */
function halves(found: FoundPeriod, reader: Reader): FoundPeriod[] {
  const joint = /^(?:from|between)?\s*(.+?)(\s+(?:to|and)\s+(?:the\s+)?)(.+)$/
  const [, first, middle, second] = found.words.match(joint) ?? []
  if (!first || !second) return [found]
  const [a] = readPeriods(first, reader)
  const [b] = readPeriods(second, reader)
  if (!a || !b) return [found]
  const isToward = /to/.test(middle!)
  const pair = [
    { ...a, start: found.start, end: found.start },
    { ...b, start: found.start, end: found.end },
  ]
  return isToward ? pair.reverse() : pair
}

/** "by country", "per month", "each day", "country breakdown", "daily". */
function readCut(masked: MaskedText, isRanked: boolean): DimensionName | null {
  for (const [words, dimension] of dimensionWords) {
    const adverb = words.match(/\b\w+ly\b/)?.[0]
    const said = masked.take(
      `list(?: of)?(?: the| our| all)* ${words}|${words} (?:we|that we) (?:sold|sell|shipped|traded)(?: to| with)?|(?:split |broken down |break(?:down)? |grouped |group |divided |separated )*(?:by|per|for each|for every|each|every|across(?: all)?) (?:the |each |different )?${words}|${words}(?: by | on )${words}|${words}[- ](?:wise|breakdown|split|level|ranking)|(?:breakdown|split) (?:by|of|per) (?:the )?${words}${adverb ? `|${adverb}(?! report)` : ''}`,
    )
    if (said.length > 0) return dimension
  }
  return isRanked ? readDimension(masked, true) : null
}

/** A dimension's bare name cuts only when it is ranked or asked for: "which country", "top products". */
function readDimension(masked: MaskedText, isAsked: boolean): DimensionName | null {
  if (!isAsked) return null
  const rest = masked.rest
  const found = dimensionWords
    .filter(([words]) => !/^\(\?:days/.test(words) || !/\btoday\b/.test(rest))
    .map(([words, dimension]) => ({
      words,
      dimension,
      at: rest.search(new RegExp(`(?<![\\w-])${words}(?![\\w-])`)),
    }))
    .filter(({ at }) => at !== -1)
    .sort((a, b) => a.at - b.at)[0]
  if (!found) return null
  masked.take(
    `(?:which |what |whose )?(?:(?:was |is |were |are )?(?:our |my |the )*)?${found.words}`,
  )
  return found.dimension
}

function readMetrics(masked: MaskedText, early: MetricName[]): MetricName[] {
  const lower = masked.original.toLowerCase()
  const found = [...new Set([...early, ...takeMetrics(masked, () => true)])]
  const isShort = lower.trim().split(/\s+/).length <= shortMax
  if (found.length === 0 && isShort && masked.take('customers|buyers|shoppers').length > 0)
    return ['customers']
  const isCount = /\bhow many\b/.test(lower) && !/\bsales\b/.test(lower)
  if (isCount && found.every((metric) => metric === 'net_sales')) return ['units']
  // "how much did we sell" and "made" are the same question; a named metric outranks the verb.
  const named = found.filter((metric) => metric !== 'net_sales')
  const saysNet = /\b(?:net|revenue|turnover|takings|sales and|and sales|sales,)(?![\w])/.test(
    lower,
  )
  return named.length > 0 && !saysNet ? named : found
}

/** "average daily sales" is no cut by day, and "without returns" leaves no name out. */
function takeEarly(masked: MaskedText): MetricName[] {
  const isGross = (pattern: string) => pattern.startsWith('(?:before|without')
  return takeMetrics(
    masked,
    ([pattern, metric]) => metric === 'average_daily_sales' || isGross(pattern),
  )
}

/** In the order in which they are said: the first one ranks. */
function takeMetrics(masked: MaskedText, isWanted: (words: [string, MetricName]) => boolean) {
  return metricWords
    .filter(isWanted)
    .map(([pattern, metric]) => ({ metric, at: masked.takeAt(pattern) }))
    .filter(({ at }) => at !== null)
    .sort((a, b) => a.at! - b.at!)
    .map(({ metric }) => metric)
}

function defaultLimit(lower: string, by: DimensionName): number {
  const isPlural =
    /\b(?:products|items|customers|clients|buyers|countries|categories|days|weeks|months|sellers|skus|markets|hours|channels|lines|bestsellers)\b/.test(
      lower,
    )
  return isPlural ? 5 : by === 'hour' && isPlural ? 24 : 1
}
