/** `tillie import`: records from a file, with every row that was not taken and why. */
import type { Command } from 'commander'
import type { Db } from '#db/sql.ts'
import type { ImportResult, Noted } from '#domain/import/import-result.ts'
import { importSales } from '#domain/import/import-sales.ts'
import { readMapping } from '#domain/import/mapping.ts'
import { survey } from '#domain/import/survey.ts'
import { openTable } from '#domain/import/table-file.ts'
import { createOrg, findOrg, type NewOrg, type Org } from '#domain/org.ts'
import { chooseOrg } from '#house.ts'
import { Refusal } from '#kit/refusal.ts'
import { type Common, print, printJson, type Terminal, withCommon, withDb } from './terminal.ts'

interface ImportOptions extends Common {
  mapping: string
  currency?: string
  timezone?: string
  dryRun?: boolean
  json?: boolean
}

const reasonsShownMax = 20

export function addImport(program: Command, terminal: Terminal) {
  const records = program.command('import').description('take records from a file')
  withCommon(records.command('sales'))
    .description('sales lines from CSV or XLSX; importing a file twice changes nothing')
    .argument('<file>')
    .option('--currency <code>', 'of a business that is new, such as KES')
    .option('--timezone <name>', 'of a business that is new, such as Africa/Nairobi')
    .option('--mapping <file>', 'auto, or a JSON file that names the columns', 'auto')
    .option('--dry-run', 'say what would happen and write nothing')
    .option('--json', 'print one JSON object and nothing else')
    .action((file: string, options: ImportOptions) => run(terminal, file, options))
}

function run(terminal: Terminal, file: string, options: ImportOptions) {
  return withDb(terminal, options, async ({ db, config, clock }) => {
    const mapping = readMapping(options.mapping)
    const { dryRun = false } = options
    const org = await orgFor(db, config.TILLIE_ORG, { ...options, file })
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

/** The business of that name; a new one is made unless nothing may be written. */
async function orgFor(
  db: Db,
  name: string | undefined,
  options: ImportOptions & { file: string },
): Promise<Org> {
  const known = name ? await findOrg(db, name) : await chooseOrg(db, undefined)
  if (known) return checked(known, options)
  const { currency, timezone, dryRun } = options
  if (!name) throw new Refusal('Which business? Say --org with its name.')
  if (!currency || !timezone)
    throw new Refusal(`${name} is new: say its --currency and --timezone.`)
  const org = { name, currency: currency.toUpperCase(), timezone }
  if (dryRun) return unwritten(org)
  // A file that is refused as a whole must not leave an empty business behind.
  const mapping = readMapping(options.mapping)
  await survey(await openTable(options.file, mapping), mapping)
  return createOrg(db, org)
}

function checked(org: Org, { currency, timezone }: ImportOptions): Org {
  if (currency && currency.toUpperCase() !== org.currency)
    throw new Refusal(`${org.name} has the currency ${org.currency}, not ${currency}.`)
  if (timezone && timezone !== org.timezone)
    throw new Refusal(`${org.name} has the timezone ${org.timezone}, not ${timezone}.`)
  return org
}

/** Stands for a business that is not there: its number is nobody's. */
function unwritten(org: NewOrg): Org {
  return { id: 0, locale: 'en-GB', fiscalYearStart: 1, weekStart: 1, ...org }
}

/** One line that is written over, on a terminal only. */
function progressOn({ stderr }: Terminal) {
  if (!stderr.isTTY) return { show: undefined, clear: () => {} }
  return {
    show: ({ done, rows }: { done: number; rows: number }) =>
      void stderr.write(
        `\r\x1b[K${done.toLocaleString('en')} of ${rows.toLocaleString('en')} rows`,
      ),
    clear: () => void stderr.write('\r\x1b[K'),
  }
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

function listed(title: string, { count, rows }: Noted): string[] {
  if (count === 0) return []
  const shown = rows.slice(0, reasonsShownMax).map(({ row, reason }) => `  row ${row}: ${reason}`)
  const more = count - shown.length
  return [`${title}: ${count}`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])]
}
