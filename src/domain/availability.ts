/** What a customer may know of stock: a word, never a figure. */
import type { Sql } from '#db/sql.ts'

export type Availability = 'in stock' | 'few left' | 'out of stock' | 'ask us'

/** At or below this many, or at the reorder point, there are few. */
const fewMax = 3

/** By product id. A service and what nobody has ever counted have no word: "ask us". */
export async function availabilityOf(
  sql: Sql,
  productIds: readonly string[],
): Promise<Map<string, Availability>> {
  const rows = await sql<{ id: string; word: Availability }[]>`
    select p.id::text, case
        when b.quantity is null or not p.is_stocked then 'ask us'
        when b.quantity <= 0 then 'out of stock'
        when b.quantity <= greatest(${fewMax}, p.reorder_point) then 'few left'
        else 'in stock'
      end as word
    from products p
    left join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
    where p.id = any(${productIds as string[]}::bigint[])`
  return new Map(rows.map(({ id, word }) => [id, word]))
}
