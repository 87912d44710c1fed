/** Three months of a real wholesaler, imported as its owner would; and what they came to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Db } from '#db/sql.ts'
import { importSales } from '#domain/import/import-sales.ts'
import { createOrg, type Org } from '#domain/org.ts'

export interface DayTruth {
  net_sales: string
  gross_sales: string
  net_units: number
  orders: number
}

interface Truth {
  rows: number
  months: Record<string, Pick<DayTruth, 'net_sales' | 'gross_sales'>>
  days: Record<string, DayTruth>
}

const fixture = (name: string) => new URL(`../fixtures/sales/${name}`, import.meta.url)

export const truth = JSON.parse(readFileSync(fixture('online-retail-truth.json'), 'utf8')) as Truth
export const retailNow = new Date('2011-03-01T09:00:00Z')

export async function importRetail(db: Db): Promise<Org> {
  const place = { currency: 'GBP', timezone: 'Europe/London' }
  const org = await createOrg(db, { name: 'Gifts & Co', ...place })
  const folder = mkdtempSync(join(tmpdir(), 'tillie-retail-'))
  const file = join(folder, 'sales.csv')
  try {
    writeFileSync(file, gunzipSync(readFileSync(fixture('online-retail-2010-12_2011-02.csv.gz'))))
    const { accepted } = await importSales(db, { org, file, now: () => retailNow })
    if (accepted < truth.rows * 0.99) throw new Error(`only ${accepted} lines were taken`)
    return org
  } finally {
    rmSync(folder, { recursive: true })
  }
}
