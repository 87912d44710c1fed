/**
 * A closed month's report in a long history: made fresh, built with its control totals at one moment,
 * and frozen as JSON, as the desk does it. By each cut, since each reads other tables.
 */
import { createOrg, currentOrg } from '#domain/org.ts'
import { freshen } from '#domain/report-views.ts'
import { kindOf } from '#reports/kinds.ts'
import { summaryCuts } from '#reports/sales-summary/sections.ts'
import { type BenchDatabase, onDatabase } from './support/database.ts'
import { isQuick, report, rounds } from './support/measure.ts'
import { fillSales } from './support/sales-data.ts'

const seed = 4_712
const orders = isQuick ? 20_000 : 5_000_000
const month = { from: '2026-09-01', to: '2026-09-30' }
const now = new Date('2026-11-01T06:00:00Z')

await onDatabase(async ({ db }: BenchDatabase) => {
  const place = { currency: 'GBP', timezone: 'Europe/London' }
  const { id } = await createOrg(db, { name: 'Bench', ...place })
  await fillSales(db, { orgId: id, orders, seed })
  const org = await db.asReader(id, currentOrg)

  async function build(by: string): Promise<number> {
    const started = performance.now()
    await freshen(db, id)
    const made = await db.asReaderAtOneMoment(id, (sql) =>
      kindOf('sales_summary').build(sql, org, { ...month, by }, now),
    )
    JSON.stringify(made)
    const ms = performance.now() - started
    if (made.controls.length === 0 || made.controls.some(({ ties }) => !ties))
      throw new Error('a control total does not tie')
    return ms
  }

  const size = orders.toLocaleString('en-GB')
  for (const by of summaryCuts) {
    await build(by) // Warm: pages in memory, the statement planned.
    report({
      metric: `a closed month of ${size} orders, by ${by}`,
      unit: 'ms',
      ours: await rounds(5, () => build(by)),
      ...(by === 'day' ? { goal: '<= 200' } : {}),
    })
  }
})
