/** Turns a question in the catalogue's words into one SQL statement, and its rows into figures. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'
import { type DimensionName, type Filter, type MetricName, timeDimensions } from './catalogue.ts'
import { cutBy, isNamed } from './cuts.ts'
import type { Question } from './question.ts'
import { expression, relationOf, type SourceName, sourceFor } from './sources.ts'

/** Figures are decimal strings (money in the org's currency; ratios for percentages), null: undefined. */
export interface Measured {
  key: string
  label: string
  values: Record<string, string | null>
  /** Order and return lines behind the row. */
  lines: number
  /** Units whose cost nobody recorded, when costs are asked for: with them COGS and profit are not known. */
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

/** Known only where the cost of every unit is; for others nobody asks about costs. */
const fromCosts: ReadonlySet<MetricName> = new Set(['cogs', 'gross_profit', 'gross_margin'])

/**
 * Measures what is asked, within the org of `sql`. Business days are in the org's timezone.
 * Rankings by product leave services (postage, fees) out, rankings by customer leave out sales
 * without one; totals hold both. Refused when the records do not hold such a cut.
 */
export async function measure(sql: Sql, question: Question): Promise<Measurement> {
  const { metrics, by, filters, period, compareTo, limit } = question
  const source = sourceFor(metrics, cutsOf(question), isPerProduct(question))
  const { columns, group, named } = cutBy(sql, question)
  const { figures, earlier } = figuresOf(sql, question, source)
  const changes = compareTo ? metrics.map((m) => changeOf(sql, m)) : []
  const rows = await sql<Record<string, string | null>[]>`
    with sums as (
      select ${columns}, ${list(sql, figures)}
      from ${relationOf(sql, source)} s
      ${joins(sql, question)}
      where s.org_id = (select current_org())
        and (${inSpan(sql, period)} or ${earlier})
        ${conditions(sql, by, filters)}
      group by ${group}),
    measured as (${named})
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

/** What is added up for each group, and which rows count for the span that it is compared with. */
function figuresOf(sql: Sql, { metrics, period, compareTo }: Question, source: SourceName) {
  // Alone, the period is what all rows are picked by.
  const current = compareTo ? inSpan(sql, period) : sql`true`
  const earlier = compareTo ? inSpan(sql, compareTo) : sql`false`
  const sum = (column: string) => sql`coalesce(sum(s.${sql(column)}) filter (where ${current}), 0)`
  const isCounted = source === 'lines' || source === 'first_orders'
  const lines = isCounted ? sql`count(*) filter (where ${current})` : sum('lines')
  const uncosted = metrics.some((m) => fromCosts.has(m)) ? sum('uncosted_units') : sql`0`
  const now = metrics.map((m) => sql`${expression(sql, m, source, current)} as ${sql(m)}`)
  const then = compareTo
    ? metrics.map((m) => sql`${expression(sql, m, source, earlier)} as ${sql(`than_${m}`)}`)
    : []
  const figures = [sql`${lines} as lines`, sql`${uncosted} as uncosted`, ...now, ...then]
  return { figures, earlier }
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

function joins(sql: Sql, { by, filters }: Question): Fragment {
  const needsProduct = by === 'category' || filters.some((f) => f.kind === 'category')
  return needsProduct
    ? sql`left join products p on p.org_id = s.org_id and p.id = s.product_id`
    : sql``
}

function conditions(sql: Sql, by: DimensionName | null, filters: Filter[]): Fragment {
  const ordersOnly = by === 'order' ? sql`and s.document = 'order'` : sql``
  const isKnown = by === 'customer' && !isNamed(filters, 'customer')
  const known = isKnown ? sql`and s.customer_id <> 0` : sql``
  const each = filters.map((filter) => {
    const holds = condition(sql, filter)
    return filter.excluded ? sql`and not coalesce(${holds}, false)` : sql`and ${holds}`
  })
  return [ordersOnly, known, ...each].reduce((all, next) => sql`${all} ${next}`, sql``)
}

function condition(sql: Sql, { kind, keys }: Filter): Fragment {
  switch (kind) {
    case 'product':
      return sql`s.product_id = any(${numbersIn(keys)}::bigint[])`
    case 'customer':
      return sql`s.customer_id = any(${numbersIn(keys)}::bigint[])`
    case 'category':
      return sql`p.category = any(${keys}::text[])`
    case 'country':
      return sql`s.country = any(${keys}::text[])`
    case 'channel':
      return sql`s.channel = any(${keys}::text[])`
    case 'weekday':
      return sql`extract(isodow from s.day) = any(${numbersIn(keys)}::bigint[])`
  }
}

/** A model may give any text for a key; what is no number of ours is nobody's. */
function numbersIn(keys: string[]): string[] {
  return keys.filter((key) => /^\d{1,18}$/.test(key))
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
