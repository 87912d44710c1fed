/**
 * The journal entry of movements that no order posts: inventory against what their account says.
 */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Day } from '#kit/day.ts'
import { type AccountRole, type EntryLine, postEntry } from '../ledger/post-entry.ts'
import type { Moved } from './movement.ts'

interface Posting {
  memo: string
  source: 'purchase' | 'stock'
  document?: string
  externalId?: string
  ifLocked: 'refuse' | 'next-open-day'
  now: Date
}

interface Amount {
  day: Day
  account: AccountRole
  productId: string | null
  amount: string
}

/**
 * One entry on the movements' business day. A purchase is owed or paid at its own cost; where stock
 * stood below zero, what it brings back to nothing had been sold at another cost, and goes to COGS.
 */
export async function postMovements(
  sql: Sql,
  actor: Actor,
  moved: readonly Moved[],
  posting: Posting,
): Promise<string | null> {
  const fresh = moved.filter(({ isNew }) => isNew)
  if (fresh.length === 0) return null
  const amounts = await amountsOf(sql, fresh)
  if (amounts.length === 0) return null
  const lines = amounts.map(asLine)
  const posted = await postEntry(sql, actor, { ...posting, date: amounts[0]!.day, lines })
  return posted?.entryId ?? null
}

/** By account, debits above zero; every account's lines together come to nothing. */
function amountsOf(sql: Sql, moved: readonly Moved[]): Promise<Amount[]> {
  return sql<Amount[]>`
    with moved as (
      select m.business_day, m.product_id, m.against, v.change,
        case when m.kind = 'purchase' and m.unit_cost is not null
          then round(m.quantity * m.unit_cost, 4) else v.change end as owed
      from unnest(${moved.map(({ movementId }) => movementId)}::bigint[],
        ${moved.map(({ valueChange }) => valueChange)}::numeric[]) as v (id, change)
      join stock_movements m on m.org_id = current_org() and m.id = v.id
      where m.against is not null
    )
    select business_day::text as day, l.account, l.product as "productId",
      sum(l.amount)::text as amount
    from moved
    cross join lateral (values
      (1, 'inventory', product_id, change),
      (2, 'cogs', product_id, owed - change),
      (3, against, null, -owed)) as l (place, account, product, amount)
    group by l.place, business_day, l.account, l.product
    having sum(l.amount) <> 0
    order by l.place, l.product`
}

function asLine({ account, productId, amount }: Amount): EntryLine {
  const side = amount.startsWith('-') ? { credit: amount.slice(1) } : { debit: amount }
  return { account, ...side, productId: productId ?? undefined }
}
