/** Returns page by page, and one return whole. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import type { Day } from '#kit/day.ts'

export interface ReturnHead {
  id: string
  number: string
  orderId: string | null
  orderNumber: string | null
  customerId: string | null
  customerName: string | null
  returnedAt: Date
  businessDay: Day
  reason: string | null
  /** Null where a till's record does not say. */
  settlement: 'refund' | 'credit' | null
  /** Before tax, org currency. */
  value: string
  tax: string
  refunded: string
}

export interface ReturnLine {
  position: number
  /** The line of the order that came back. */
  orderPosition: number | null
  productId: string | null
  name: string
  quantity: string
  value: string
  tax: string
  isRestocked: boolean | null
}

export interface SaleReturned extends ReturnHead {
  lines: ReturnLine[]
}

const pageMax = 200

/** The one recorded last comes first. */
export async function listReturns(
  sql: Sql,
  { after, limit, orderId }: { after?: string; limit: number; orderId?: string },
): Promise<{ items: ReturnHead[]; next: string | null }> {
  const count = Math.min(limit, pageMax)
  const rows = await sql<ReturnHead[]>`
    ${selectReturns(sql)}
      ${after ? sql`and r.id < ${after}` : sql``}
      ${orderId ? sql`and r.order_id = ${orderId}` : sql``}
    order by r.id desc
    limit ${count + 1}`
  const items = rows.slice(0, count)
  return { items, next: rows.length > count ? items.at(-1)!.id : null }
}

export async function getReturn(sql: Sql, returnId: string): Promise<SaleReturned | null> {
  const [heads, lines] = await together([
    sql<ReturnHead[]>`${selectReturns(sql)} and r.id = ${returnId}`,
    sql<ReturnLine[]>`
      select l.position, l.order_position as "orderPosition", l.product_id as "productId",
        coalesce(p.name, l.description, 'Something') as name,
        trim_scale(l.quantity)::text as quantity, trim_scale(l.value)::text as value,
        trim_scale(l.tax)::text as tax, l.is_restocked as "isRestocked"
      from return_lines l
      left join products p on p.org_id = l.org_id and p.id = l.product_id
      where l.org_id = current_org() and l.return_id = ${returnId}
      order by l.position`,
  ])
  return heads[0] ? { ...heads[0], lines } : null
}

/** To go on with `and`; the return is `r`. Adjustments of a till (bad debt …) are none. */
function selectReturns(sql: Sql) {
  return sql`
    select r.id, r.number, r.order_id as "orderId", o.number as "orderNumber",
      r.customer_id as "customerId", c.name as "customerName", r.returned_at as "returnedAt",
      r.business_day::text as "businessDay", r.reason, r.settlement,
      trim_scale(l.value)::text as value, trim_scale(l.tax)::text as tax,
      trim_scale(f.refunded)::text as refunded
    from returns r
    left join orders o on o.org_id = r.org_id and o.id = r.order_id
    left join customers c on c.org_id = r.org_id and c.id = r.customer_id
    cross join lateral (
      select coalesce(sum(value), 0) as value, coalesce(sum(tax), 0) as tax
      from return_lines
      where org_id = r.org_id and return_id = r.id
    ) l
    cross join lateral (
      select coalesce(sum(amount), 0) as refunded
      from refunds
      where org_id = r.org_id and return_id = r.id and status = 'PROCESSED'
    ) f
    where r.org_id = current_org() and r.kind = 'return'`
}
