/** Rows in any number, without ever holding them all, within the transaction of `sql`. */
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { readCopied } from './read-copied.ts'
import type { Fragment, Sql } from './sql.ts'

export const batchRowsUsual = 2_000

/** What a row holds when every column of the query is text. */
export type TextRow = Record<string, string | null>

/**
 * The rows of a query whose columns are all text, in its order. The query has no parameters: what it
 * compares with stands in it as `literal`. A server copies it out, with all the plans it has for a whole
 * query and no round trip for each batch; the embedded database, which would hand out everything at
 * once, is read through a cursor.
 */
export async function* inBatches(
  sql: Sql,
  query: Fragment,
  batchRows: number = batchRowsUsual,
): AsyncGenerator<TextRow[], void, void> {
  const [{ engine }] = await sql<[{ engine: string | null }]>`
    select current_setting('tillie.engine', true) as engine`
  yield* engine === 'embedded' ? fetched(sql, query, batchRows) : copied(sql, query, batchRows)
}

/** For a query without parameters. Dates, names of timezones: what the house has checked before. */
export function literal(sql: Sql, text: string): Fragment {
  if (text.includes('\0')) throw new Error('no text of PostgreSQL holds a NUL')
  return sql.unsafe(`'${text.replaceAll("'", "''")}'`) as unknown as Fragment
}

/** However long whoever reads it takes: the limit of a statement is for the server's own work. */
async function* copied(sql: Sql, query: Fragment, batchRows: number) {
  const [{ limit }] = await sql<[{ limit: string }]>`
    select current_setting('statement_timeout') as limit`
  await sql`select set_config('statement_timeout', '0', true)`
  const stream = await sql`copy (${query}) to stdout (format text, header)`.readable()
  try {
    yield* readCopied(stream, batchRows)
  } finally {
    await letGo(stream)
  }
  await sql`select set_config('statement_timeout', ${limit}, true)`
}

/**
 * After a stream of COPY, read whole or not. Whoever stops halfway leaves a connection that would wait for its reader for ever. So does one whose
 * reader was slow when the last row came: postgres.js has paused its socket, and lets it go on when the
 * stream is read from, which an ended one is not.
 */
export async function letGo(stream: Readable) {
  if (!stream.readableEnded && !stream.destroyed)
    await new Promise((done) => stream.on('error', done).on('end', done).resume())
  stream._read(0)
}

/** The next batch is on its way while one is worked on; the plan is made for all rows, not the first few. */
async function* fetched(sql: Sql, query: Fragment, batchRows: number) {
  const cursor = `rows_${randomUUID().replaceAll('-', '')}`
  await sql`select set_config('cursor_tuple_fraction', '1', true)`
  await sql`declare ${sql(cursor)} no scroll cursor for ${query}`
  const fetch = () => {
    const rows = sql.unsafe<TextRow[]>(`fetch ${Math.trunc(batchRows)} from ${cursor}`).execute()
    rows.catch(() => {}) // Whoever stops halfway does not wait for it.
    return rows
  }
  let next = fetch()
  for (;;) {
    const rows = await next
    if (rows.length === 0) return
    next = fetch()
    yield [...rows]
  }
}
