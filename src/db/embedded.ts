/** The embedded database: PGlite in this process, spoken to by postgres.js without a port. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { PGlite } from '@electric-sql/pglite'
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import { vector } from '@electric-sql/pglite-pgvector'
import postgres from 'postgres'
import { holdDirectory } from './directory-lock.ts'

export interface Embedded {
  sql: postgres.Sql
  close(): Promise<void>
  /** The whole data directory as a tar, so that tests start from a migrated copy. */
  dump(): Promise<Blob>
}

/**
 * Opens the database kept in `dataDir/db`, or one in memory when `dataDir` is null.
 * Refused with one sentence when another process holds the directory.
 */
export async function openEmbedded(
  dataDir: string | null,
  options: Partial<postgres.Options<Record<string, postgres.PostgresType>>>,
  from?: Blob,
): Promise<Embedded> {
  if (dataDir) mkdirSync(dataDir, { recursive: true })
  const release = dataDir ? await holdDirectory(dataDir) : async () => {}
  try {
    const pglite = await PGlite.create({
      dataDir: dataDir ? join(dataDir, 'db') : undefined,
      extensions: { vector, pg_trgm, unaccent, fuzzystrmatch },
      loadDataDir: from,
    })
    // Whoever reads many rows asks for it.
    await pglite.exec("set tillie.engine = 'embedded'")
    const socket = () => new Wire(pglite)
    const sql = postgres({
      ...options,
      max: 1,
      ssl: false,
      max_lifetime: null,
      socket,
    } as typeof options)
    const close = async () => {
      await sql.end({ timeout: 5 })
      await pglite.close()
      await release()
    }
    return { sql, close, dump: () => pglite.dumpDataDir('none') as Promise<Blob> }
  } catch (fault) {
    await release()
    throw fault
  }
}

/** The wire protocol's Terminate message; PGlite is closed by its owner, not by a client. */
const goodbye = 'X'.charCodeAt(0)

/** postgres.js takes any duplex for a socket; its bytes go to PGlite one message batch at a time. */
class Wire extends Duplex {
  /** postgres.js says goodbye only to a socket that calls itself open. */
  readyState = 'open'
  readonly #pglite: PGlite

  constructor(pglite: PGlite) {
    // Never "drain": on that event postgres.js would lend a connection that is inside a transaction.
    super({ writableHighWaterMark: 2 ** 30 })
    this.#pglite = pglite
    this.once('close', () => {
      this.readyState = 'closed'
    })
  }

  override _read() {}

  override _write(bytes: Buffer, _encoding: string, done: (fault?: Error) => void) {
    if (bytes[0] === goodbye) {
      done()
      this.destroy()
      return
    }
    this.#pglite.execProtocolRaw(bytes).then((answer) => {
      if (answer.length > 0) this.push(Buffer.from(answer))
      done()
    }, done)
  }
}
