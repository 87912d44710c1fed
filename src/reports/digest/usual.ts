/** What is usual for some days: the middle of the like days before, as far as they were recorded. */
import type { Sql } from '#db/sql.ts'
import { type Cut, daysBetween, type Span, shifted, spanBefore } from '#kit/calendar.ts'

/** Fewer say nothing about what is usual; older ones are of another season. */
export const likeSpansMin = 3
const likeSpansMax = 8

/** Decimal strings in the org's currency, or counts. `usual` and `change` null: too few like spans. */
export interface Measured {
  key: 'net_sales' | 'orders' | 'returns' | 'collected' | 'refunds'
  value: string
  usual: string | null
  /** (value − usual) ÷ |usual|; null where nothing is usual. */
  change: string | null
}

export interface Compared {
  measured: Measured[]
  /** Order and return lines of the days, and how many of the days have records. */
  lines: number
  days: number
  /** The like spans that were compared with, the newest first. */
  like: Span[]
}

/** The same weekdays of the weeks before, the months before, or as many days before; newest first. */
export function likeSpans(span: Span, cut: Cut): Span[] {
  const days = daysBetween(span.from, span.to) + 1
  const spans: Span[] = []
  for (let ago = 1, at = span; ago <= likeSpansMax; ago += 1) {
    if (days <= 7) at = shifted(span, 'week', -ago, cut)
    else if (days <= 31) at = shifted(span, 'month', -ago, cut)
    else at = spanBefore(at, cut)
    spans.push(at)
  }
  return spans
}

/** From the report tables, which must be fresh. A span that records do not wholly cover is left out. */
export async function compare(sql: Sql, span: Span, cut: Cut): Promise<Compared> {
  const spans = [span, ...likeSpans(span, cut)]
  const froms = spans.map(({ from }) => from)
  const tos = spans.map(({ to }) => to)
  const rows = await sql<(Measured & { lines: number; days: number; like: number[] })[]>`
    with spans as (
      select position, from_day, to_day
      from unnest(${froms}::date[], ${tos}::date[]) with ordinality
        as s (from_day, to_day, position)
    ), sums as (
      select s.position, count(d.day)::integer as days, coalesce(sum(lines), 0)::integer as lines,
        coalesce(sum(gross_sales - returns), 0) as net_sales, coalesce(sum(orders), 0) as orders,
        coalesce(sum(returns), 0) as returns, coalesce(sum(collected), 0) as collected,
        coalesce(sum(refunds), 0) as refunds,
        s.position = 1 as is_asked, s.from_day >= (
          select min(day) from report.daily_sales where org_id = current_org()
        ) and count(d.day) > 0 as is_whole
      from spans s
      left join report.daily_sales d
        on d.org_id = current_org() and d.day between s.from_day and s.to_day
      group by s.position, s.from_day
    ), told as (
      select key, max(place) as place, max(figure) filter (where is_asked) as value,
        array_agg(figure order by figure) filter (where is_whole and not is_asked) as past
      from sums
      cross join lateral (values (1, 'net_sales', net_sales), (2, 'orders', orders),
        (3, 'returns', returns), (4, 'collected', collected), (5, 'refunds', refunds)
      ) each (place, key, figure)
      group by key
    ), middles as (
      select *, case when cardinality(past) >= ${likeSpansMin}
        -- Half an order is nobody's usual.
        then round((past[(cardinality(past) + 1) / 2] + past[cardinality(past) / 2 + 1]) / 2,
          case key when 'orders' then 0 else 4 end) end as usual
      from told
    )
    select key, trim_scale(value)::text as value, trim_scale(usual)::text as usual,
      trim_scale(round((value - usual) / nullif(abs(usual), 0), 6))::text as change,
      (select lines from sums where is_asked) as lines,
      (select days from sums where is_asked) as days,
      array(select position::integer from sums where is_whole and not is_asked order by position)
        as like
    from middles
    order by place`
  const { lines, days, like } = rows[0]!
  return {
    measured: rows.map(({ key, value, usual, change }) => ({ key, value, usual, change })),
    ...{ lines, days },
    like: like.length >= likeSpansMin ? like.map((position) => spans[position - 1]!) : [],
  }
}
