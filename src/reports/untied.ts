/** What of stock and books does not tie, by name: for the alarm of the night. */
import type { Sql } from '#db/sql.ts'
import { differingStock } from '#domain/stock/check-stock.ts'
import { reconcile } from './reconcile.ts'

/** Names of the checks that fail, and "Stock movements" when a product is not what its movements say. */
export async function untiedBooks(sql: Sql): Promise<string[]> {
  const controls = await reconcile(sql)
  const untied = controls.filter(({ ties }) => !ties).map(({ name }) => name)
  const differing = await differingStock(sql)
  return differing.length > 0 ? [...untied, 'Stock movements'] : untied
}
