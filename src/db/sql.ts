/**
 * The database: PostgreSQL by `DATABASE_URL`, or the embedded PGlite; the same `sql` over both.
 * Nobody gets a bare connection. Every use is a transaction under a role, for one org or as courier.
 */
import postgres from 'postgres'
import type { Log } from '#kit/log.ts'
import { openEmbedded } from './embedded.ts'
import { openPool, type Pool } from './pool.ts'
import { together } from './together.ts'
import type { Opening } from './transaction.ts'

/** `sql` inside a transaction. It is the only kind that domain code ever sees. */
export type Sql = postgres.TransactionSql
export type Fragment = postgres.PendingQuery<postgres.Row[]>
export type Json = postgres.JSONValue

export interface Terms {
  /**
   * Others see the commit at once, but nothing waits for the disk: a crash of the server may undo it,
   * unless a later commit was waited for. For what is done again when it is lost.
   */
  isLazy?: boolean
}

export interface Db {
  readonly kind: 'embedded' | 'server'
  /** Read and write as `tillie_app` within one org; other orgs' rows do not exist. */
  asOrg<T>(orgId: number, work: (sql: Sql) => Promise<T>, terms?: Terms): Promise<T>
  /**
   * The same, and all its statements see the records of one moment. Fails with SQLSTATE 40001 when
   * another has meanwhile changed what it writes.
   */
  asOrgAtOneMoment<T>(orgId: number, work: (sql: Sql) => Promise<T>): Promise<T>
  /** Read only, as `tillie_reader`, within one org. */
  asReader<T>(orgId: number, work: (sql: Sql) => Promise<T>): Promise<T>
  /** The same, and all its statements see the records of one moment. */
  asReaderAtOneMoment<T>(orgId: number, work: (sql: Sql) => Promise<T>): Promise<T>
  /** Inbox, outbox and the way to an org: as `tillie_courier`, across orgs, nothing else granted. */
  asCourier<T>(work: (sql: Sql) => Promise<T>, terms?: Terms): Promise<T>
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

export async function openDb(options: DbOptions): Promise<Db> {
  const settings = connectionSettings(options)
  if (!options.url) {
    const { sql, dump, close } = await openEmbedded(options.dataDir, settings, options.from)
    /** What its one session does there is answered at once. */
    const begin: Pool['begin'] = ({ mode, context }, work) =>
      sql.begin(mode, async (sql) => {
        const opened = sql.unsafe(context).execute()
        const [result] = await together([work(sql), opened])
        return result
      }) as never
    return { kind: 'embedded', ...rooms(begin), asOwner: (work) => work(sql), dump, close }
  }
  return onServer(options.url, options, settings)
}

/** Every connection of the service starts as `tillie_app`, which owns nothing and passes no policy. */
function onServer(
  url: string,
  { ownerUrl, poolMax = 10 }: DbOptions,
  settings: ReturnType<typeof connectionSettings>,
): Db {
  const connection = { ...settings.connection, role: 'tillie_app' }
  const pool = openPool(url, poolMax, { ...settings, connection })
  const asOwner: Db['asOwner'] = async (work) => {
    const owner = postgres(ownerUrl ?? url, { ...settings, max: 1 })
    try {
      return await work(owner)
    } finally {
      await owner.end({ timeout: 5 })
    }
  }
  const dump = () => Promise.reject(new Error('only the embedded database can be dumped'))
  return { kind: 'server', ...rooms(pool.begin), asOwner, dump, close: pool.close }
}

function connectionSettings({ log }: DbOptions) {
  return {
    connect_timeout: connectTimeoutSeconds,
    onnotice: (notice: postgres.Notice) => log.debug({ code: notice.code }, 'database notice'),
    connection: {
      application_name: 'tillie',
      statement_timeout: statementTimeoutMs,
      lock_timeout: lockTimeoutMs,
      timezone: 'UTC',
      // Our statements are short: compiling one takes longer than it saves.
      jit: 'off',
    },
  }
}

function rooms(begin: Pool['begin']): Omit<Db, 'kind' | 'asOwner' | 'dump' | 'close'> {
  /** The role and the org hold for this transaction alone; the next borrower starts with neither. */
  const opening = (
    mode: Opening['mode'],
    role: 'tillie_app' | 'tillie_reader' | 'tillie_courier',
    orgId: number | '',
    { isLazy = false }: Terms = {},
  ): Opening => {
    const settings = { role, 'tillie.org_id': orgId, ...(isLazy && { synchronous_commit: 'off' }) }
    const each = Object.entries(settings).map(
      ([name, to]) => `set_config('${name}', '${to}', true)`,
    )
    // A query, not "set local": after one nobody makes a transaction that only reads one that writes.
    return { mode, context: `select ${each.join(', ')}` }
  }

  return {
    asOrg: (orgId, work, terms) => begin(opening('read write', 'tillie_app', orgId, terms), work),
    asOrgAtOneMoment: (orgId, work) =>
      begin(opening('isolation level repeatable read', 'tillie_app', orgId), work),
    asReader: (orgId, work) => begin(opening('read only', 'tillie_reader', orgId), work),
    asReaderAtOneMoment: (orgId, work) =>
      begin(opening('isolation level repeatable read read only', 'tillie_reader', orgId), work),
    asCourier: (work, terms) => begin(opening('read write', 'tillie_courier', '', terms), work),
  }
}
