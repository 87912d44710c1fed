/** `tillie import pictures`: files named by SKU; and the pictures that a catalogue names by address. */
import type { Command } from 'commander'
import type { Files } from '#clients/files.ts'
import { importPictures, type PicturesResult } from '#domain/import/import-pictures.ts'
import type { Eye } from '#domain/pictures/eye.ts'
import {
  type FetchedPictures,
  fetchedPictures,
  fetchPictures,
} from '#domain/pictures/fetch-pictures.ts'
import { requireOrg } from '#house.ts'
import { openEye } from '#main/eye.ts'
import { openFileStores } from '#main/file-store.ts'
import { ownerOf } from './import-options.ts'
import {
  type Common,
  type Opened,
  print,
  printJson,
  type Terminal,
  withCommon,
  withDb,
} from './terminal.ts'

interface PictureOptions extends Common {
  dryRun?: boolean
  json?: boolean
}

/** Of one command; the rest is left to a Tillie that runs. */
const fetchesMax = 10_000
const namesShownMax = 20

export function addImportPictures(records: Command, terminal: Terminal) {
  withCommon(records.command('pictures'))
    .description('pictures of products: a folder or ZIP of files named by SKU (MUG-201_2.jpg)')
    .argument('<folder or file.zip>')
    .option('--dry-run', 'look at every picture and keep none')
    .option('--json', 'print one JSON object and nothing else')
    .action((path: string, options: PictureOptions) =>
      withDb(terminal, options, async (opened) => {
        const { db, clock } = opened
        const org = await requireOrg(db, opened.config.TILLIE_ORG)
        const { show, clear } = counterOn(terminal)
        const result = await withKeepers(opened, (keepers) =>
          importPictures(db, {
            ...{ ...keepers, org, path, dryRun: options.dryRun, now: clock, onProgress: show },
            actorOf: (sql) => ownerOf(sql, clock()),
          }),
        ).finally(clear)
        if (options.json) printJson(terminal, { org: org.name, ...result })
        else print(terminal, inWords(org.name, result))
      }),
    )
}

function inWords(org: string, { files, added, known, unknown, refused, dryRun }: PicturesResult) {
  return [
    `${org}: ${files} files, ${added} ${dryRun ? 'would be ' : ''}added, ${known} known already, ${unknown.count} of no product, ${refused.count} refused.`,
    ...listed('Of no product', unknown),
    ...listed('Refused', refused),
  ].join('\n')
}

function listed(title: string, { count, files }: PicturesResult['unknown']): string[] {
  const shown = files.slice(0, namesShownMax).map(({ name, reason }) => `  ${name}: ${reason}`)
  const more = count - shown.length
  return count === 0
    ? []
    : [`${title}: ${count}`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])]
}

/** Tells how all stand that imports have named; fetches them first, unless a Tillie that runs will. */
export async function fetchNamed(
  terminal: Terminal,
  opened: Opened,
  { fetchPictures: isNow = false }: { fetchPictures?: boolean },
): Promise<FetchedPictures> {
  const { db, clock, log, config } = opened
  const { id } = await requireOrg(db, config.TILLIE_ORG)
  const { show, clear } = counterOn(terminal)
  if (isNow)
    await withKeepers(opened, (keepers) =>
      fetchPictures({ ...keepers, db, clock, log, onProgress: show }, id, { atMost: fetchesMax }),
    ).finally(clear)
  return db.asReader(id, fetchedPictures)
}

export function toldOfFetches(told: FetchedPictures | null): string[] {
  if (!told) return []
  const { asked, fetched, waiting, failed, faults } = told
  const shown = faults.slice(0, namesShownMax).map(({ sku, url, says, isOver }) => {
    return `  ${sku}: ${url}: ${says}${isOver ? '' : ' It will be tried again.'}`
  })
  const more = faults.length - shown.length
  return [
    `Pictures: ${asked} addresses, ${fetched} fetched, ${waiting} waiting, ${failed} failed.${waiting > 0 ? ' A Tillie that runs fetches those that wait.' : ''}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

async function withKeepers<T>(
  { config }: Opened,
  work: (keepers: { files: Files; eye: Eye }) => Promise<T>,
): Promise<T> {
  const eye = openEye()
  try {
    return await work({ files: openFileStores(config).pictures, eye })
  } finally {
    await eye.close()
  }
}

/** One line that is written over, on a terminal only. */
function counterOn({ stderr }: Terminal) {
  if (!stderr.isTTY) return { show: undefined, clear: () => {} }
  return {
    show: ({ done }: { done: number }) =>
      void stderr.write(`\r\x1b[K${done.toLocaleString('en')} pictures`),
    clear: () => void stderr.write('\r\x1b[K'),
  }
}
