/** Assets, liabilities and equity on two days, with the results that no entry has closed. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { Tie } from './statement.ts'

export interface PositionLine {
  part: 'assets' | 'liabilities' | 'equity'
  account: string | null
  code: string | null
  amount: string
  before: string
  /** Of income and costs, not of an account. */
  of: 'this year' | 'earlier years' | null
}

interface Two {
  now: string
  before: string
}

export interface Position {
  lines: PositionLine[]
  totals: Record<'assets' | 'liabilities' | 'equity' | 'result', Two>
  tie: Tie
  /** There were entries by the earlier day. */
  hasBefore: boolean
}

interface Days {
  day: Day
  before: Day
  /** First day of the fiscal year that `day` lies in. */
  yearBegan: Day
}

export async function readPosition(sql: Sql, days: Days): Promise<Position> {
  const lines = await sql<PositionLine[]>`
    with lines as (${linesOf(sql, days)})
    select part, account, code, trim_scale(amount)::text as amount,
      trim_scale(before)::text as before, of
    from lines
    where amount <> 0 or before <> 0
    order by of = 'this year' nulls first, of nulls first, code`
  const [sums] = await sql<(Record<string, string> & { hasBefore: boolean })[]>`
    with lines as (${linesOf(sql, days)}), sums as (
      select coalesce(sum(amount) filter (where part = 'assets'), 0) as a,
        coalesce(sum(amount) filter (where part = 'liabilities'), 0) as l,
        coalesce(sum(amount) filter (where part = 'equity'), 0) as e,
        coalesce(sum(amount) filter (where of = 'this year'), 0) as r,
        coalesce(sum(before) filter (where part = 'assets'), 0) as ba,
        coalesce(sum(before) filter (where part = 'liabilities'), 0) as bl,
        coalesce(sum(before) filter (where part = 'equity'), 0) as be,
        coalesce(sum(before) filter (where of = 'this year'), 0) as br
      from lines
    )
    select trim_scale(a)::text as assets, trim_scale(l)::text as liabilities,
      trim_scale(e)::text as equity, trim_scale(r)::text as result,
      trim_scale(ba)::text as before_assets, trim_scale(bl)::text as before_liabilities,
      trim_scale(be)::text as before_equity, trim_scale(br)::text as before_result,
      trim_scale(l + e)::text as owed, trim_scale(a - l - e)::text as difference,
      exists (
        select from journal_entries
        where org_id = current_org() and entry_date <= ${days.before}::date
      ) as "hasBefore"
    from sums`
  const { assets, liabilities, equity, result, owed, difference, hasBefore } = sums!
  const two = (now: string | undefined, before: string | undefined): Two => {
    return { now: now!, before: before! }
  }
  return {
    lines,
    totals: {
      assets: two(assets, sums!.before_assets),
      liabilities: two(liabilities, sums!.before_liabilities),
      equity: two(equity, sums!.before_equity),
      result: two(result, sums!.before_result),
    },
    tie: {
      ...{ name: 'Both sides', leftLabel: 'assets', rightLabel: 'liabilities and equity' },
      ...{ left: assets!, right: owed!, difference: difference! },
    },
    hasBefore,
  }
}

/** The result at the earlier day is of the same fiscal year as at the later, or it is an earlier one's. */
function linesOf(sql: Sql, { day, before, yearBegan }: Days) {
  return sql`
    select part, account, code, of, sum(amount) as amount,
      coalesce(sum(amount) filter (where entry_date <= ${before}::date), 0) as before
    from (
      select e.entry_date,
        case a.type when 'asset' then 'assets' when 'liability' then 'liabilities'
          else 'equity' end as part,
        case when a.type not in ('revenue', 'expense') then a.name end as account,
        case when a.type not in ('revenue', 'expense') then a.code end as code,
        case when a.type in ('revenue', 'expense') then
          case when e.entry_date >= ${yearBegan}::date then 'this year' else 'earlier years' end
          end as of,
        case a.type when 'asset' then l.debit - l.credit else l.credit - l.debit end as amount
      from journal_entries e
      join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      where e.org_id = current_org() and e.entry_date <= ${day}::date
    ) each
    group by part, account, code, of`
}
