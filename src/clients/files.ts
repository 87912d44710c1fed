/** Files named by what is in them: the same bytes are kept once per business. */
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Files {
  /** Returns the SHA-256, in hex, under which `get` and `read` find them again. */
  put(orgId: number, bytes: Uint8Array): Promise<string>
  /** The same for a file of any size, which is left where it is. */
  putFile(orgId: number, path: string): Promise<KeptFile>
  /** Fails with `FileGone` when nothing is kept under the name. */
  get(orgId: number, sha256: string): Promise<Uint8Array>
  /** As it comes. What is not what was kept breaks off before its end. */
  read(orgId: number, sha256: string): Promise<Readable>
  /** Nothing happens when it is gone already. */
  remove(orgId: number, sha256: string): Promise<void>
}

export interface KeptFile {
  sha256: string
  sizeBytes: number
}

export class FileGone extends Error {
  readonly code = 'ENOENT'

  constructor(sha256: string) {
    super(`stored file ${sha256} is not there`)
  }
}

/** The store itself cannot be reached, or refuses us: nothing of it can be had just now. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway'

  constructor(cause: unknown) {
    super('The store of files cannot be reached just now: please try again in a minute.', { cause })
  }
}

/**
 * Two shelves, one behind the other: what is put goes on the first, what is asked for is looked for on
 * both. So it does not matter who asks, nor that a shelf was named only later.
 */
export function withShelf(first: Files, second: Files): Files {
  const either = async <T>(look: (files: Files) => Promise<T>): Promise<T> => {
    try {
      return await look(first)
    } catch (fault) {
      if (!(fault instanceof FileGone)) throw fault
      return look(second)
    }
  }
  return {
    put: first.put,
    putFile: first.putFile,
    get: (orgId, sha256) => either((files) => files.get(orgId, sha256)),
    read: (orgId, sha256) => either((files) => files.read(orgId, sha256)),
    remove: async (orgId, sha256) => {
      await first.remove(orgId, sha256)
      await second.remove(orgId, sha256)
    },
  }
}

/** On the local disk. */
export function openFiles(directory: string): Files {
  return { put, putFile, get, read, remove }

  async function put(orgId: number, bytes: Uint8Array): Promise<string> {
    const sha256 = digest(bytes)
    await keep(orgId, sha256, (unfinished) => writeFile(unfinished, bytes, { flush: true }))
    return sha256
  }

  async function putFile(orgId: number, path: string): Promise<KeptFile> {
    const kept = await measure(path)
    await keep(orgId, kept.sha256, async (unfinished) => {
      await copyFile(path, unfinished)
      await flush(unfinished)
    })
    return kept
  }

  /** Nobody ever finds half a file under its name. */
  async function keep(orgId: number, sha256: string, write: (path: string) => Promise<void>) {
    const path = pathOf(orgId, sha256)
    const unfinished = `${path}.${randomUUID()}`
    await mkdir(dirname(path), { recursive: true })
    try {
      await write(unfinished)
      await rename(unfinished, path)
    } catch (fault) {
      await rm(unfinished, { force: true })
      throw fault
    }
  }

  async function get(orgId: number, sha256: string): Promise<Uint8Array> {
    const bytes = await readFile(pathOf(orgId, sha256)).catch((fault) => lost(fault, sha256))
    if (digest(bytes) !== sha256) throw damaged(sha256)
    return bytes
  }

  async function read(orgId: number, sha256: string): Promise<Readable> {
    const stream = createReadStream(pathOf(orgId, sha256))
    await once(stream, 'open').catch((fault) => lost(fault, sha256))
    return checked(stream, sha256)
  }

  async function remove(orgId: number, sha256: string): Promise<void> {
    await rm(pathOf(orgId, sha256), { force: true })
  }

  function pathOf(orgId: number, sha256: string): string {
    return join(directory, keyOf(orgId, sha256))
  }
}

/** `3/9f/9f86d0…`: nothing that leads anywhere else. */
export function keyOf(orgId: number, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not the name of a stored file')
  return `${orgId}/${sha256.slice(0, 2)}/${sha256}`
}

export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export async function measure(path: string): Promise<KeptFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { sha256: hash.digest('hex'), sizeBytes: (await stat(path)).size }
}

export function damaged(sha256: string): Error {
  return new Error(`stored file ${sha256} is damaged`)
}

/** The stream itself; its last piece is held back until all of it has proved to be what was kept. */
export function checked(stream: Readable, sha256: string): Readable {
  const hash = createHash('sha256')
  let held: Buffer | null = null
  const check = new Transform({
    transform(chunk: Buffer, _encoding, pass) {
      hash.update(chunk)
      const before = held
      held = chunk
      pass(null, before)
    },
    flush(end) {
      if (hash.digest('hex') === sha256) end(null, held)
      else end(damaged(sha256))
    },
  })
  // What goes wrong is told to whoever reads.
  pipeline(stream, check).catch(() => {})
  return check
}

function lost(fault: NodeJS.ErrnoException, sha256: string): never {
  throw fault.code === 'ENOENT' ? new FileGone(sha256) : fault
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
