/**
 * The directory of a ZIP archive, read before anything is unpacked or even loaded: what a small file
 * may grow to is limited here, and the reader of the workbook holds every entry to its declared size.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { Refusal } from '#kit/refusal.ts'

const fileBytesMax = 100_000_000
const unpackedBytesMax = 1_000_000_000
/** Everything but the sheets is read whole. */
const partBytesMax = 250_000_000
const entriesMax = 5_000
const directoryBytesMax = 4_000_000
/** Tables shrink to a tenth or so; beyond a hundredth it is a bomb (Apache POI draws the same line). */
const shrinkMax = 100
const shrinkCountsFrom = 10_000_000

interface Entry {
  name: string
  flags: number
  packed: number
  size: number
}

/** Refused when the file is no workbook, is locked, or would unpack to more than memory should hold. */
export async function checkArchive(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size > fileBytesMax)
      throw new Refusal(`${path} is larger than 100 MB: save it as CSV, or in parts.`)
    const entries = [...entriesIn(path, await directoryOf(path, file, size))]
    if (!entries.some(({ name }) => name === '[Content_Types].xml'))
      throw new Refusal(
        `${path} is an archive, not a workbook: unpack it and import what is in it.`,
      )
    let unpacked = 0
    for (const entry of entries) {
      checkEntry(path, entry)
      unpacked += entry.size
    }
    if (unpacked > unpackedBytesMax) throw tooLarge(path)
  } finally {
    await file.close()
  }
}

function checkEntry(path: string, { name, flags, packed, size }: Entry): void {
  if (flags & isEncrypted)
    throw new Refusal(`${path} is protected by a password: save it without one.`)
  if (/^[/\\]|(^|[/\\])\.\.([/\\]|$)/.test(name))
    throw new Refusal(`${path} holds names that lead out of it: save it again as .xlsx or CSV.`)
  // Without its sizes, only reading it would tell how large it is.
  const isUntold = (size === 0 && packed > 2) || (packed === 0 && (flags & sizesFollow) !== 0)
  const isBomb = size > shrinkCountsFrom && size > packed * shrinkMax
  const isPart = !name.startsWith('xl/worksheets/')
  if (isUntold || isBomb || (isPart && size > partBytesMax)) throw tooLarge(path)
}

const isEncrypted = 0x1
const sizesFollow = 0x8
const endMark = Buffer.from('PK\x05\x06', 'latin1')
const entryMark = 0x02014b50
const endBytes = 22
const entryBytes = 46
const commentBytesMax = 65_535

/** The directory's own bytes, and how many entries it says it has. */
async function directoryOf(path: string, file: FileHandle, size: number) {
  const tail = await read(file, Math.max(0, size - endBytes - commentBytesMax), size)
  const end = tail.lastIndexOf(endMark, tail.length - endBytes)
  if (tail.length < endBytes || end < 0) throw damaged(path)
  const count = tail.readUInt16LE(end + 10)
  const start = tail.readUInt32LE(end + 16)
  const stop = size - tail.length + end
  // Larger archives write their numbers elsewhere; they are past our limits in any case.
  if (count > entriesMax || stop - start > directoryBytesMax) throw tooLarge(path)
  if (start > stop) throw damaged(path)
  return { count, bytes: await read(file, start, stop) }
}

function* entriesIn(
  path: string,
  { count, bytes }: { count: number; bytes: Buffer },
): Generator<Entry> {
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + entryBytes > bytes.length || bytes.readUInt32LE(at) !== entryMark) throw damaged(path)
    const nameEnd = at + entryBytes + bytes.readUInt16LE(at + 28)
    const next = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    if (next > bytes.length) throw damaged(path)
    const sizes = { packed: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 24) }
    const extra = bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(at + 30))
    yield {
      name: bytes.toString('utf8', at + entryBytes, nameEnd),
      flags: bytes.readUInt16LE(at + 8),
      ...longSizes(sizes, extra),
    }
    at = next
  }
}

const elsewhere = 0xffffffff
const longSizesId = 1

/** Some writers keep sizes as 64-bit numbers beside the entry, unpacked size first. */
function longSizes(sizes: { packed: number; size: number }, extra: Buffer) {
  if (sizes.size !== elsewhere && sizes.packed !== elsewhere) return sizes
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== longSizesId) continue
    const long = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
    const place = sizes.size === elsewhere ? 8 : 0
    const take = (from: number) =>
      from + 8 <= long.length ? Number(long.readBigUInt64LE(from)) : Number.POSITIVE_INFINITY
    return {
      size: sizes.size === elsewhere ? take(0) : sizes.size,
      packed: sizes.packed === elsewhere ? take(place) : sizes.packed,
    }
  }
  return { packed: 0, size: Number.POSITIVE_INFINITY }
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
  return buffer.subarray(0, bytesRead)
}

function tooLarge(path: string): Refusal {
  return new Refusal(`${path} unpacks to more than a table should: save it as CSV, or in parts.`)
}

function damaged(path: string): Refusal {
  return new Refusal(`${path} is a damaged or unfinished workbook: save it again.`)
}
