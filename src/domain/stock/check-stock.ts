/** Whether what is kept of stock is what its movements say. */
import type { Sql } from '#db/sql.ts'

export interface DifferingStock {
  productId: string
  name: string
  /** What differs: "quantity", "value", "places" or "movements". */
  what: string
}

const namedMax = 100

/**
 * Products whose balance, places or movements differ from a walk over all their movements from the
 * first; none, unless something wrote past `moveStock`. Reads every movement: for a nightly check, and
 * for tests.
 */
export function differingStock(sql: Sql): Promise<DifferingStock[]> {
  return sql<DifferingStock[]>`
    with walked as (
      select m.*, stock_run(array[0, null]::numeric[],
        case when m.kind = 'transfer' or m.reverses is not null or r.id is not null then 0
          else m.quantity end,
        m.unit_cost) over moments as state, row_number() over moments as place
      from stock_movements m
      left join stock_movements r on r.org_id = current_org() and r.reverses = m.id
      where m.org_id = current_org()
      window moments as (
        partition by m.product_id
        order by m.moved_at, m.rank, m.unit_cost, m.quantity, m.kind, m.id)
    ), valued as (
      select *, round(stock_value(state), 4) - lag(round(stock_value(state), 4), 1, 0::numeric) over (
        partition by product_id order by place) as change
      from walked
    ), products_walked as (
      select product_id, sum(quantity) as quantity, sum(change) as value,
        bool_or((quantity_after, value_after, average_after, value_change)
          is distinct from (state[1], stock_value(state), state[2], change)) as differs
      from valued
      group by product_id
    ), places as (
      select coalesce(w.product_id, l.product_id) as product_id
      from (
        select product_id, location_id, sum(quantity) as quantity
        from walked
        group by product_id, location_id
      ) w
      full join (select * from stock_levels where org_id = current_org()) l
        on l.product_id = w.product_id and l.location_id = w.location_id
      where coalesce(w.quantity, 0) <> coalesce(l.quantity, 0)
    ), differing as (
      select b.product_id, 'quantity' as what
      from stock_balances b
      left join products_walked w on w.product_id = b.product_id
      where b.org_id = current_org() and b.quantity <> coalesce(w.quantity, 0)
      union
      select b.product_id, 'value'
      from stock_balances b
      left join products_walked w on w.product_id = b.product_id
      where b.org_id = current_org() and (round(b.value, 4) <> coalesce(w.value, 0)
        or b.value <> stock_value(array[b.quantity, b.average_cost]))
      union
      select product_id, 'places' from places
      union
      select product_id, 'movements' from products_walked where differs
    )
    select p.id as "productId", p.name, d.what
    from differing d
    join products p on p.org_id = current_org() and p.id = d.product_id
    order by p.id, d.what
    limit ${namedMax}`
}
