/**
 * One export in a process of its own, so that its memory can be told: lines that are made up, written
 * as a workbook by us or by the library alone; or the order lines of a database, by us or by COPY.
 */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CellValue } from 'hucre/xlsx'
import { letGo } from '#db/in-batches.ts'
import type { Row } from '#reports/report.ts'
import { batches, columns } from './lines.ts'

export interface Order {
  what: 'ours' | 'library' | 'csv' | 'xlsx' | 'copy'
  rows: number
  /** Of the database, where lines come from one. */
  url?: string
  orgId?: number
}

export interface Told {
  ms: number
  /** The most that the process ever held. */
  peakMb: number
  sizeMb: number
}

const gbp = { currency: 'GBP', locale: 'en-GB' }
const days = { from: '2000-01-01', to: '2099-12-31' }
const order: Order = JSON.parse(process.argv[2]!)
const folder = await mkdtemp(join(tmpdir(), 'tillie-bench-'))
try {
  const path = join(folder, 'out')
  const write = { ours, library, csv: whole, xlsx: whole, copy }[order.what]
  const ms = await write(path)
  const sizeMb = (await stat(path)).size / 1024 / 1024
  const peakMb = process.resourceUsage().maxRSS / 1024
  process.send!({ ms, peakMb, sizeMb } satisfies Told)
} finally {
  await rm(folder, { recursive: true })
}

async function ours(path: string): Promise<number> {
  const { xlsxChunks } = await import('#reports/render/stream-xlsx.ts')
  const table = { title: 'Order lines', columns, org: gbp }
  return timed(() => pipeline(xlsxChunks(table, batches(order.rows)), createWriteStream(path)))
}

/** As its own documentation has it, with the same formats. */
async function library(path: string): Promise<number> {
  const { writeXlsxStream } = await import('hucre/xlsx')
  const formats = { day: 'yyyy-mm-dd', moment: 'yyyy-mm-dd hh:mm:ss', money: '#,##0.00' }
  const defs = columns.map(({ title, kind }) => ({
    header: title,
    width: 14,
    ...(kind in formats && { numFmt: formats[kind as keyof typeof formats] }),
  }))
  const options = { name: 'Order lines', columns: defs, freezePane: { rows: 1 } }
  const rows = bareCells(batches(order.rows))
  return timed(() => pipeline(writeXlsxStream(rows, options), createWriteStream(path)))
}

async function* bareCells(all: AsyncIterable<Row[]>): AsyncGenerator<CellValue[]> {
  for await (const rows of all)
    for (const row of rows)
      yield columns.map(({ key, kind }) => {
        const value = row[key] ?? null
        if (value === null || kind === 'text') return value
        if (kind === 'day') return new Date(`${value}T00:00:00Z`)
        return kind === 'moment' ? new Date(`${value.replace(' ', 'T')}Z`) : Number(value)
      })
}

/** The whole way of a run: a reader's one moment, batches, the file. */
async function whole(path: string): Promise<number> {
  const { orderLines } = await import('#reports/exports/order-lines.ts')
  const { csvChunks } = await import('#reports/render/stream-csv.ts')
  const { xlsxChunks } = await import('#reports/render/stream-xlsx.ts')
  const { currentOrg } = await import('#domain/org.ts')
  const { dataset } = orderLines
  return inReader((sql) =>
    timed(async () => {
      const org = await currentOrg(sql)
      const lines = dataset.read(sql, org, days)
      const table = { title: dataset.title, columns: dataset.columns, org: gbp }
      const chunks =
        order.what === 'csv'
          ? csvChunks(dataset.columns, lines, org.currency)
          : xlsxChunks(table, lines)
      await pipeline(chunks, createWriteStream(path))
    }),
  )
}

/** What the server itself writes of the same lines, in the same order, without a look at them. */
async function copy(path: string): Promise<number> {
  return inReader((sql) =>
    timed(async () => {
      const out = await sql`
        copy (
          select o.business_day, o.ordered_at, 'order', o.number, o.status, l.position, p.sku,
            coalesce(p.name, l.description), p.category, c.name, o.country, l.quantity,
            l.unit_price, l.discount, l.tax, f.gross_sales, f.returns
          from orders o
          join order_lines l on l.org_id = o.org_id and l.order_id = o.id
          join report.order_line_figures f
            on f.org_id = l.org_id and f.order_id = l.order_id and f.position = l.position
          left join products p on p.org_id = l.org_id and p.id = l.product_id
          left join customers c on c.org_id = o.org_id and c.id = o.customer_id
          where o.org_id = current_org() and o.business_day between '2000-01-01' and '2099-12-31'
          order by o.business_day, o.id, l.position
        ) to stdout (format csv, header)`.readable()
      await pipeline(out, createWriteStream(path))
      await letGo(out)
    }),
  )
}

async function inReader(work: (sql: import('#db/sql.ts').Sql) => Promise<number>): Promise<number> {
  const { openDb } = await import('#db/sql.ts')
  const { openLog } = await import('#kit/log.ts')
  const db = await openDb({ url: order.url!, dataDir: null, log: openLog('silent') })
  try {
    return await db.asReaderAtOneMoment(order.orgId!, work)
  } finally {
    await db.close()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
