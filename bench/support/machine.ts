/** What the figures were measured on: without it they mean nothing. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'

export interface Machine {
  date: string
  cores: number
  cpu: string
  memoryGib: number
  node: string
  /** null: no database took part. */
  postgresql: string | null
  /** How often a second this disk says that 8 kB are safe. */
  fsyncsPerSecond: number
  loadBefore: number
}

export async function machineCard(databaseUrl: string | null): Promise<Machine> {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgresql: databaseUrl && (await versionOf(databaseUrl)),
    fsyncsPerSecond: fsyncsPerSecond(),
    loadBefore: load(),
  }
}

/** Of the last minute. */
export function load(): number {
  return Math.round(loadavg()[0]! * 100) / 100
}

async function versionOf(url: string): Promise<string> {
  const sql = postgres(url, { max: 1 })
  try {
    const [row] = await sql<{ server_version: string }[]>`show server_version`
    return row!.server_version.split(' ')[0]!
  } finally {
    await sql.end()
  }
}

function fsyncsPerSecond(measuredMs = 500): number {
  const folder = mkdtempSync(join(tmpdir(), 'tillie-fsync-'))
  const file = openSync(join(folder, 'page'), 'w')
  const page = Buffer.alloc(8192, 1)
  try {
    const started = performance.now()
    let count = 0
    for (; performance.now() - started < measuredMs; count++) {
      writeSync(file, page, 0, page.length, 0)
      fdatasyncSync(file)
    }
    return Math.round((count * 1000) / (performance.now() - started))
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
}
