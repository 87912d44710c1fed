/**
 * Numbers that were given out and that no paper bears. The house's own numbers have no gaps: a number
 * is drawn in the transaction that writes its paper, and no paper is deleted.
 */
import type { Fragment, Sql } from '#db/sql.ts'
import { firstNumber, paperLetters } from '#domain/orders/take-paper.ts'
import type { Org } from '#domain/org.ts'
import type { Span } from '#kit/calendar.ts'

export interface Series {
  series: string
  /** Numbers that the papers of the month span, and how many papers bear them. */
  given: string
  borne: string
  missing: string
}

/**
 * Gaps that may be of the month, since they lie between a paper of before its end and one of after its
 * begin: { series, prefix, first, last, missing }.
 */
export function gaps(sql: Sql, org: Org, span: Span): Fragment {
  const { begin, end } = boundsOf(sql, org, span)
  return sql`
    with ${papers(sql)}, beside as (
      select *, lag(number) over (partition by series order by number) as number_before,
        lag(at) over (partition by series order by number) as at_before
      from papers
    ), between_two as (
      select series, prefix, coalesce(number_before + 1, first_number) as first,
        number - 1 as last, at_before, at
      from beside
      where number > coalesce(number_before + 1, first_number)
      union all
      select s.series, s.prefix, coalesce(max(p.number) + 1, s.first_number), s.last_number,
        (array_agg(p.at order by p.number desc))[1], null
      from starts s
      left join papers p using (series)
      group by s.series, s.prefix, s.first_number, s.last_number
      having s.last_number > coalesce(max(p.number), s.first_number - 1)
    )
    select series, prefix, first, last, last - first + 1 as missing
    from between_two
    where coalesce(at_before < ${end}, true) and coalesce(at >= ${begin}, true)`
}

/** One line a series that has numbers in the month, or a gap that may be of it. */
export async function readSeries(sql: Sql, org: Org, span: Span): Promise<Series[]> {
  const { begin, end } = boundsOf(sql, org, span)
  return sql<Series[]>`
    with ${papers(sql)}, found as (${gaps(sql, org, span)}), borne as (
      select series, count(*) as borne
      from papers
      where at >= ${begin} and at < ${end}
      group by series
    ), lost as (
      select series, sum(missing) as missing from found group by series
    )
    select series, (coalesce(borne, 0) + coalesce(missing, 0))::text as given,
      coalesce(borne, 0)::text as borne, coalesce(missing, 0)::text as missing
    from borne
    full join lost using (series)
    order by series`
}

/** starts: what each series began with and has reached; papers: who bears which number, and since when. */
function papers(sql: Sql): Fragment {
  const own = (letter: string) => sql`number ~ ${`^${letter}-[0-9]{1,15}$`}`
  const { order, return: back, delivery } = paperLetters
  return sql`
    starts as (
      select 'Journal entries' as series, '' as prefix, 1::bigint as first_number,
        last as last_number
      from journal_numbers
      where org_id = current_org()
      union all
      select names.series, names.prefix, ${firstNumber}::bigint, n.last
      from paper_numbers n
      join (values ('order', 'Orders', ${`${order}-`}), ('return', 'Returns', ${`${back}-`}),
        ('delivery', 'Delivery notes', ${`${delivery}-`})) as names (paper, series, prefix)
        using (paper)
      where n.org_id = current_org()
    ), bearers as (
      select 'Journal entries' as series, number, posted_at as at
      from journal_entries
      where org_id = current_org()
      union all
      select 'Orders', substr(number, 3)::bigint, created_at
      from orders
      where org_id = current_org() and ${own(order)}
      union all
      select 'Returns', substr(number, 3)::bigint, created_at
      from returns
      where org_id = current_org() and ${own(back)}
      union all
      select 'Delivery notes', substr(number, 3)::bigint, delivered_at
      from deliveries
      where org_id = current_org() and ${own(delivery)}
    ), papers as (
      select distinct on (b.series, b.number) b.series, s.prefix, s.first_number, b.number, b.at
      from bearers b
      join starts s using (series)
      where b.number between s.first_number and s.last_number
      order by b.series, b.number, b.at
    )`
}

function boundsOf(sql: Sql, { timezone }: Org, { from, to }: Span) {
  return {
    begin: sql`${from}::timestamp at time zone ${timezone}`,
    end: sql`(${to}::date + 1)::timestamp at time zone ${timezone}`,
  }
}
