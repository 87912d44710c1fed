/** What all imports share: their options, the business they are for, and how they tell of rows. */
import type { Command } from 'commander'
import type { Db, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Noted } from '#domain/import/import-result.ts'
import { findOrg, type NewOrg, type Org } from '#domain/org.ts'
import { actorFor } from '#domain/people.ts'
import { chooseOrg } from '#house.ts'
import { Refusal } from '#kit/refusal.ts'
import { personAs } from './conversation.ts'
import { type Common, type Terminal, withCommon } from './terminal.ts'

export interface ImportOptions extends Common {
  mapping: string
  currency?: string
  timezone?: string
  dryRun?: boolean
  json?: boolean
}

const reasonsShownMax = 20

export function withImport(command: Command): Command {
  return withCommon(command)
    .argument('<file>')
    .option('--currency <code>', 'of a business that is new, such as KES')
    .option('--timezone <name>', 'of a business that is new, such as Africa/Nairobi')
    .option('--mapping <file>', 'auto, or a JSON file that names the columns', 'auto')
    .option('--dry-run', 'say what would happen and write nothing')
    .option('--json', 'print one JSON object and nothing else')
}

/** The business of that name, or what a new one would be. */
export async function orgFor(
  db: Db,
  name: string | undefined,
  options: ImportOptions,
): Promise<Org | NewOrg> {
  const known = name ? await findOrg(db, name) : await chooseOrg(db, undefined)
  if (known) return checked(known, options)
  const { currency, timezone } = options
  if (!name) throw new Refusal('Which business? Say --org with its name.')
  if (!currency || !timezone)
    throw new Refusal(`${name} is new: say its --currency and --timezone.`)
  return { name, currency: currency.toUpperCase(), timezone }
}

function checked(org: Org, { currency, timezone }: ImportOptions): Org {
  if (currency && currency.toUpperCase() !== org.currency)
    throw new Refusal(`${org.name} has the currency ${org.currency}, not ${currency}.`)
  if (timezone && timezone !== org.timezone)
    throw new Refusal(`${org.name} has the timezone ${org.timezone}, not ${timezone}.`)
  return org
}

/** One line that is written over, on a terminal only. */
export function progressOn({ stderr }: Terminal) {
  if (!stderr.isTTY) return { show: undefined, clear: () => {} }
  return {
    show: ({ done, rows }: { done: number; rows: number }) =>
      void stderr.write(
        `\r\x1b[K${done.toLocaleString('en')} of ${rows.toLocaleString('en')} rows`,
      ),
    clear: () => void stderr.write('\r\x1b[K'),
  }
}

export function listed(title: string, { count, rows }: Noted): string[] {
  if (count === 0) return []
  const shown = rows.slice(0, reasonsShownMax).map(({ row, reason }) => `  row ${row}: ${reason}`)
  const more = count - shown.length
  return [`${title}: ${count}`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])]
}

/** Whoever sits at the command line is the business's owner. */
export async function ownerOf(sql: Sql, now: Date): Promise<Actor> {
  return actorFor(sql, await personAs(sql, 'owner', now))
}
