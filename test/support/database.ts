/** One fresh, migrated database per test file: embedded, or a PostgreSQL copy when DATABASE_URL is set. */
import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import postgres from 'postgres'
import { inject } from 'vitest'
import { type Db, openDb } from '#db/sql.ts'
import { openLog } from '#kit/log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A dumped data directory (a file's path), or the name of a template database. */
    template: string
  }
}

export const quiet = openLog('silent')

export interface TestDb {
  db: Db
  /** Address of this file's own PostgreSQL database; null when embedded. */
  url: string | null
  close(): Promise<void>
}

export async function openTestDb(): Promise<TestDb> {
  const server = process.env.DATABASE_URL
  return server ? copyOf(server) : embedded()
}

async function embedded(): Promise<TestDb> {
  const from = await openAsBlob(inject('template'))
  const db = await openDb({ url: null, dataDir: null, log: quiet, from })
  return { db, url: null, close: () => db.close() }
}

async function copyOf(server: string): Promise<TestDb> {
  const name = `tillie_test_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template ${inject('template')}`)
  const url = withDatabase(server, name)
  const db = await openDb({ url, dataDir: null, log: quiet, poolMax: 8 })
  const close = async () => {
    await db.close()
    await admin.unsafe(`drop database ${name} with (force)`)
    await admin.end()
  }
  return { db, url, close }
}

export function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
