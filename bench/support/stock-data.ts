/**
 * A stock room made up in SQL: any number of movements over so many products, told by the numbers
 * alone. One in ten comes in at a cost, the others go out one by one. Written with triggers off and
 * valued by the same walk as real ones; the planner is told afterwards.
 */
import type postgres from 'postgres'
import type { Db } from '#db/sql.ts'

export interface StockWish {
  orgId: number
  products: number
  movements: number
}

const productsAtOnce = 1_000
const firstMoment = '2025-11-01T06:00:00Z'
const days = 380

/** Fills an org that has no products yet. The owner must be a superuser. */
export async function fillStock(db: Db, { orgId, products, movements }: StockWish): Promise<void> {
  await db.asOwner(async (sql) => {
    await sql`set session_replication_role = replica` // No look at foreign keys.
    await sql`set statement_timeout = 0`
    await addProducts(sql, orgId, products)
    const each = movements / products
    for (let from = 1; from <= products; from += productsAtOnce)
      await addMovements(sql, {
        orgId,
        from,
        to: Math.min(from + productsAtOnce - 1, products),
        each,
      })
    await addSums(sql, orgId)
  })
  // Vacuumed, so that what is measured waits for nobody who tidies up.
  await db.asOwner(async (sql) => {
    await sql`set statement_timeout = 0`
    await sql`vacuum analyze stock_movements`
    await sql`vacuum analyze stock_balances`
    await sql`vacuum analyze stock_levels`
    await sql`analyze products`
  })
}

async function addProducts(sql: postgres.Sql, orgId: number, products: number): Promise<void> {
  await sql`
    insert into locations (org_id, name, is_default, created_at)
    values (${orgId}, 'Shop', true, ${firstMoment})`
  await sql`
    insert into products (org_id, sku, name, price, source, external_id)
    select ${orgId}, 'B-' || n, 'Product ' || n, 1 + n % 900 / 10.0, 'bench', n::text
    from generate_series(1, ${products}::integer) n
    order by n`
}

interface Chunk {
  orgId: number
  from: number
  to: number
  each: number
}

/** In the order of time, as they would have come: a product's rows lie far from each other. */
async function addMovements(sql: postgres.Sql, { orgId, from, to, each }: Chunk): Promise<void> {
  await sql`
    insert into stock_movements (org_id, product_id, location_id, kind, quantity, unit_cost,
      moved_at, business_day, source, external_id, created_at, quantity_after, average_after,
      value_after, value_change)
    select ${orgId}, product_id, location_id, kind, quantity, unit_cost, moved_at, moved_at::date,
      'bench', product_id || ' ' || n, moved_at, state[1], state[2], stock_value(state),
      round(stock_value(state), 4) - lag(round(stock_value(state), 4), 1, 0::numeric) over (
        partition by product_id order by n)
    from (
      select m.*, stock_run(array[0, null]::numeric[], quantity, unit_cost) over (
        partition by product_id order by n) as state
      from (
        select p.id as product_id, l.id as location_id, n,
          case when n % 10 = 1 then 'purchase' else 'sale' end as kind,
          case when n % 10 = 1 then 10 else -1 end::numeric as quantity,
          case when n % 10 = 1 then round(50 + p.id % 70 + n % 13 / 7.0, 4) end as unit_cost,
          ${firstMoment}::timestamptz
            + make_interval(secs => n * ${(days * 86_400) / each}::double precision + p.id % 3600)
            as moved_at
        from products p
        join locations l on l.org_id = p.org_id
        cross join generate_series(1, ${each}::integer) n
        where p.org_id = ${orgId} and p.external_id::integer between ${from} and ${to}
      ) m
    ) s
    order by n, product_id`
}

async function addSums(sql: postgres.Sql, orgId: number): Promise<void> {
  await sql`
    insert into stock_balances (org_id, product_id, quantity, value, average_cost, last_movement_id)
    select distinct on (product_id) org_id, product_id, quantity_after, value_after,
      average_after, id
    from stock_movements
    where org_id = ${orgId}
    order by product_id, moved_at desc`
  await sql`
    insert into stock_levels (org_id, product_id, location_id, quantity)
    select org_id, product_id, location_id, sum(quantity)
    from stock_movements
    where org_id = ${orgId}
    group by org_id, product_id, location_id`
}
