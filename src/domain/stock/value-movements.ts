/**
 * What movements are worth: a walk over a product's movements in the order of their moments, from
 * the first one that is new. It costs what came after that moment, and one look when nothing did.
 */
import type { Sql } from '#db/sql.ts'
import type { Added } from './add-movements.ts'
import type { MovementKind } from './movement.ts'

/** A movement that is new or came to other figures. Money has four decimals. */
export interface Valued {
  id: string
  productId: string
  kind: MovementKind
  isNew: boolean
  /** The new movement that undoes this one. */
  voidedBy: string | null
  /** Has a line whose unit cost follows: of an order or a return. */
  hasLine: boolean
  unitCost: string | null
  quantityAfter: string
  /** What its value changed by now; a reversal's holds that of the movement it undoes. */
  posted: string
  businessDay: string
}

/**
 * Values new movements and all after them, and leaves balances at the last one. A movement that was
 * undone and the one that undoes it count for nothing, as if neither had been; nor do both halves
 * of a transfer, which leaves all places together as they were.
 */
export async function valueMovements(sql: Sql, added: readonly Added[]): Promise<Valued[]> {
  if (added.length === 0) return []
  const ids = added.map(({ id }) => id)
  return sql<Valued[]>`
    with starts as materialized (${startsOf(sql, ids)}),
    states as materialized (${statesFrom(sql)}),
    valued as materialized (
      select s.*, id = any(${ids}::bigint[]) as is_new, stock_value(state) as value,
        round(stock_value(state), 4) - lag(round(stock_value(state), 4), 1, value_before) over (
          partition by product_id order by place) as change
      from states s
    ), changed as (
      update stock_movements m
      set quantity_after = v.state[1], average_after = v.state[2], value_after = v.value,
        value_change = v.change
      from valued v
      where m.org_id = current_org() and m.id = v.id
        and (m.quantity_after, m.average_after, m.value_after, m.value_change)
          is distinct from (v.state[1], v.state[2], v.value, v.change)
    ), balanced as (
      update stock_balances b
      set quantity = l.state[1], average_cost = l.state[2], value = l.value, last_movement_id = l.id
      from (select distinct on (product_id) * from valued order by product_id, place desc) l
      where b.org_id = current_org() and b.product_id = l.product_id
    )
    select v.id, v.product_id as "productId", v.kind, v.is_new as "isNew",
      u.id as "voidedBy", v.position is not null as "hasLine",
      trim_scale(coalesce(v.unit_cost, v.state[2]))::text as "unitCost",
      trim_scale(v.state[1])::text as "quantityAfter",
      (v.change - v.old_change + coalesce(o.change - o.old_change, 0))::text as posted,
      v.business_day::text as "businessDay"
    from valued v
    left join valued o on o.id = v.reverses and v.is_new
    left join valued u on u.reverses = v.id and u.is_new
    where v.is_new or v.change <> v.old_change or v.state[2] is distinct from v.old_average
    order by v.product_id, v.place`
}

/** Each product's first new moment, and its state just before. */
function startsOf(sql: Sql, ids: readonly string[]) {
  return sql`
    select n.product_id, n.since, array[coalesce(b.quantity_after, 0), b.average_after] as state,
      round(coalesce(b.value_after, 0), 4) as value
    from (
      select product_id, min(moved_at) as since
      from stock_movements
      where org_id = current_org() and id = any(${ids as string[]}::bigint[])
      group by product_id
    ) n
    left join lateral (
      select quantity_after, average_after, value_after
      from stock_movements m
      where m.org_id = current_org() and m.product_id = n.product_id and m.moved_at < n.since
      order by moved_at desc, rank desc, unit_cost desc, quantity desc, kind desc, id desc
      limit 1
    ) b on true`
}

/** Their movements from that moment on, each with the state that it leaves. */
function statesFrom(sql: Sql) {
  return sql`
    select m.id, m.product_id, m.kind, m.business_day, m.position, m.unit_cost, m.reverses,
      m.value_change as old_change, m.average_after as old_average, s.value as value_before,
      row_number() over moments as place,
      stock_run(s.state,
        case when m.kind = 'transfer' or m.reverses is not null or r.id is not null then 0
          else m.quantity end,
        m.unit_cost) over moments as state
    from starts s
    join stock_movements m on m.org_id = current_org() and m.product_id = s.product_id
      and m.moved_at >= s.since
    left join stock_movements r on r.org_id = current_org() and r.reverses = m.id
    window moments as (
      partition by m.product_id
      order by m.moved_at, m.rank, m.unit_cost, m.quantity, m.kind, m.id)`
}
