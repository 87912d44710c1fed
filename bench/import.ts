/**
 * Importing a file of sales, whole: read twice, recorded, its products named and the reports made
 * fresh; held against a bare COPY of the same file into one table. `node bench/import.ts [file.csv]`;
 * without a file one is made up, of the shape of a wholesaler's quarter.
 */
import { spawn } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { createOrg } from '#domain/org.ts'
import { type BenchDatabase, onDatabase } from './support/database.ts'
import { isQuick, report, rounds } from './support/measure.ts'
import { writeSalesFile } from './support/sales-file.ts'

const seed = 20_101_201
const lines = isQuick ? 5_000 : 105_335

const given = process.argv.slice(2).find((word) => !word.startsWith('--'))
const folder = mkdtempSync(join(tmpdir(), 'tillie-import-'))
try {
  const file = given ?? (await writeSalesFile(join(folder, 'sales.csv'), { lines, seed }))
  const figures = await rounds(3, () => onDatabase((database) => round(database, file)))
  report({
    metric: given ? 'import of the file' : `import of ${lines.toLocaleString('en-GB')} lines`,
    unit: 's',
    goal: '<= 6',
    ours: figures.map(({ seconds }) => seconds),
    anchor: figures.map(({ copySeconds }) => copySeconds),
    against: 'bare COPY',
  })
  report({
    metric: 'memory of an import',
    unit: 'MB',
    goal: '<= 300',
    ours: figures.map(({ megabytes }) => megabytes),
  })
} finally {
  rmSync(folder, { recursive: true })
}

async function round({ url, db }: BenchDatabase, file: string) {
  const copySeconds = await copy(url, file)
  const org = await createOrg(db, { name: 'Bench', currency: 'GBP', timezone: 'Europe/London' })
  return { copySeconds, ...(await importInChild(url, org.id, file)) }
}

/** All columns as text, with a place in the file for a key: what an import cannot do without. */
async function copy(url: string, file: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql`
      create table copied (id bigint generated always as identity primary key, document text,
        sku text, description text, quantity numeric, at timestamp, price numeric, customer text,
        country text)`
    const started = performance.now()
    const sink = await sql`
      copy copied (document, sku, description, quantity, at, price, customer, country)
      from stdin with (format csv, header)`.writable()
    await pipeline(createReadStream(file), sink)
    return (performance.now() - started) / 1_000
  } finally {
    await sql.end()
  }
}

/** In a process of its own, so that its memory is its own; its start is not counted. */
function importInChild(url: string, orgId: number, file: string) {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'support/import-child.ts'),
      ...[url, String(orgId), file],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  return new Promise<{ seconds: number; megabytes: number }>((resolve, reject) => {
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`the import ended with ${code}`)),
    )
  })
}
