/** How long stock has been lying there: first in, first out, over what came in. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { endOf, stockAtEndOf } from './stock-valuation.ts'

export const ageBands = ['0–30', '31–60', '61–90', '90+'] as const
export type AgeBand = (typeof ageBands)[number]

export interface AgedProduct {
  productId: string
  sku: string
  name: string
  quantity: string
  /** Of all bands together: the product's stock value. */
  value: string
  bands: Record<AgeBand, { quantity: string; value: string }>
  /** Days since the oldest unit still there came in; null when none came in. */
  oldestDays: string | null
}

export interface StockAgeing {
  /** Those with most value in the oldest band first; those with nothing in hand are left out. */
  products: AgedProduct[]
  totals: Record<AgeBand, { quantity: string; value: string }>
  quantity: string
  /** Equals the value of all stock at the end of the day. */
  value: string
}

interface Aged extends Omit<AgedProduct, 'bands'> {
  quantities: string[]
  values: string[]
}

/**
 * Stock at the end of a business day by the age of its layers: 0–30, 31–60, 61–90 and more than 90
 * days since it came in. What goes out is taken from the oldest layer, so that the youngest are
 * still there; each unit is worth the average cost, and a product's bands come to its value
 * exactly. Money four decimals, org currency. Returns come in on their own day; what moves between
 * places does not age anew. A product below zero stands in the first band.
 */
export async function stockAgeing(sql: Sql, { asOf }: { asOf: Day }): Promise<StockAgeing> {
  const rows = await sql<Aged[]>`
    with ${agedBands(sql, asOf)}
    select product_id as "productId", sku, name, trim_scale(held)::text as quantity,
      value::text as value, oldest::text as "oldestDays",
      array_agg(trim_scale(quantity)::text order by band) as quantities,
      array_agg((worth - worth_before)::text order by band) as values
    from bands
    group by product_id, sku, name, held, value, oldest
    order by array_agg(worth - worth_before order by band desc) desc, product_id`
  const total = await totalOf(sql, rows)
  const products = rows.map(({ quantities, values, ...product }) => ({
    ...product,
    bands: byBand({ quantities, values }),
  }))
  return { products, totals: byBand(total), quantity: total.quantity, value: total.value }
}

type Total = Pick<Aged, 'quantity' | 'value' | 'quantities' | 'values'>

async function totalOf(sql: Sql, rows: readonly Aged[]): Promise<Total> {
  const [total] = await sql<[Total]>`
    with by_band as (
      select band, sum(quantity) as quantity, sum(value) as value
      from unnest(${rows.flatMap(() => ageBands.map((_, band) => band))}::integer[],
        ${rows.flatMap(({ quantities }) => quantities)}::numeric[],
        ${rows.flatMap(({ values }) => values)}::numeric[]) as b (band, quantity, value)
      group by band)
    select trim_scale(coalesce(sum(quantity), 0))::text as quantity,
      coalesce(sum(value), 0)::numeric(22,4)::text as value,
      array_agg(trim_scale(quantity)::text order by band) as quantities,
      array_agg(value::text order by band) as values
    from by_band`
  return total
}

function byBand({ quantities, values }: { quantities: string[] | null; values: string[] | null }) {
  const of = (at: number) => ({
    quantity: quantities?.[at] ?? '0',
    value: values?.[at] ?? '0.0000',
  })
  return Object.fromEntries(ageBands.map((band, at) => [band, of(at)])) as Record<
    AgeBand,
    { quantity: string; value: string }
  >
}

/**
 * `bands`: four rows for each product with stock. Cumulative worth is rounded, so that the parts
 * come to the whole: the youngest band ends at its share, the oldest at the value itself.
 */
function agedBands(sql: Sql, asOf: Day) {
  return sql`
    balances as materialized (
      select p.id as product_id, p.sku, p.name, m.quantity_after as held,
        round(m.value_after, 4) as value
      from (${stockAtEndOf(sql, asOf)}) m
      join products p on p.org_id = current_org() and p.id = m.product_id
      where m.quantity_after <> 0
    ), layers as (
      select b.product_id, ${asOf}::date - m.business_day as age, m.quantity,
        sum(m.quantity) over (
          partition by m.product_id
          order by m.moved_at desc, m.id desc) - m.quantity as younger, b.held
      from balances b
      join stock_movements m on m.org_id = current_org() and m.product_id = b.product_id
        and m.moved_at < ${endOf(sql, asOf)}
      where m.quantity > 0 and m.kind <> 'transfer' and m.reverses is null
        and not exists (
          select from stock_movements r
          where r.org_id = current_org() and r.reverses = m.id)
    ), still as materialized (
      select product_id, age, least(quantity, held - younger) as quantity,
        case when age <= 30 then 1 when age <= 60 then 2 when age <= 90 then 3 else 4 end as band
      from layers
      where younger < held
    ), sums as (
      select b.*, o.oldest, n.band, coalesce(sum(s.quantity), 0)
          + case when n.band = 1 and b.held < 0 then b.held else 0 end as quantity
      from balances b
      cross join generate_series(1, 4) n (band)
      left join (
        select product_id, max(age) as oldest
        from still
        group by product_id
      ) o on o.product_id = b.product_id
      left join still s on s.product_id = b.product_id and s.band = n.band
      group by b.product_id, b.sku, b.name, b.held, b.value, o.oldest, n.band
    ), shares as (
      select *, round(value * sum(quantity) over (partition by product_id order by band) / held, 4)
          as worth
      from sums
    ), bands as (
      select *, lag(worth, 1, 0::numeric) over (partition by product_id order by band)
          as worth_before
      from shares
    )`
}
