/** What one came to, when only the price of all of them was said. */
import type { Sql } from '#db/sql.ts'

/** `total` ÷ `quantity`, a decimal string of at most four decimals in the org's currency. */
export async function unitPriceOf(
  sql: Sql,
  { total, quantity }: { total: string; quantity: string },
): Promise<string> {
  const [row] = await sql<{ price: string }[]>`
    select round(${total}::numeric / ${quantity}::numeric, 4)::text as price`
  return row!.price
}
