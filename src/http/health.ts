/** Two questions of an operator: does the process live, and should it be given work. */
import { Hono } from 'hono'
import { isMigrated } from '#db/migrate.ts'
import type { Db } from '#db/sql.ts'

const databaseTimeoutMs = 2_000

export type Readiness = { ready: boolean; reason?: string }

export function health(readiness: () => Promise<Readiness>): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const { ready, reason } = await readiness()
    return ready ? c.json({ status: 'ready' }) : c.json({ status: 'not ready', reason }, 503)
  })
  return app
}

/** Ready: taking work, the database answers in time (two seconds), and every migration is in it. */
export function readinessOf(
  db: Db,
  isTakingWork: () => boolean,
  timeoutMs = databaseTimeoutMs,
): () => Promise<Readiness> {
  let isKnownMigrated = false

  return async () => {
    if (!isTakingWork()) return { ready: false, reason: 'not taking work' }
    try {
      const migrated = await within(timeoutMs, look())
      return migrated ? { ready: true } : { ready: false, reason: 'migrations are missing' }
    } catch {
      return { ready: false, reason: 'the database does not answer' }
    }
  }

  async function look(): Promise<boolean> {
    if (!isKnownMigrated) isKnownMigrated = await isMigrated(db)
    else await db.asCourier((sql) => sql`select 1`)
    return isKnownMigrated
  }
}

function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error('timed out')), timeoutMs)
    work.then(done, fail).finally(() => clearTimeout(timer))
  })
}
