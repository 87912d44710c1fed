/** Files on the local disk, named by what is in them: the same bytes are kept once per business. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface Files {
  /** Returns the SHA-256, in hex, under which `get` finds them again. */
  put(orgId: number, bytes: Uint8Array): Promise<string>
  get(orgId: number, sha256: string): Promise<Uint8Array>
}

export function openFiles(directory: string): Files {
  return { put, get }

  async function put(orgId: number, bytes: Uint8Array): Promise<string> {
    const sha256 = digest(bytes)
    const path = pathOf(orgId, sha256)
    const unfinished = `${path}.${randomUUID()}`
    await mkdir(dirname(path), { recursive: true })
    try {
      await writeFile(unfinished, bytes, { flush: true })
      await rename(unfinished, path)
    } catch (fault) {
      await rm(unfinished, { force: true })
      throw fault
    }
    return sha256
  }

  async function get(orgId: number, sha256: string): Promise<Uint8Array> {
    const bytes = await readFile(pathOf(orgId, sha256))
    if (digest(bytes) !== sha256) throw new Error(`stored file ${sha256} is damaged`)
    return bytes
  }

  function pathOf(orgId: number, sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not the name of a stored file')
    return join(directory, String(orgId), sha256.slice(0, 2), sha256)
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
