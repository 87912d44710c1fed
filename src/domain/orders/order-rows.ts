/** Orders as they are read: heads with their sums, lines, payments, delivery notes. */
import type { Fragment, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import type { Delivery, Order, OrderHead, OrderLine, OrderPayment } from './order.ts'

/** Heads with their sums, to go on with `where`; the order is `o`. */
export function selectHeads(sql: Sql): Fragment {
  return sql`
    select o.id, o.number, o.status, o.customer_id as "customerId", c.name as "customerName",
      o.ordered_at as "orderedAt", o.business_day::text as "businessDay", o.channel, o.note,
      o.delivery_address as "deliveryAddress", o.source, o.version,
      trim_scale(l.total)::text as total, trim_scale(l.total - l.tax)::text as net,
      trim_scale(l.tax)::text as tax,
      trim_scale(l.discount)::text as discount, trim_scale(p.paid)::text as paid,
      trim_scale(r.returned)::text as returned, trim_scale(f.refunded)::text as refunded,
      trim_scale(case when o.status in ('PAID', 'FULFILLED') then l.total - r.returned else 0 end
        - p.paid + f.refunded)::text as owed
    from orders o
    left join customers c on c.org_id = o.org_id and c.id = o.customer_id
    cross join lateral (
      select round(coalesce(sum(quantity * unit_price - discount + tax), 0), 4) as total,
        coalesce(sum(tax), 0) as tax, coalesce(sum(discount), 0) as discount
      from order_lines
      where org_id = o.org_id and order_id = o.id
    ) l
    cross join lateral (
      select coalesce(sum(amount), 0) as paid
      from payments
      where org_id = o.org_id and order_id = o.id and status = 'SUCCEEDED'
    ) p
    cross join lateral (
      select coalesce(sum(rl.value + rl.tax), 0) as returned
      from returns b
      join return_lines rl on rl.org_id = b.org_id and rl.return_id = b.id
      where b.org_id = o.org_id and b.order_id = o.id
    ) r
    cross join lateral (
      select coalesce(sum(amount), 0) as refunded
      from (
        select amount
        from refunds
        where org_id = o.org_id and order_id = o.id and status = 'PROCESSED'
        union all
        select m.amount
        from returns b
        join refunds m on m.org_id = b.org_id and m.return_id = b.id
        where b.org_id = o.org_id and b.order_id = o.id and m.status = 'PROCESSED'
      ) each
    ) f`
}

/** Null when there is none of that id. */
export async function readOrder(sql: Sql, orderId: string): Promise<WholeOrder | null> {
  const [heads, lines, payments, deliveries] = await together([
    sql<OrderHead[]>`${selectHeads(sql)} where o.org_id = current_org() and o.id = ${orderId}`,
    readLines(sql, orderId),
    readPayments(sql, orderId),
    readDeliveries(sql, orderId),
  ])
  return heads[0] ? { ...heads[0], lines, payments, deliveries } : null
}

export function readLines(sql: Sql, orderId: string): Promise<WholeLine[]> {
  return sql<WholeLine[]>`
    select l.position, l.product_id as "productId",
      coalesce(p.name, l.description, 'Something') as name,
      trim_scale(l.quantity)::text as quantity, trim_scale(l.unit_price)::text as "unitPrice",
      trim_scale(l.discount)::text as discount, trim_scale(l.tax)::text as tax,
      trim_scale(round(l.quantity * l.unit_price - l.discount + l.tax, 4))::text as total,
      trim_scale(round(l.unit_cost, 4))::text as "unitCost",
      trim_scale(coalesce((
        select sum(b.quantity)
        from returns r
        join return_lines b on b.org_id = r.org_id and b.return_id = r.id
        where r.org_id = l.org_id and r.order_id = l.order_id and b.order_position = l.position
      ), 0))::text as returned,
      coalesce(p.is_stocked, false) as "isCounted"
    from order_lines l
    left join products p on p.org_id = l.org_id and p.id = l.product_id
    where l.org_id = current_org() and l.order_id = ${orderId}
    order by l.position`
}

export interface WholeOrder extends Order {
  lines: WholeLine[]
}

export type WholeLine = OrderLine & IsCounted

interface IsCounted {
  /** Its product's units are counted. */
  isCounted: boolean
}

function readPayments(sql: Sql, orderId: string): Promise<OrderPayment[]> {
  return sql<OrderPayment[]>`
    select id, trim_scale(amount)::text as amount, method, paid_at as "paidAt"
    from payments
    where org_id = current_org() and order_id = ${orderId} and status = 'SUCCEEDED'
    order by paid_at, id`
}

function readDeliveries(sql: Sql, orderId: string): Promise<Delivery[]> {
  return sql<Delivery[]>`
    select id, number, delivered_at as "deliveredAt", received_by as "receivedBy", note
    from deliveries
    where org_id = current_org() and order_id = ${orderId}
    order by id`
}
