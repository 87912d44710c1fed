/** A desk at which files are imported into a fresh business, and what stands in the books after. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importSales, type SalesImport } from '#domain/import/import-sales.ts'
import { createOrg, type NewOrg } from '#domain/org.ts'
import { openTestDb } from './database.ts'

export const deskNow = new Date('2024-06-15T10:00:00Z')

export async function openImportDesk() {
  const { db, close } = await openTestDb()
  const directory = mkdtempSync(join(tmpdir(), 'tillie-import-'))
  let orgs = 0
  return {
    db,
    business,
    close: async () => {
      await close()
      rmSync(directory, { recursive: true })
    },
  }

  /** A new business; `imports` takes a path, or the content of a file. */
  async function business(given: Partial<NewOrg> = {}) {
    orgs += 1
    const name = `Business ${orgs}`
    const org = await createOrg(db, { name, currency: 'GBP', timezone: 'Europe/London', ...given })
    const ask = { org, now: () => deskNow }
    let files = 0
    return { org, imports, writes, days, lines, documents, products }

    function imports(content: string | Buffer, more: Partial<SalesImport> = {}) {
      return importSales(db, { ...ask, file: writes(content), ...more })
    }
    function writes(content: string | Buffer): string {
      files += 1
      const file = join(directory, `${org.id}-${files}`)
      writeFileSync(file, content)
      return file
    }
    function days() {
      return db.asReader(
        org.id,
        (sql) => sql<{ day: string; gross: string; net: string; units: number; orders: number }[]>`
          select day::text, trim_scale(gross_sales)::text as gross,
            trim_scale(gross_sales - returns)::text as net,
            (units_sold - units_returned)::float as units, orders
          from report.daily_sales
          order by day`,
      )
    }
    function lines() {
      return db.asReader(
        org.id,
        (sql) => sql<{ document: string; number: string; gross: string; returns: string }[]>`
          select document, number, trim_scale(gross_sales)::text as gross,
            trim_scale(returns)::text as returns
          from report.sale_lines
          order by number, document, position`,
      )
    }
    function documents() {
      return db.asReader(
        org.id,
        (sql) => sql<{ number: string; kind: string; at: Date; hour: number; customer: string }[]>`
          select o.number, 'order' as kind, o.ordered_at as at, o.hour, c.code as customer
          from orders o
          left join customers c on c.org_id = o.org_id and c.id = o.customer_id
          union all
          select r.number, r.kind, r.returned_at, r.hour, c.code
          from returns r
          left join customers c on c.org_id = r.org_id and c.id = r.customer_id
          order by number, kind`,
      )
    }
    function products() {
      return db.asReader(
        org.id,
        (sql) => sql<{ sku: string; name: string; isService: boolean }[]>`
          select sku, name, is_service as "isService"
          from products
          order by sku`,
      )
    }
  }
}

export type ImportDesk = Awaited<ReturnType<typeof openImportDesk>>
