/** Revenue, costs and what is left, from journal lines by account type. */
import type { Sql } from '#db/sql.ts'
import type { Span } from '#kit/calendar.ts'

export type Part = 'revenue' | 'cost_of_sales' | 'expenses'

/** One account of a part, above zero where it adds to its part. */
export interface PartLine {
  part: Part
  account: string
  code: string
  amount: string
  before: string
  /** Of all revenue; null when there was none. */
  share: string | null
}

type Sums = Record<Part | 'gross_profit' | 'net_profit', string>

export interface Result {
  now: Sums & { gross_margin: string | null }
  before: Sums & { gross_margin: string | null }
  share: Record<keyof Sums, string | null>
  /** Journal lines counted. */
  lines: number
  linesBefore: number
}

export function readParts(sql: Sql, now: Span, before: Span): Promise<PartLine[]> {
  return sql<PartLine[]>`
    with parts as (${partsOf(sql, now, before)})
    select part, name as account, code, trim_scale(sum(amount))::text as amount,
      trim_scale(sum(before))::text as before,
      trim_scale(round(sum(amount)
        / nullif((select sum(amount) from parts where part = 'revenue'), 0), 6))::text as share
    from parts
    group by part, code, name
    having sum(amount) <> 0 or sum(before) <> 0
    order by code`
}

export async function readResult(sql: Sql, now: Span, before: Span): Promise<Result> {
  const [row] = await sql<[Record<string, string | null> & { lines: number; linesBefore: number }]>`
    with sums as (
      select coalesce(sum(amount) filter (where part = 'revenue'), 0) as r,
        coalesce(sum(amount) filter (where part = 'cost_of_sales'), 0) as c,
        coalesce(sum(amount) filter (where part = 'expenses'), 0) as e,
        coalesce(sum(before) filter (where part = 'revenue'), 0) as br,
        coalesce(sum(before) filter (where part = 'cost_of_sales'), 0) as bc,
        coalesce(sum(before) filter (where part = 'expenses'), 0) as be,
        coalesce(sum(lines), 0)::integer as lines,
        coalesce(sum(lines_before), 0)::integer as "linesBefore"
      from (${partsOf(sql, now, before)}) parts
    )
    select lines, "linesBefore",
      trim_scale(r)::text as revenue, trim_scale(c)::text as cost_of_sales,
      trim_scale(e)::text as expenses, trim_scale(r - c)::text as gross_profit,
      trim_scale(r - c - e)::text as net_profit,
      trim_scale(round((r - c) / nullif(r, 0), 6))::text as gross_margin,
      trim_scale(br)::text as before_revenue, trim_scale(bc)::text as before_cost_of_sales,
      trim_scale(be)::text as before_expenses, trim_scale(br - bc)::text as before_gross_profit,
      trim_scale(br - bc - be)::text as before_net_profit,
      trim_scale(round((br - bc) / nullif(br, 0), 6))::text as before_gross_margin,
      trim_scale(round(r / nullif(r, 0), 6))::text as share_revenue,
      trim_scale(round(c / nullif(r, 0), 6))::text as share_cost_of_sales,
      trim_scale(round(e / nullif(r, 0), 6))::text as share_expenses,
      trim_scale(round((r - c) / nullif(r, 0), 6))::text as share_gross_profit,
      trim_scale(round((r - c - e) / nullif(r, 0), 6))::text as share_net_profit
    from sums`
  const { lines, linesBefore } = row
  return {
    now: named(row, '') as Result['now'],
    before: named(row, 'before_') as Result['before'],
    share: named(row, 'share_') as Result['share'],
    lines,
    linesBefore,
  }
}

const names = [
  'revenue',
  'cost_of_sales',
  'expenses',
  'gross_profit',
  'net_profit',
  'gross_margin',
] as const

function named(row: Record<string, string | number | null>, prefix: string) {
  return Object.fromEntries(names.map((name) => [name, row[`${prefix}${name}`] ?? null]))
}

/** One row for each account of income or cost: of this period, and of the one before. */
function partsOf(sql: Sql, now: Span, before: Span) {
  const inNow = sql`e.entry_date between ${now.from}::date and ${now.to}::date`
  const inBefore = sql`e.entry_date between ${before.from}::date and ${before.to}::date`
  const side = sql`case when a.type = 'revenue' then l.credit - l.debit else l.debit - l.credit end`
  return sql`
    select a.code, a.name,
      case when a.type = 'revenue' then 'revenue'
        when a.role in ('cogs', 'stock_adjustment', 'stock_write_off') then 'cost_of_sales'
        else 'expenses' end as part,
      coalesce(sum(${side}) filter (where ${inNow}), 0) as amount,
      coalesce(sum(${side}) filter (where ${inBefore}), 0) as before,
      count(*) filter (where ${inNow}) as lines,
      count(*) filter (where ${inBefore}) as lines_before
    from journal_entries e
    join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
    join accounts a on a.org_id = l.org_id and a.id = l.account_id
    where e.org_id = current_org() and a.type in ('revenue', 'expense')
      and (${inNow} or ${inBefore})
    group by a.id, a.code, a.name, a.type, a.role`
}
