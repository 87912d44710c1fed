/**
 * A ZIP written as it comes: its files one after the other, each with its size and SHA-256. The same
 * files in the same order give the same bytes, in any timezone. Memory does not grow with them.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

export interface Packed {
  name: string
  sizeBytes: number
  /** Of the file as it is, not as it is compressed; in hex. */
  sha256: string
}

export interface ZipWriter {
  /** One at a time; resolves when all of it has been taken. A name may be given once. */
  add(name: string, data: Uint8Array | AsyncIterable<Uint8Array>): Promise<Packed>
  /** Resolves when the last byte is on the disk; `comment` (ASCII) is the last of the bytes. */
  close(comment?: string): Promise<void>
  /** Nothing is left of it. For use after any fault. */
  abandon(): Promise<void>
}

/** A ZIP knows local time only: the same numbers everywhere. */
const packedAt = new Date(1980, 0, 1, 12)
const entryOptions = { mtime: packedAt, forceDosTimestamp: true, mode: 0o100644 }

/** Writes to `path`, which nobody must look at before `close`. */
export function openZip(path: string): ZipWriter {
  const zip = new ZipFile()
  const names = new Set<string>()
  const out = createWriteStream(path, { flush: true })
  const written = pipeline(zip.outputStream, out)
  /** Rejects when the disk, or the ZIP itself, fails while a file is being added. */
  const failed = new Promise<never>((_, reject) => {
    written.catch(reject)
    zip.on('error', reject)
  })
  failed.catch(() => {})
  return { add, close, abandon }

  async function add(name: string, data: Uint8Array | AsyncIterable<Uint8Array>): Promise<Packed> {
    if (names.has(name)) throw new Error(`${name} is in the ZIP already`)
    names.add(name)
    const hash = createHash('sha256')
    let sizeBytes = 0
    const taken = Promise.withResolvers<void>()
    async function* counted() {
      try {
        for await (const chunk of data instanceof Uint8Array ? [data] : data) {
          hash.update(chunk)
          sizeBytes += chunk.length
          yield chunk
        }
        taken.resolve()
      } catch (fault) {
        taken.reject(fault)
      }
    }
    const source = Readable.from(counted(), { objectMode: false })
    zip.addReadStream(source, name, entryOptions)
    try {
      await Promise.race([taken.promise, failed])
    } catch (fault) {
      source.destroy()
      throw fault
    }
    return { name, sizeBytes, sha256: hash.digest('hex') }
  }

  async function close(comment = ''): Promise<void> {
    zip.end({ comment, forceZip64Format: false })
    await Promise.race([written, failed])
  }

  async function abandon(): Promise<void> {
    out.destroy()
    await written.catch(() => {})
    await rm(path, { force: true })
  }
}
