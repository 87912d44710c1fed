/** `tillie import`: records from a file, with every row that was not taken and why. */
import type { Command } from 'commander'
import type { Db } from '#db/sql.ts'
import type { ImportResult } from '#domain/import/import-result.ts'
import { importSales } from '#domain/import/import-sales.ts'
import { readMapping } from '#domain/import/mapping.ts'
import { survey } from '#domain/import/survey.ts'
import { openTable } from '#domain/import/table-file.ts'
import { createOrg, type NewOrg, type Org } from '#domain/org.ts'
import { type ImportOptions, listed, orgFor, progressOn, withImport } from './import-options.ts'
import { addImportPictures } from './import-pictures.ts'
import {
  importRecords,
  type RecordKind,
  type RecordOptions,
  recordKinds,
} from './import-records.ts'
import { print, printJson, type Terminal, withDb } from './terminal.ts'

export function addImport(program: Command, terminal: Terminal) {
  const records = program.command('import').description('take records from a file')
  withImport(records.command('sales'))
    .description('sales lines from CSV or XLSX; importing a file twice changes nothing')
    .action((file: string, options: ImportOptions) => run(terminal, file, options))
  for (const [kind, description] of Object.entries(recordKinds)) {
    const command = withImport(records.command(kind)).description(description)
    if (kind === 'products')
      command.option(
        '--fetch-pictures',
        'fetch pictures at the addresses in it now; else a Tillie that runs does',
      )
    command.action((file: string, options: RecordOptions) =>
      importRecords(terminal, kind as RecordKind, { ...options, file }),
    )
  }
  addImportPictures(records, terminal)
}

function run(terminal: Terminal, file: string, options: ImportOptions) {
  return withDb(terminal, options, async ({ db, config, clock }) => {
    const mapping = readMapping(options.mapping)
    const { dryRun = false } = options
    const known = await orgFor(db, config.TILLIE_ORG, options)
    // A file that is refused as a whole must not leave an empty business behind.
    if (!('id' in known)) await survey(await openTable(file, mapping), mapping)
    const org = await madeUnlessDry(db, known, dryRun)
    const bar = progressOn(terminal)
    const result = await importSales(db, {
      org,
      file,
      mapping,
      dryRun,
      now: clock,
      onProgress: bar.show,
    }).finally(bar.clear)
    if (options.json) printJson(terminal, { org: org.name, ...result })
    else print(terminal, inWords(org, result))
  })
}

function madeUnlessDry(db: Db, org: Org | NewOrg, dryRun: boolean): Promise<Org> | Org {
  if ('id' in org) return org
  return dryRun ? unwritten(org) : createOrg(db, org)
}

/** Stands for a business that is not there: its number is nobody's. */
function unwritten(org: NewOrg): Org {
  return { id: 0, locale: 'en-GB', fiscalYearStart: 1, weekStart: 1, ...org }
}

function inWords(org: Org, result: ImportResult): string {
  const { read, accepted, alreadyKnown, span, mapping, dateOrder, repaired, dryRun } = result
  const columns = Object.entries(mapping).map(([field, header]) => `${field} = "${header}"`)
  return [
    `${org.name}: ${read} rows read, ${accepted} ${dryRun ? 'would be ' : ''}accepted, ${alreadyKnown} known already, ${result.differing.count} differing, ${result.refused.count} refused.`,
    `${result.orders} orders, ${result.returns} returns, ${result.products} products, ${result.customers} customers.`,
    span ? `Business days ${span.from} to ${span.to}.` : 'No business day.',
    `Read as ${result.form}; dates as ${dateOrder}; money in ${result.currency}.`,
    `Columns: ${columns.join(', ')}.`,
    ...repaired.map(
      ({ what, count, row }) => `Mended: ${what} (${count} times, first in row ${row})`,
    ),
    ...listed('Exact repeats kept', result.duplicates),
    ...listed('Refused', result.refused),
    ...listed('Differing, not changed', result.differing),
  ].join('\n')
}
