/**
 * Exports of many lines. A workbook of 100,000 lines and twelve columns beside the bare library's own
 * stream, and ten times as many lines in the same memory; then a million order lines out of the
 * database, by the whole way of a run, beside PostgreSQL's own COPY of them.
 */
import { fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOrg } from '#domain/org.ts'
import type { Order, Told } from './exports/child.ts'
import { onDatabase } from './support/database.ts'
import { isQuick, report, rounds } from './support/measure.ts'
import { fillSales } from './support/sales-data.ts'

const [some, many] = isQuick ? [5_000, 50_000] : [100_000, 1_000_000]
const said = (count: number) => count.toLocaleString('en-GB')

/** As the threads of the press have it: small young generations are emptied often. */
const lean = ['--max-semi-space-size=4']
const asInTheImage = {
  MALLOC_ARENA_MAX: '2',
  NODE_COMPILE_CACHE: join(tmpdir(), 'tillie-compile-cache'),
}

await workbooks()
await fromDatabase()

async function workbooks(): Promise<void> {
  await run({ what: 'ours', rows: 1_000 }, lean) // What is compiled once is compiled now.
  const results = await rounds(3, async () => ({
    ours: await run({ what: 'ours', rows: some }, lean),
    library: await run({ what: 'library', rows: some }, lean),
  }))
  report({
    ...{ metric: `XLSX of ${said(some)} lines × 12`, unit: 'ms', goal: '<= 1.1' },
    ours: results.map(({ ours }) => ours.ms),
    ...{ anchor: results.map(({ library }) => library.ms), against: 'bare library' },
  })
  report({
    ...{ metric: `memory of XLSX of ${said(some)} lines`, unit: 'MB', goal: '<= 110' },
    ours: results.map(({ ours }) => ours.peakMb),
  })
  const large = await run({ what: 'ours', rows: many }, lean)
  report({
    ...{ metric: `memory of XLSX of ${said(many)} lines`, unit: 'MB', goal: '<= 110' },
    ours: large.peakMb,
  })
}

async function fromDatabase(): Promise<void> {
  await onDatabase(async ({ url, db }) => {
    const place = { currency: 'GBP', timezone: 'Europe/London' }
    const { id: orgId } = await createOrg(db, { name: 'Bench', ...place })
    await fillSales(db, { orgId, lines: many, seed: 4_711 })
    const of = (what: Order['what']) => run({ what, rows: many, url, orgId })
    await of('copy') // Both read from memory then.
    const results = await rounds(3, async () => ({ csv: await of('csv'), copy: await of('copy') }))
    report({
      ...{ metric: `CSV of ${said(many)} order lines`, unit: 'ms', goal: '<= 2' },
      ours: results.map(({ csv }) => csv.ms),
      ...{ anchor: results.map(({ copy }) => copy.ms), against: 'COPY TO' },
    })
    report({
      ...{ metric: `memory of CSV of ${said(many)} order lines`, unit: 'MB', goal: '<= 300' },
      ours: results.map(({ csv }) => csv.peakMb),
    })
    const { peakMb } = await of('xlsx')
    report({
      ...{ metric: `memory of XLSX of ${said(many)} order lines`, unit: 'MB', goal: '<= 300' },
      ours: peakMb,
    })
  })
}

function run(order: Order, flags: string[] = []): Promise<Told> {
  return new Promise((resolve, reject) => {
    const script = new URL('./exports/child.ts', import.meta.url)
    const child = fork(script, [JSON.stringify(order)], {
      execArgv: ['--disable-warning=ExperimentalWarning', ...flags],
      env: { ...process.env, ...asInTheImage },
    })
    child.once('message', (told: Told) => resolve(told))
    child.once('exit', (code) => reject(new Error(`${order.what} ended early, with ${code}`)))
  })
}
