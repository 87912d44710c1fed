/**
 * The database: PostgreSQL by `DATABASE_URL`, or the embedded PGlite; the same `sql` over both.
 * Nobody gets a bare connection. Every use is a transaction under a role, for one org or as courier.
 */
import postgres from 'postgres'
import type { Log } from '#kit/log.ts'
import { type Embedded, openEmbedded } from './embedded.ts'

/** `sql` inside a transaction. It is the only kind that domain code ever sees. */
export type Sql = postgres.TransactionSql
export type Fragment = postgres.PendingQuery<postgres.Row[]>
export type Json = postgres.JSONValue

export interface Db {
  readonly kind: 'embedded' | 'server'
  /** Read and write as `tillie_app` within one org; other orgs' rows do not exist. */
  asOrg<T>(orgId: number, work: (sql: Sql) => Promise<T>): Promise<T>
  /** Read only, as `tillie_reader`, within one org. */
  asReader<T>(orgId: number, work: (sql: Sql) => Promise<T>): Promise<T>
  /** Inbox, outbox and the way to an org: as `tillie_courier`, across orgs, nothing else granted. */
  asCourier<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** As the owner of the tables, on a connection of its own where there is a server: migrations, statistics, tests. */
  asOwner<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T>
  dump(): Promise<Blob>
  close(): Promise<void>
}

export interface DbOptions {
  /** A PostgreSQL address; null for the embedded database. */
  url: string | null
  /** The login that owns the tables, where the service's own does not; for migrations only. */
  ownerUrl?: string | null
  /** Folder of the embedded database; null for one in memory. */
  dataDir: string | null
  log: Log
  poolMax?: number
  /** Start an embedded database from this dump. */
  from?: Blob
}

const statementTimeoutMs = 60_000
const lockTimeoutMs = 10_000
const connectTimeoutSeconds = 5
const reconnectDelayMaxSeconds = 0.5

export async function openDb(options: DbOptions): Promise<Db> {
  const settings = connectionSettings(options)
  if (!options.url) {
    const embedded = await openEmbedded(options.dataDir, settings, options.from)
    return rooms('embedded', embedded)
  }
  return onServer(options.url, options.ownerUrl ?? options.url, settings)
}

/** Every connection of the service starts as `tillie_app`, which owns nothing and passes no policy. */
function onServer(
  url: string,
  ownerUrl: string,
  settings: ReturnType<typeof connectionSettings>,
): Db {
  const connection = { ...settings.connection, role: 'tillie_app' }
  const sql = postgres(url, { ...settings, connection })
  const embedded = {
    sql,
    close: () => sql.end({ timeout: 5 }),
    dump: () => Promise.reject(new Error('only the embedded database can be dumped')),
  }
  const asOwner: Db['asOwner'] = async (work) => {
    const owner = postgres(ownerUrl, { ...settings, max: 1 })
    try {
      return await work(owner)
    } finally {
      await owner.end({ timeout: 5 })
    }
  }
  return { ...rooms('server', embedded), asOwner }
}

function connectionSettings({ log, poolMax = 10 }: DbOptions) {
  return {
    max: poolMax,
    connect_timeout: connectTimeoutSeconds,
    max_lifetime: 60 * 30,
    backoff: (attempt: number) => Math.min(0.02 * 2 ** attempt, reconnectDelayMaxSeconds),
    onnotice: (notice: postgres.Notice) => log.debug({ code: notice.code }, 'database notice'),
    connection: {
      application_name: 'tillie',
      statement_timeout: statementTimeoutMs,
      lock_timeout: lockTimeoutMs,
      timezone: 'UTC',
    },
  }
}

function rooms(kind: Db['kind'], { sql, close, dump }: Embedded): Db {
  /** The role and the org hold for this transaction alone; the next borrower starts with neither. */
  const inside = <T>(
    mode: string,
    role: string,
    orgId: number | '',
    work: (sql: Sql) => Promise<T>,
  ) =>
    sql.begin(mode, async (sql) => {
      // Sent along with the first statement: if it fails, so does all that follows.
      const setting =
        sql`select set_config('role', ${role}, true), set_config('tillie.org_id', ${String(orgId)}, true)`.execute()
      const [result] = await Promise.all([work(sql), setting])
      return result
    }) as Promise<T>

  return {
    kind,
    asOrg: (orgId, work) => inside('read write', 'tillie_app', orgId, work),
    asReader: (orgId, work) => inside('read only', 'tillie_reader', orgId, work),
    asCourier: (work) => inside('read write', 'tillie_courier', '', work),
    asOwner: (work) => work(sql),
    dump,
    close,
  }
}
