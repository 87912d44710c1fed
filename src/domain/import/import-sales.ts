/**
 * Sales from a file. Two readings: the first decides what the columns are, the second records.
 * It goes by batches of whole documents, each a transaction; after a kill, running it again
 * finds what is there and goes on.
 */
import type { Db } from '#db/sql.ts'
import { together } from '#db/together.ts'
import type { Org } from '#domain/org.ts'
import { freshen } from '#domain/report-views.ts'
import { nameProducts } from '#domain/sales/name-products.ts'
import { Parties } from '#domain/sales/parties.ts'
import { type Recorded, recordLines } from '#domain/sales/record-lines.ts'
import { customerKey, productKey, type SaleLine } from '#domain/sales/sale-line.ts'
import type { Clock } from '#kit/clock.ts'
import { batches } from './batches.ts'
import { type ImportResult, note, noted } from './import-result.ts'
import { autoMapping, type Mapping } from './mapping.ts'
import { columnsOf } from './match-columns.ts'
import { owned } from './owned.ts'
import { Repairs } from './repairs.ts'
import { ReportsAside } from './reports-aside.ts'
import { SaleReader } from './sale-reader.ts'
import { type Survey, survey } from './survey.ts'
import type { TableFile } from './table.ts'
import { openTable } from './table-file.ts'

export interface SalesImport {
  org: Org
  /** Path of a CSV or XLSX file. */
  file: string
  mapping?: 'auto' | Mapping
  /** Tells what would happen and writes nothing. */
  dryRun?: boolean
  now: Clock
  onProgress?(progress: { done: number; rows: number }): void
}

/** From this many new lines on, the planner is told what the tables hold now. */
const analyzeFrom = 10_000

/** Refused when the file is no table, or its columns or dates cannot be told apart. */
export async function importSales(db: Db, request: SalesImport): Promise<ImportResult> {
  const { org, now, dryRun = false } = request
  const started = now().getTime()
  const mapping = !request.mapping || request.mapping === 'auto' ? autoMapping : request.mapping
  const file = await openTable(request.file, mapping)
  const plan = await survey(file, mapping)
  const result = emptyResult(org, { file, plan, dryRun })
  const parties = new Parties()
  const repairs = new Repairs()
  const { timezone, currency } = org
  const reader = new SaleReader({ survey: plan, mapping, timezone, currency, repairs })
  const seen = { products: new Set<string>(), customers: new Set<string>() }

  const reports = new ReportsAside(db, org.id)
  try {
    for await (const lines of oneAhead(batches(file, { plan, reader, result }))) {
      const recorded = await db.asOrg(
        org.id,
        (sql) => recordLines(sql, lines, { parties, dryRun, now: now() }),
        { isLazy: true }, // On the disk by the end, with the reports; what is lost before is done again.
      )
      if (!dryRun) reports.passed(recorded.added)
      count(result, recorded)
      for (const line of lines) countParties(line, seen)
      request.onProgress?.({ done: result.read, rows: plan.rows })
    }
  } finally {
    await reports.end()
  }

  if (!dryRun) await finish(db, org, { products: [...seen.products], accepted: result.accepted })
  result.repaired = repairs.list()
  result.orders = reader.orders
  result.returns = reader.returns
  result.products = seen.products.size
  result.customers = seen.customers.size
  result.ms = now().getTime() - started
  return result
}

/** Reads the next batch while the database is busy with this one. */
async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next()
  for (;;) {
    const { done, value } = await next
    if (done) return
    next = source.next()
    next.catch(() => {}) // It is thrown when its turn comes.
    yield value
  }
}

function emptyResult(
  org: Org,
  { file, plan, dryRun }: { file: TableFile; plan: Survey; dryRun: boolean },
): ImportResult {
  return {
    read: 0,
    accepted: 0,
    alreadyKnown: 0,
    differing: noted(),
    refused: noted(),
    repaired: [],
    duplicates: noted(),
    mapping: columnsOf(plan.places, plan.headers),
    dateOrder: orderWords[plan.dateOrder],
    form: file.form,
    currency: org.currency,
    span: null,
    orders: 0,
    returns: 0,
    products: 0,
    customers: 0,
    dryRun,
    ms: 0,
  }
}

const orderWords = { ymd: 'year, month, day', dmy: 'day, month, year', mdy: 'month, day, year' }

function differs({ document, position }: SaleLine): string {
  return `line ${position} of ${document.number} was recorded before with other content; it was not changed`
}

function count(result: ImportResult, { added, known, differing }: Recorded): void {
  result.accepted += added.length
  result.alreadyKnown += known.length
  for (const line of differing) note(result.differing, line.row, differs(line))
  widen(result, added)
  widen(result, known)
}

function countParties(
  { product, document }: SaleLine,
  seen: { products: Set<string>; customers: Set<string> },
): void {
  if (product) add(seen.products, productKey(product.code))
  if (document.customer) add(seen.customers, customerKey(document.customer.code))
}

function add(keys: Set<string>, key: string): void {
  if (!keys.has(key)) keys.add(owned(key))
}

function widen(result: ImportResult, lines: SaleLine[]): void {
  for (const { document } of lines) {
    const { day } = document.moment
    const { from, to } = result.span ?? { from: day, to: day }
    result.span = { from: day < from ? day : from, to: day > to ? day : to }
  }
}

async function finish(
  db: Db,
  org: Org,
  { products, accepted }: { products: string[]; accepted: number },
): Promise<void> {
  if (accepted >= analyzeFrom)
    await db.asOwner(
      (sql) => sql`
        analyze orders, returns, products, customers, return_lines,
          order_lines (org_id, order_id, position, product_id, quantity, unit_price)`,
    )
  await together([freshen(db, org.id), db.asOrg(org.id, (sql) => nameProducts(sql, products))])
}
