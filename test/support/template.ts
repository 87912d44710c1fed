/** Migrates one database before all tests; every test file starts from a copy of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/db/migrate.ts'
import { openDb } from '../../src/db/sql.ts'
import { openLog } from '../../src/kit/log.ts'

const log = openLog('silent')

export default async function template(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.DATABASE_URL
  const { name, remove } = server ? await onServer(server) : await inFile()
  project.provide('template', name)
  return remove
}

async function inFile() {
  const directory = mkdtempSync(join(tmpdir(), 'tillie-template-'))
  const name = join(directory, 'template.tar')
  const db = await openDb({ url: null, dataDir: null, log })
  await migrate(db)
  writeFileSync(name, Buffer.from(await (await db.dump()).arrayBuffer()))
  await db.close()
  return { name, remove: async () => rmSync(directory, { recursive: true }) }
}

async function onServer(server: string) {
  const name = `tillie_template_${process.pid}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin.unsafe(`drop database if exists ${name} with (force)`)
  await admin.unsafe(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const db = await openDb({ url: url.href, dataDir: null, log, poolMax: 1 })
  await migrate(db)
  await db.close()
  const remove = async () => {
    await admin.unsafe(`drop database if exists ${name} with (force)`)
    await admin.end()
  }
  return { name, remove }
}
