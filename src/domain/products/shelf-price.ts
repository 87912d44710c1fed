/** What one of a product costs the one who asks. */
import type { Fragment, Sql } from '#db/sql.ts'
import { type Actor, worksHere } from '#domain/identity.ts'

/**
 * In the org's currency: with tax for customers, who pay it, rounded to four decimals as each line of
 * an order is; before tax for those who keep the catalogue. `p` is the row of `products`.
 */
export function shelfPrice(sql: Sql, actor: Actor): Fragment {
  return worksHere(actor) ? sql`p.price` : sql`round(p.price * (1 + coalesce(p.tax_rate, 0)), 4)`
}

/** By product; null where it has no price yet. */
export async function shelfPrices(
  sql: Sql,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, string | null>> {
  const rows = await sql<{ id: string; price: string | null }[]>`
    select p.id, trim_scale(${shelfPrice(sql, actor)})::text as price
    from products p
    where p.org_id = current_org() and p.id = any(${[...ids]}::bigint[])`
  return new Map(rows.map(({ id, price }) => [id, price]))
}
