/**
 * What a late movement changes about those after it: their lines' unit costs, and the value that
 * the ledger holds for them. A difference is posted on the business day of the movement it belongs
 * to.
 */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Day } from '#kit/day.ts'
import { type AccountRole, type EntryLine, postEntry } from '../ledger/post-entry.ts'
import { isZero } from './quantity.ts'
import type { Valued } from './value-movements.ts'

/** Order and return lines cost what their movements cost; those without a known cost have none. */
export async function followCosts(sql: Sql, valued: readonly Valued[]): Promise<void> {
  const withLine = (kind: 'sale' | 'return') =>
    valued.filter((each) => each.hasLine && each.kind === kind).map(({ id }) => id)
  const [sold, returned] = [withLine('sale'), withLine('return')]
  if (sold.length > 0)
    await sql`
      update order_lines l
      set unit_cost = m.unit_cost
      from (${costsOf(sql, sold)}) m
      where l.org_id = current_org() and l.order_id = m.order_id and l.position = m.position
        and l.unit_cost is distinct from m.unit_cost`
  if (returned.length > 0)
    await sql`
      update return_lines l
      set unit_cost = m.unit_cost
      from (${costsOf(sql, returned)}) m
      where l.org_id = current_org() and l.return_id = m.return_id and l.position = m.position
        and l.unit_cost is distinct from m.unit_cost`
}

/** Without what was undone: the line stands for another movement now, or for none. */
function costsOf(sql: Sql, ids: readonly string[]) {
  return sql`
    select order_id, return_id, position, coalesce(unit_cost, average_after) as unit_cost
    from stock_movements m
    where m.org_id = current_org() and m.id = any(${ids as string[]}::bigint[])
      and m.reverses is null
      and not exists (
        select from stock_movements r
        where r.org_id = current_org() and r.reverses = m.id)`
}

interface Difference {
  day: Day
  productId: string
  against: AccountRole
  amount: string
}

/** Posts what late movements changed, an entry a day; on the next open day where one is locked. */
export async function postRevaluations(
  sql: Sql,
  actor: Actor,
  { late, now }: { late: readonly Valued[]; now: Date },
): Promise<void> {
  const moved = late.filter(({ posted }) => !isZero(posted))
  if (moved.length === 0) return
  const differences = await sql<Difference[]>`
    select m.business_day::text as day, m.product_id as "productId",
      case when m.kind in ('sale', 'return', 'purchase') then 'cogs'
        else coalesce(m.against, 'stock_adjustment') end as against,
      sum(d.amount)::text as amount
    from unnest(${moved.map(({ id }) => id)}::bigint[],
      ${moved.map(({ posted }) => posted)}::numeric[]) as d (id, amount)
    join stock_movements m on m.org_id = current_org() and m.id = d.id
    group by m.business_day, m.product_id, 3
    having sum(d.amount) <> 0
    order by 1, 2, 3`
  for (const [date, ofDay] of Map.groupBy(differences, ({ day }) => day))
    await postEntry(sql, actor, {
      date,
      memo: 'Cost of earlier stock, known later',
      source: 'revaluation',
      lines: ofDay.flatMap(linesOf),
      ifLocked: 'next-open-day',
      now,
    })
}

function linesOf({ productId, against, amount }: Difference): EntryLine[] {
  const isLess = amount.startsWith('-')
  const [debit, credit] = isLess ? [undefined, amount.slice(1)] : [amount, undefined]
  return [
    { account: 'inventory', debit, credit, productId },
    { account: against, debit: credit, credit: debit, productId },
  ]
}
