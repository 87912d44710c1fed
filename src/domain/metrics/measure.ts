/** Turns a question in the catalogue's words into one SQL statement, and its rows into figures. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import { type DimensionName, type Filter, type MetricName, timeDimensions } from './catalogue.ts'
import { expression, relationOf, type SourceName, sourceFor } from './sources.ts'

export interface Question {
  metrics: MetricName[]
  by: DimensionName | null
  filters: Filter[]
  period: Span
  compareTo: Span | null
  order: 'highest' | 'lowest' | null
  limit: number | null
  /** ISO weekday that weeks begin on. */
  weekStart: number
}

/** Figures are decimal strings (money in the org's currency; ratios for percentages), null: undefined. */
export interface Measured {
  key: string
  label: string
  values: Record<string, string | null>
  /** Order and return lines behind the row. */
  lines: number
  /** Units whose cost nobody recorded: with them COGS, profit and margin are not known. */
  uncostedUnits: string
  than: Record<string, string | null>
  /** (value − than) ÷ |than|, a ratio; null when there is no base. */
  change: Record<string, string | null>
}

export interface Measurement {
  source: SourceName
  rows: Measured[]
  /** How many groups there are, of which `rows` may hold the first few only. */
  groups: number
}

export const rowsMax = 1_000

/**
 * Measures what is asked, within the org of `sql`. Business days are in the org's timezone.
 * Rankings by product leave services (postage, fees) out, rankings by customer leave out sales
 * without one; totals hold both. Refused when the records do not hold such a cut.
 */
export async function measure(sql: Sql, question: Question): Promise<Measurement> {
  const { metrics, by, filters, period, compareTo, limit } = question
  const source = sourceFor(metrics, cutsOf(question), isPerProduct(question))
  const [key, label] = by ? dimension(sql, by, question.weekStart) : [sql`''`, sql`''`]
  const current = inSpan(sql, period)
  const earlier = compareTo ? inSpan(sql, compareTo) : sql`false`
  const sum = (column: string) => sql`coalesce(sum(s.${sql(column)}) filter (where ${current}), 0)`
  const lines = source === 'lines' ? sql`count(*) filter (where ${current})` : sum('lines')
  const evidence =
    source === 'first_orders'
      ? [sql`count(*) filter (where ${current}) as lines`, sql`0 as uncosted`]
      : [sql`${lines} as lines`, sql`${sum('uncosted_units')} as uncosted`]
  const now = metrics.map(
    (metric) => sql`${expression(sql, metric, source, current)} as ${sql(metric)}`,
  )
  const then = compareTo
    ? metrics.map((m) => sql`${expression(sql, m, source, earlier)} as ${sql(`than_${m}`)}`)
    : []
  const changes = compareTo ? metrics.map((m) => changeOf(sql, m)) : []
  const rows = await sql<Record<string, string | null>[]>`
    with measured as (
      select ${key} as key, ${label} as label, ${list(sql, [...evidence, ...now, ...then])}
      from ${relationOf(sql, source)} s
      ${joins(sql, question)}
      where s.org_id = (select current_org())
        and (${current} or ${earlier})
        ${conditions(sql, by, filters)}
      group by 1, 2)
    select *, count(*) over () as groups ${changes.length ? sql`, ${list(sql, changes)}` : sql``}
    from measured
    ${order(sql, question)}
    limit ${Math.min(limit ?? rowsMax, rowsMax)}`
  return {
    source,
    groups: Number(rows[0]?.groups ?? 0),
    rows: rows.map((row) => shaped(row, metrics)),
  }
}

function cutsOf({ by, filters }: Question) {
  return [...new Set([...(by ? [by] : []), ...filters.map(({ kind }) => kind)])]
}

function isPerProduct({ by, filters }: Question): boolean {
  const isOne = filters.some((f) => f.kind === 'product' && f.keys.length === 1 && !f.excluded)
  return by === 'product' || isOne
}

function inSpan(sql: Sql, { from, to }: Span): Fragment {
  return sql`(s.day between ${from}::date and ${to}::date)`
}

/** What rows are grouped by, and what a person calls it. */
function dimension(sql: Sql, by: DimensionName, weekStart: number): [Fragment, Fragment] {
  const week = sql`(s.day - ((extract(isodow from s.day)::int - ${weekStart}::int + 7) % 7))::text`
  const same = (fragment: Fragment): [Fragment, Fragment] => [fragment, fragment]
  switch (by) {
    case 'day':
      return same(sql`s.day::text`)
    case 'week':
      return same(week)
    case 'month':
      return same(sql`to_char(s.day, 'YYYY-MM')`)
    case 'quarter':
      return same(sql`to_char(s.day, 'YYYY "Q"Q')`)
    case 'year':
      return same(sql`to_char(s.day, 'YYYY')`)
    case 'weekday':
      return [sql`extract(isodow from s.day)::text`, sql`to_char(s.day, 'FMDay')`]
    case 'hour':
      return same(sql`s.hour::text`)
    case 'product':
      return [sql`s.product_id::text`, sql`coalesce(p.name, 'No product')`]
    case 'category':
      return same(sql`coalesce(p.category, 'No category')`)
    case 'customer':
      return [sql`s.customer_id::text`, sql`coalesce(c.name, 'No customer')`]
    case 'country':
      return [sql`coalesce(s.country, '')`, sql`coalesce(nullif(s.country, ''), 'No country')`]
    case 'channel':
      return same(sql`s.channel`)
    case 'order':
      return [sql`s.document_id::text`, sql`s.number`]
  }
}

function joins(sql: Sql, { by, filters }: Question): Fragment {
  const needsProduct =
    by === 'product' || by === 'category' || filters.some((f) => f.kind === 'category')
  const product = sql`left join products p on p.org_id = s.org_id and p.id = s.product_id`
  const customer = sql`left join customers c on c.org_id = s.org_id and c.id = s.customer_id`
  return sql`${needsProduct ? product : sql``} ${by === 'customer' ? customer : sql``}`
}

function conditions(sql: Sql, by: DimensionName | null, filters: Filter[]): Fragment {
  const named = (kind: Filter['kind']) => filters.some((f) => f.kind === kind && !f.excluded)
  const goods = by === 'product' && !named('product') ? sql`and p.is_service is false` : sql``
  const ordersOnly = by === 'order' ? sql`and s.document = 'order'` : sql``
  const known = by === 'customer' && !named('customer') ? sql`and s.customer_id <> 0` : sql``
  const each = filters.map((filter) => {
    const holds = condition(sql, filter)
    return filter.excluded ? sql`and not coalesce(${holds}, false)` : sql`and ${holds}`
  })
  return [goods, ordersOnly, known, ...each].reduce((all, next) => sql`${all} ${next}`, sql``)
}

function condition(sql: Sql, { kind, keys }: Filter): Fragment {
  switch (kind) {
    case 'product':
      return sql`s.product_id = any(${keys}::bigint[])`
    case 'customer':
      return sql`s.customer_id = any(${keys}::bigint[])`
    case 'category':
      return sql`p.category = any(${keys}::text[])`
    case 'country':
      return sql`s.country = any(${keys}::text[])`
    case 'channel':
      return sql`s.channel = any(${keys}::text[])`
    case 'weekday':
      return sql`extract(isodow from s.day) = any(${keys}::int[])`
  }
}

function changeOf(sql: Sql, metric: MetricName): Fragment {
  const [now, then] = [sql(metric), sql(`than_${metric}`)]
  return sql`round((${now} - ${then})::numeric / nullif(abs(${then}), 0), 6) as ${sql(`change_${metric}`)}`
}

/** Time runs forward; everything else is ranked by the first metric, unless the person says how. */
function order(sql: Sql, { by, metrics, order, limit }: Question): Fragment {
  const first = sql(metrics[0]!)
  if (order === 'lowest') return sql`order by ${first} asc nulls last, label`
  const isRanked = order === 'highest' || limit !== null || !by || !timeDimensions.has(by)
  if (isRanked) return sql`order by ${first} desc nulls last, label`
  return by === 'hour' ? sql`order by key::int` : sql`order by key`
}

function list(sql: Sql, parts: Fragment[]): Fragment {
  return parts.reduce((all, next) => sql`${all}, ${next}`)
}

function shaped(row: Record<string, string | null>, metrics: MetricName[]): Measured {
  const pick = (prefix: string) =>
    Object.fromEntries(metrics.map((m) => [m, asText(row[`${prefix}${m}`])]))
  return {
    key: row.key ?? '',
    label: row.label ?? '',
    values: pick(''),
    lines: Number(row.lines ?? 0),
    uncostedUnits: String(row.uncosted ?? '0'),
    than: pick('than_'),
    change: pick('change_'),
  }
}

function asText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
