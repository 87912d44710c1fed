/** `tillie import products|customers|stock`: what the business has, from a file of it. */
import type { Db, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { importCustomers } from '#domain/import/import-customers.ts'
import { importProducts } from '#domain/import/import-products.ts'
import { importStock } from '#domain/import/import-stock.ts'
import { readRecordMapping } from '#domain/import/record-mapping.ts'
import type { RecordResult } from '#domain/import/record-result.ts'
import type { RecordImport } from '#domain/import/take-records.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor } from '#domain/people.ts'
import { personAs } from './conversation.ts'
import { type ImportOptions, listed, orgFor, progressOn } from './import-options.ts'
import { print, printJson, type Terminal, withDb } from './terminal.ts'

export const recordKinds = {
  products: 'the catalogue from CSV or XLSX, or the export of WooCommerce or Shopify',
  customers: 'customers from CSV or XLSX; the same file again updates',
  stock: 'what is in stock, and what it cost, by SKU; the same file again changes nothing',
}
export type RecordKind = keyof typeof recordKinds

const importers: Record<RecordKind, (db: Db, request: RecordImport) => Promise<RecordResult>> = {
  products: importProducts,
  customers: importCustomers,
  stock: importStock,
}

export function importRecords(
  terminal: Terminal,
  kind: RecordKind,
  options: ImportOptions & { file: string },
) {
  return withDb(terminal, options, async ({ db, config, clock }) => {
    const { file, dryRun = false } = options
    const known = await orgFor(db, config.TILLIE_ORG, options)
    const request = {
      ...{ file, mapping: readRecordMapping(options.mapping), currency: known.currency },
      ...{ now: clock, actorOf: (sql: Sql) => ownerOf(sql, clock()) },
    }
    const take = importers[kind]
    // A file that is refused as a whole must not leave an empty business behind.
    const alone = 'id' in known ? null : await take(db, { ...request, org: null, dryRun: true })
    const bar = progressOn(terminal)
    const result =
      alone && dryRun
        ? alone
        : await take(db, {
            ...request,
            org: 'id' in known ? known : await createOrg(db, known),
            dryRun,
            onProgress: bar.show,
          }).finally(bar.clear)
    if (options.json) printJson(terminal, { org: known.name, ...result })
    else print(terminal, inWords(known.name, result))
  })
}

/** Whoever sits at the command line is the business's owner. */
async function ownerOf(sql: Sql, now: Date): Promise<Actor> {
  return actorFor(sql, await personAs(sql, 'owner', now))
}

function inWords(org: string, result: RecordResult): string {
  const { read, accepted, added, updated, alreadyKnown, refused, setAside, dryRun } = result
  const columns = Object.entries(result.mapping).map(([field, header]) => `${field} = "${header}"`)
  return [
    `${org}: ${read} rows read, ${accepted} ${dryRun ? 'would be ' : ''}accepted (${added} new, ${updated} changed), ${alreadyKnown} known already, ${refused.count} refused.`,
    `Read as ${result.form}; columns of ${result.layout === 'plain' ? 'a list' : result.layout}; money in ${result.currency}.`,
    `Columns: ${columns.join(', ')}.`,
    ...result.repaired.map(
      ({ what, count, row }) => `Mended: ${what} (${count} times, first in row ${row})`,
    ),
    ...listed('Refused', refused),
    ...listed('Set aside', setAside),
  ].join('\n')
}
