/** Whoever moves a product holds its balance first, products in the order of their ids. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'

interface Stocked {
  name: string
  isStocked: boolean
}

/**
 * Held until the transaction ends. Refused for a product that is not there, or whose units are not
 * counted.
 */
export async function lockProducts(sql: Sql, productIds: readonly string[]): Promise<void> {
  const ids = [...new Set(productIds)]
  const locked = await lockBalances(sql, ids)
  const products = locked.length === ids.length ? locked : await openBalances(sql, ids)
  const uncounted = products.find(({ isStocked }) => !isStocked)
  if (uncounted) throw new Refusal(`The units of ${uncounted.name} are not counted.`)
}

function lockBalances(sql: Sql, ids: readonly string[]) {
  return sql<Stocked[]>`
    select p.name, p.is_stocked as "isStocked"
    from stock_balances b
    join products p on p.org_id = b.org_id and p.id = b.product_id
    where b.org_id = current_org() and b.product_id = any(${ids as string[]}::bigint[])
    order by b.product_id
    for update of b`
}

/** For products that move for the first time. */
async function openBalances(sql: Sql, ids: readonly string[]): Promise<Stocked[]> {
  await sql`
    insert into stock_balances (org_id, product_id)
    select org_id, id
    from products
    where org_id = current_org() and id = any(${ids as string[]}::bigint[]) and is_stocked
    order by id
    on conflict do nothing`
  const products = await sql<Stocked[]>`
    select name, is_stocked as "isStocked"
    from products
    where org_id = current_org() and id = any(${ids as string[]}::bigint[])`
  if (products.length < ids.length) throw new Refusal('There is no such product.')
  await lockBalances(sql, ids)
  return products
}
