/** What goods that come back were sold for: their share of the line, to the last fraction of a penny. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import type { WholeOrder } from './order-rows.ts'

export interface ReturnedLine {
  /** Of the return, from 1. */
  position: number
  /** The line of the order. */
  orderPosition: number
  productId: string | null
  name: string
  quantity: string
  /** Before tax. */
  value: string
  tax: string
  isCounted: boolean
  restock: boolean
}

export interface ReturnedGoods {
  lines: ReturnedLine[]
  value: string
  tax: string
  /** value + tax */
  total: string
}

const quantityForm = /^\d{1,9}(\.\d{1,6})?$/

interface Row {
  at: number
  value: string
  tax: string
  left: string
  isOver: boolean
  sums: { value: string; tax: string; total: string }
}

/**
 * A line's value and tax go with its units: after n of N came back, n/N of them did, rounded to four
 * decimals, so that all parts together are the whole line.
 * Refused: no lines, one named twice, none of that position, more than is left.
 */
export async function returnedGoods(
  sql: Sql,
  order: WholeOrder,
  asked: readonly { position: number; quantity: string; restock: boolean }[],
): Promise<ReturnedGoods> {
  if (asked.length === 0) throw new Refusal('Say which goods came back.')
  if (new Set(asked.map(({ position }) => position)).size < asked.length)
    throw new Refusal('Each line of the order can be named once.')
  const lines = asked.map(({ position, quantity, restock }, at) => {
    const sold = order.lines.find((line) => line.position === position)
    if (!sold) throw new Refusal(`Order ${order.number} has no line ${position}.`)
    if (!quantityForm.test(quantity) || !/[1-9]/.test(quantity))
      throw new Refusal(`${sold.name}: say how many came back, such as 1 or 2.5.`)
    return { at, sold, quantity, restock }
  })
  const rows = await shares(sql, order.id, lines)
  const returned = lines.map(({ at, sold, quantity, restock }): ReturnedLine => {
    const row = rows.find((each) => each.at === at)!
    if (row.isOver)
      throw new Refusal(`Only ${row.left} of ${sold.name} on order ${order.number} can come back.`)
    const { position: orderPosition, productId, name, isCounted } = sold
    const { value, tax } = row
    return {
      ...{ position: at + 1, orderPosition, productId, name, quantity, value, tax },
      ...{ isCounted, restock },
    }
  })
  return { lines: returned, ...rows[0]!.sums }
}

function shares(
  sql: Sql,
  orderId: string,
  lines: readonly { at: number; sold: { position: number }; quantity: string }[],
): Promise<Row[]> {
  const given = lines.map(({ at, sold, quantity }) => ({ at, position: sold.position, quantity }))
  return sql<Row[]>`
    with lines as (
      select g.at, g.quantity, l.quantity as sold, b.quantity as before,
        l.quantity * l.unit_price - l.discount as net, l.tax,
        b.value as value_before, b.tax as tax_before
      from jsonb_to_recordset(${sql.json(given)}) as g (at integer, position integer,
        quantity numeric)
      join order_lines l on l.org_id = current_org() and l.order_id = ${orderId}
        and l.position = g.position
      cross join lateral (
        select coalesce(sum(rl.quantity), 0) as quantity, coalesce(sum(rl.value), 0) as value,
          coalesce(sum(rl.tax), 0) as tax
        from returns r
        join return_lines rl on rl.org_id = r.org_id and rl.return_id = r.id
        where r.org_id = l.org_id and r.order_id = l.order_id and rl.order_position = l.position
      ) b
    ), shared as (
      select at, sold - before as left_over, quantity > sold - before as is_over,
        round(net * (before + quantity) / nullif(sold, 0), 4) - value_before as value,
        round(tax * (before + quantity) / nullif(sold, 0), 4) - tax_before as tax
      from lines
    )
    select at, trim_scale(left_over)::text as "left", is_over as "isOver",
      trim_scale(coalesce(value, 0))::text as value, trim_scale(coalesce(tax, 0))::text as tax,
      jsonb_build_object(
        'value', trim_scale(coalesce(sum(value) over (), 0))::text,
        'tax', trim_scale(coalesce(sum(tax) over (), 0))::text,
        'total', trim_scale(coalesce(sum(value + tax) over (), 0))::text) as sums
    from shared
    order by at`
}
