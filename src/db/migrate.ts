/** Migrations: plain SQL files, forward only, each once and in order, under an advisory lock. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { Refusal } from '#kit/refusal.ts'
import type { Db } from './sql.ts'

const directory = new URL('../../migrations/', import.meta.url)
/** Any constant will do, as long as every Tillie uses the same. */
const lockKey = 7_455_431

/** undefined_table, undefined_object and invalid_parameter_value (no such role), insufficient_privilege. */
const newDatabase = new Set(['42P01', '42704', '22023', '42501'])

interface Migration {
  version: string
  name: string
  text: string
  sha256: string
}

/**
 * Brings the database to the newest version and returns the names of what was applied now. A database
 * that is new enough is only read, so that the service's login need not own anything.
 */
export async function migrate(db: Db): Promise<string[]> {
  const applied = await appliedVersions(db)
  if (applied && unapplied(readMigrations(), applied).length === 0) return []
  return db.asOwner((sql) =>
    sql.begin(async (sql) => {
      await sql`select pg_advisory_xact_lock(${lockKey})`
      await sql`
        create table if not exists schema_migrations (
          version text primary key,
          name text not null,
          sha256 text not null,
          applied_at timestamptz not null default now()
        )`
      const known = await sql<{ version: string; sha256: string }[]>`
        select version, sha256 from schema_migrations`
      const pending = unapplied(readMigrations(), new Map(known.map((m) => [m.version, m.sha256])))
      for (const { version, name, text, sha256 } of pending) {
        await sql.unsafe(text)
        await sql`
          insert into schema_migrations ${sql({ version, name, sha256 })}`
      }
      return pending.map((migration) => migration.name)
    }),
  )
}

/** True when every migration file of this Tillie has been applied. */
export async function isMigrated(db: Db): Promise<boolean> {
  const applied = await appliedVersions(db)
  return applied !== null && readMigrations().every(({ version }) => applied.has(version))
}

/** Versions and hashes of what was applied; null when there is no such table, or not yet our roles. */
async function appliedVersions(db: Db): Promise<Map<string, string> | null> {
  try {
    const rows = await db.asCourier(
      (sql) => sql<{ version: string; sha256: string }[]>`
        select version, sha256
        from schema_migrations`,
    )
    return new Map(rows.map(({ version, sha256 }) => [version, sha256]))
  } catch (fault) {
    if (newDatabase.has((fault as { code?: string }).code ?? '')) return null
    throw fault
  }
}

function unapplied(files: Migration[], known: Map<string, string>): Migration[] {
  for (const { version, name, sha256 } of files) {
    const then = known.get(version)
    if (then && then !== sha256)
      throw new Refusal(
        `Migration ${name} was changed after it was applied: restore the file and add a new migration instead.`,
      )
  }
  return files.filter(({ version }) => !known.has(version))
}

function readMigrations(): Migration[] {
  return readdirSync(directory)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, directory), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      return { version: name.slice(0, 4), name, text, sha256 }
    })
}
