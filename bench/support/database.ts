/**
 * A throwaway PostgreSQL database for one bench, dropped whatever happens:
 *
 *   await onDatabase(async ({ url, db }) => { … })
 *
 * On DATABASE_URL's server; without one, on a cluster of its own in a temporary folder, with every
 * setting as PostgreSQL ships it, `fsync` among them.
 */
import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { migrate } from '#db/migrate.ts'
import { type Db, openDb } from '#db/sql.ts'
import { openLog } from '#kit/log.ts'
import { openCluster } from './cluster.ts'

export interface BenchDatabase {
  /** For child processes, pgbench, and clients of the bench's own. */
  url: string
  /** Over the same database, migrated. */
  db: Db
}

export interface BenchDatabaseOptions {
  /** How many connections `db` may open; 10 when not said. */
  poolMax?: number
  /** Without Tillie's tables; for a bench that makes others. */
  isBare?: boolean
}

export async function onDatabase<T>(
  work: (database: BenchDatabase) => Promise<T>,
  { poolMax = 10, isBare = false }: BenchDatabaseOptions = {},
): Promise<T> {
  return onServer(async (server) => {
    const name = `tillie_bench_${randomUUID().replaceAll('-', '').slice(0, 16)}`
    const admin = postgres(server, { max: 1, onnotice: () => {} })
    const url = withName(server, name)
    try {
      await admin.unsafe(`create database ${name}`)
      const db = await openDb({ url, dataDir: null, log: openLog('silent'), poolMax })
      try {
        if (!isBare) await migrate(db)
        return await work({ url, db })
      } finally {
        await db.close()
      }
    } finally {
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end()
    }
  })
}

/** DATABASE_URL's server, or one that lives for as long as the work. */
export async function onServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const given = process.env.DATABASE_URL
  if (given) return work(given)
  const cluster = await openCluster()
  try {
    return await work(cluster.url)
  } finally {
    cluster.close()
  }
}

function withName(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
