/** What an order asks for that is not there: staff hear of it before they accept. */
import type { Sql } from '#db/sql.ts'

export interface ShortGoods {
  name: string
  /** Units in all places; "0" at least. */
  held: string
  wanted: string
}

/**
 * Products whose units are counted and fewer than the order wants, other open orders left aside. None
 * where the business sells below zero.
 */
export function shortGoods(sql: Sql, orderId: string): Promise<ShortGoods[]> {
  return sql<ShortGoods[]>`
    select p.name, trim_scale(greatest(coalesce(b.quantity, 0), 0))::text as held,
      trim_scale(sum(l.quantity))::text as wanted
    from order_lines l
    join products p on p.org_id = l.org_id and p.id = l.product_id and p.is_stocked
    left join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
    where l.org_id = current_org() and l.order_id = ${orderId}
      and not exists (
        select from orgs
        where org_id = current_org() and settings -> 'sellBelowZero' = 'true')
    group by p.id, p.name, b.quantity
    having sum(l.quantity) > coalesce(b.quantity, 0)
    order by p.name`
}
