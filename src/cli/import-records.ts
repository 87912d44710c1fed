/** `tillie import products|customers|stock`: what the business has, from a file of it. */
import type { Db, Sql } from '#db/sql.ts'
import { importCustomers } from '#domain/import/import-customers.ts'
import { importProducts } from '#domain/import/import-products.ts'
import { importStock } from '#domain/import/import-stock.ts'
import { readRecordMapping } from '#domain/import/record-mapping.ts'
import type { RecordResult } from '#domain/import/record-result.ts'
import type { RecordImport } from '#domain/import/take-records.ts'
import { createOrg } from '#domain/org.ts'
import { type ImportOptions, listed, orgFor, ownerOf, progressOn } from './import-options.ts'
import { fetchNamed, toldOfFetches } from './import-pictures.ts'
import { print, printJson, type Terminal, withDb } from './terminal.ts'

export const recordKinds = {
  products: 'the catalogue from CSV or XLSX, or the export of WooCommerce or Shopify',
  customers: 'customers from CSV or XLSX; the same file again updates',
  stock: 'what is in stock, and what it cost, by SKU; the same file again changes nothing',
}
export type RecordKind = keyof typeof recordKinds

export interface RecordOptions extends ImportOptions {
  /** Else they are left to a Tillie that runs. */
  fetchPictures?: boolean
}

const importers: Record<RecordKind, (db: Db, request: RecordImport) => Promise<RecordResult>> = {
  products: importProducts,
  customers: importCustomers,
  stock: importStock,
}

export function importRecords(
  terminal: Terminal,
  kind: RecordKind,
  options: RecordOptions & { file: string },
) {
  return withDb(terminal, options, async (opened) => {
    const { db, config, clock } = opened
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
    const hasPictures = 'pictures' in result && result.pictures !== 0 && !dryRun
    const fetched = hasPictures ? await fetchNamed(terminal, opened, options) : null
    if (options.json)
      printJson(terminal, { org: known.name, ...result, ...(fetched && { fetched }) })
    else print(terminal, [inWords(known.name, result), ...toldOfFetches(fetched)].join('\n'))
  })
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
