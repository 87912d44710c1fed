/** A ZIP of unknown origin, read with a maximum for everything that it may claim of itself. */
import { open, stat } from 'node:fs/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { sealHead, sealLength } from './manifest.ts'

const archiveBytesMax = 2 * 1024 * 1024 * 1024
const entriesMax = 500
const endRecordBytes = 22

export class Unreadable extends Error {
  readonly where: string

  constructor(where: string, why: string) {
    super(why)
    this.where = where
  }
}

export interface ReadArchive {
  /** In the order of the archive; a name may stand there twice. */
  entries: readonly { name: string; bytes: number; crc32: number; offset: number }[]
  /** Where the list of entries begins. */
  directoryAt: number
  /** Where the signature over all before it begins, if there is one. */
  sealAt: number
  /** The first of the name; fails once there are more bytes than that. */
  read(name: string, bytesMax: number): AsyncIterable<Buffer>
  whole(name: string, bytesMax: number): Promise<Buffer>
  close(): void
}

export const archive = 'the ZIP itself'

/** Throws `Unreadable`. */
export async function openArchive(path: string): Promise<ReadArchive> {
  const { size } = await stat(path)
  if (size > archiveBytesMax) throw new Unreadable(archive, 'it is larger than any pack')
  const zip = await openZip(path)
  const directoryAt = await directoryOffset(path, size)
  const found = await entriesOf(zip)
  const entries = found.map(({ fileName, uncompressedSize, crc32, ...entry }) => {
    const offset = entry.relativeOffsetOfLocalHeader
    return { name: fileName, bytes: uncompressedSize, crc32, offset }
  })
  const sealAt = size - sealLength
  return { entries, directoryAt, sealAt, read, whole, close: () => zip.close() }

  async function* read(name: string, bytesMax: number): AsyncGenerator<Buffer> {
    const entry = found.find(({ fileName }) => fileName === name)
    if (!entry) throw new Unreadable(name, 'it is missing')
    let bytes = 0
    try {
      const stream = await zip.openReadStreamPromise(entry)
      for await (const chunk of stream) {
        bytes += (chunk as Buffer).length
        if (bytes > bytesMax) throw new Unreadable(name, 'it is larger than it may be')
        yield chunk as Buffer
      }
    } catch (fault) {
      if (fault instanceof Unreadable) throw fault
      throw new Unreadable(name, 'it cannot be read')
    }
  }

  async function whole(name: string, bytesMax: number) {
    const chunks: Buffer[] = []
    for await (const chunk of read(name, bytesMax)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, lazyEntries: true, strictFileNames: true })
  } catch {
    throw new Unreadable(archive, 'it is no ZIP, or its directory is damaged')
  }
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  try {
    const entries: Entry[] = []
    for await (const entry of zip.eachEntry()) {
      entries.push(entry)
      if (entries.length > entriesMax) throw new Unreadable(archive, 'it has too many files')
    }
    return entries
  } catch (fault) {
    zip.close()
    if (fault instanceof Unreadable) throw fault
    throw new Unreadable(archive, 'its directory is damaged')
  }
}

/** As the end record has it, which stands right before the comment that a pack ends with. */
async function directoryOffset(path: string, size: number): Promise<number> {
  const at = size - sealLength - sealHead.length - endRecordBytes
  if (at < 0) return 0
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(endRecordBytes), 0, endRecordBytes, at)
    return buffer.readUInt32LE(16)
  } finally {
    await file.close()
  }
}
