/** A question in people's words becomes one in the catalogue's: days, ids and names, nothing vague. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { cutOf, resolvePeriod, type When } from '#domain/period.ts'
import { type Span, shifted, spanBefore } from '#kit/calendar.ts'
import type { Day, Period } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { type DimensionName, type Filter, type MetricName, timeDimensions } from './catalogue.ts'
import { type Candidate, type Found, findNamed, surenessMin } from './names.ts'
import type { Question } from './question.ts'

/** As it was said: periods and names still in words. */
export interface Said {
  metrics?: MetricName[]
  by?: DimensionName
  period?: string
  compare_to?: string
  about?: string[]
  excluding?: string[]
  within?: Filter[]
  order?: 'highest' | 'lowest'
  limit?: number
}

export interface Asking {
  org: Org
  today: Day
  /** The period of the answer before, for "the month before". */
  spokenOf: Span | null
}

export interface Resolved {
  question: Question & { period: Period; compareTo: Period | null }
  recorded: Span | null
  /** Set when one name fits several: all are in the question, and the person may pick. */
  choices: Candidate[]
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const kindWords =
  /^(?:the\s+)?(customer|client|account|product|item|sku|stock ?code|product code|item code|code|country|category|channel)s?\s+(?:no\.?\s+|number\s+|called\s+|named\s+)?(.+)$/i
const joints = /\s+(?:in|to|from|for|at|by|and|with|of|on)\s+|\s*[,&/+]\s*/i
const partsMax = 6
const kinds: Record<string, Candidate['kind']> = {
  customer: 'customer',
  client: 'customer',
  account: 'customer',
  country: 'country',
  category: 'category',
  channel: 'channel',
}

/** First and last business day with records; null when there are none. */
export async function recordedSpan(sql: Sql): Promise<Span | null> {
  const [row] = await sql<{ from: Day | null; to: Day | null }[]>`
    select min(day)::text as from, max(day)::text as to
    from report.daily_sales
    where org_id = current_org()`
  return row?.from && row.to ? { from: row.from, to: row.to } : null
}

/** Refused when a period is none or not yet, or when a name fits nothing. */
export async function resolveQuestion(sql: Sql, asking: Asking, said: Said): Promise<Resolved> {
  const recorded = await recordedSpan(sql)
  const when = { ...asking, recorded }
  const period = resolvePeriod(said.period ?? defaultPeriod(said), when)
  const compareTo = said.compare_to ? resolveOther(said.compare_to, period, when) : null
  const { filters, choices, by } = await resolveNames(sql, asking.org, said)
  const question = {
    // A model may name one twice; a figure is asked for once.
    metrics: said.metrics?.length ? [...new Set(said.metrics)] : ['net_sales' as const],
    by,
    filters,
    period,
    compareTo,
    order: said.order ?? null,
    limit: by ? (said.limit ?? null) : null,
    weekStart: asking.org.weekStart,
  }
  return { question, recorded, choices }
}

/** The second period; "yesterday against last Tuesday", said on a Wednesday, means the Tuesday before. */
function resolveOther(words: string, period: Period, when: When): Period {
  const other = resolvePeriod(words, { ...when, spokenOf: period })
  if (other.from !== period.from || other.to !== period.to) return other
  const isDay = period.from === period.to
  const before = isDay
    ? shifted(period, 'week', -1, cutOf(when.org))
    : spanBefore(period, cutOf(when.org))
  return { ...before, label: words }
}

/** Rankings are over everything when nobody says since when; a plain figure is this month's. */
function defaultPeriod({ by, order }: Said): string {
  const isRanking = order !== undefined || (by && !['day', 'week'].includes(by))
  return isRanking ? 'all time' : 'this month'
}

async function resolveNames(sql: Sql, org: Org, said: Said) {
  const found: Found[] = []
  for (const name of said.about ?? []) found.push(...(await resolveName(sql, org, name)))
  const excluded: Filter[] = []
  for (const name of said.excluding ?? []) {
    for (const each of await resolveName(sql, org, name)) {
      if (each.is !== 'none') excluded.push({ ...each.filter, excluded: true })
    }
  }
  const named = merged(found.flatMap((each) => (each.is === 'none' ? [] : [each.filter])))
  const kept = (said.within ?? []).filter((old) => !named.some(({ kind }) => kind === old.kind))
  const choices = found.flatMap((each) => (each.is === 'many' ? each.candidates : []))
  return {
    filters: [...named, ...excluded, ...kept],
    choices,
    by: cutFor(said, named, found.length),
  }
}

/** Several of one kind are set side by side; one of the kind asked by leaves nothing to cut. */
function cutFor({ by }: Said, named: Filter[], names: number): DimensionName | null {
  const several = named.find(({ keys, kind }) => keys.length > 1 && kind !== 'weekday')
  if (!by)
    return several && (names > 1 || several.keys.length > 1)
      ? (several.kind as DimensionName)
      : null
  const isSettled = named.some(({ kind, keys }) => kind === by && keys.length === 1)
  return isSettled && !timeDimensions.has(by) ? null : by
}

async function resolveName(sql: Sql, org: Org, said: string): Promise<Found[]> {
  const name = said === 'home country' ? countryOf(org) : said
  const found = await findAll(sql, name)
  if (found) return found
  throw new Refusal(
    `I can't find a product, customer, country, category or channel called "${name}".`,
  )
}

/** The whole of it ("set of 3 cake tins"), else its parts ("cakestand in Germany"), else what is like it. */
async function findAll(sql: Sql, name: string): Promise<Found[] | null> {
  const days = name.toLowerCase().split(/,\s*/)
  if (days.every((day) => weekdays.includes(day))) return [weekdayFilter(name, days)]
  const [, kindWord, rest] = name.match(kindWords) ?? []
  const kind = kindWord && (kinds[kindWord.toLowerCase()] ?? 'product')
  const whole = await findNamed(sql, name, undefined, surenessMin)
  if (whole.is !== 'none') return [whole]
  const ofKind = rest ? await findNamed(sql, rest, kind || undefined, surenessMin) : whole
  if (ofKind.is !== 'none') return [ofKind]
  const parts = name.split(joints).filter(Boolean)
  if (parts.length > 1 && parts.length <= partsMax) {
    const found: (Found[] | null)[] = []
    for (const part of parts) found.push(await findAll(sql, part))
    if (found.every((each) => each !== null)) return found.flat()
  }
  const likely = await findNamed(sql, rest ?? name, kind || undefined)
  return likely.is === 'none' ? null : [likely]
}

/** The country of the org's locale: "overseas" is all but this one. */
function countryOf({ locale }: Org): string {
  const region = new Intl.Locale(locale).region
  const name = region && new Intl.DisplayNames(['en'], { type: 'region' }).of(region)
  if (!name)
    throw new Refusal(`I can't tell which country is home: name it ("sales excluding Kenya").`)
  return name
}

function weekdayFilter(label: string, days: string[]): Found {
  const keys = days.map((day) => String(weekdays.indexOf(day) + 1))
  return { is: 'one', filter: { kind: 'weekday', keys, label } }
}

function merged(filters: Filter[]): Filter[] {
  const byKind = new Map<string, Filter>()
  for (const filter of filters) {
    const before = byKind.get(filter.kind)
    const joined = before && {
      ...before,
      keys: [...new Set([...before.keys, ...filter.keys])],
      label: `${before.label} and ${filter.label}`,
    }
    byKind.set(filter.kind, joined ?? filter)
  }
  return [...byKind.values()]
}
