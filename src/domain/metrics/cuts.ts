/** What figures are cut by: the columns that rows are added up by, and what a person calls each group. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { DimensionName, Filter } from './catalogue.ts'
import type { Question } from './question.ts'

interface Cut {
  columns: Fragment
  group: Fragment
  /** The sums with the names of what they are of. */
  named: Fragment
}

/** Products and customers are added up by number; each is named once, and not on every day it was sold. */
export function cutBy(sql: Sql, { by, filters, weekStart }: Question): Cut {
  const byNumber = (id: Fragment, named: Fragment) => ({
    columns: sql`${id} as key`,
    group: sql`1`,
    named,
  })
  if (by === 'product')
    return byNumber(
      sql`s.product_id`,
      sql`
        select sums.*, coalesce(p.name, 'No product') as label
        from sums
        left join products p on p.org_id = (select current_org()) and p.id = sums.key
        ${isNamed(filters, 'product') ? sql`` : sql`where p.is_service is false`}`,
    )
  if (by === 'customer')
    return byNumber(
      sql`s.customer_id`,
      sql`
        select sums.*, coalesce(c.name, 'No customer') as label
        from sums
        left join customers c on c.org_id = (select current_org()) and c.id = sums.key`,
    )
  const [key, label] = by ? dimension(sql, by, weekStart) : [sql`''`, sql`''`]
  return {
    columns: sql`${key} as key, ${label} as label`,
    group: sql`1, 2`,
    named: sql`table sums`,
  }
}

/** Only these of their kind were asked for. */
export function isNamed(filters: Filter[], wanted: Filter['kind']): boolean {
  return filters.some(({ kind, excluded }) => kind === wanted && !excluded)
}

/** What rows are grouped by, and what a person calls it. */
function dimension(
  sql: Sql,
  by: Exclude<DimensionName, 'product' | 'customer'>,
  weekStart: number,
): [Fragment, Fragment] {
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
    case 'category':
      return same(sql`coalesce(p.category, 'No category')`)
    case 'country':
      return [sql`coalesce(s.country, '')`, sql`coalesce(nullif(s.country, ''), 'No country')`]
    case 'channel':
      return same(sql`s.channel`)
    case 'order':
      return [sql`s.document_id::text`, sql`s.number`]
  }
}
