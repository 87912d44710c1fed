/** The house's key for secrets at rest: from the settings, else a file of its own, made once. */
import { randomBytes, randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sealingKeyBytes } from '#kit/sealer.ts'

const fileName = 'secret.key'

/**
 * `configured` is 32 bytes in base64url, or null. The file is readable by its owner alone. Several
 * machines over one database need the same key in their settings.
 */
export function fetchSecretKey(configured: string | null, dataDir: string): Uint8Array {
  if (configured) return Buffer.from(configured, 'base64url')
  const path = join(dataDir, fileName)
  return read(path) ?? make(dataDir, path)
}

function read(path: string): Uint8Array | null {
  try {
    return Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url')
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fault
  }
}

/** Of two processes that make it at once, the file of the first stands, and is whole. */
function make(dataDir: string, path: string): Uint8Array {
  mkdirSync(dataDir, { recursive: true })
  const unfinished = `${path}.${randomUUID()}`
  const key = randomBytes(sealingKeyBytes).toString('base64url')
  try {
    writeFileSync(unfinished, `${key}\n`, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(unfinished, path)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault
  } finally {
    rmSync(unfinished, { force: true })
  }
  return read(path)!
}
