/**
 * Where a ZIP was changed although each of its files reads as it should: it is packed anew, and the
 * difference shows. It only names the place; that there is a change is known by the seal.
 */
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openZip } from '../render/zip.ts'
import type { ReadArchive } from './read-archive.ts'
import { unsealed } from './seal.ts'

const chunkBytes = 64 * 1024

/** The one file in whose place all the differences lie; null where they lie elsewhere, or in several. */
export async function findChange(archive: ReadArchive, path: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'tillie-verify-'))
  try {
    const anew = join(folder, 'pack.zip')
    const zip = openZip(anew)
    try {
      for (const { name, bytes } of archive.entries) await zip.add(name, archive.read(name, bytes))
      await zip.close(unsealed)
    } catch (fault) {
      await zip.abandon()
      throw fault
    }
    const same = (await stat(anew)).size === (await stat(path)).size
    return same ? await placeOf(archive, path, anew) : null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function placeOf(archive: ReadArchive, path: string, anew: string): Promise<string | null> {
  const other = await open(anew, 'r')
  const places = new Set<string | null>()
  let offset = 0
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      const { buffer } = await other.read(Buffer.alloc(chunk.length), 0, chunk.length, offset)
      for (let at = 0; at < chunk.length; at++)
        if (chunk[at] !== buffer[at]) places.add(nameAt(archive, offset + at))
      offset += chunk.length
      if (places.size > 2) return null
    }
  } finally {
    await other.close()
  }
  places.delete(sealPlace)
  const [only = null] = places
  return places.size === 1 ? only : null
}

/** Its own comment differs from that of the one that was never signed. */
const sealPlace = ''

function nameAt({ entries, directoryAt, sealAt }: ReadArchive, offset: number): string | null {
  if (offset >= sealAt) return sealPlace
  if (offset >= directoryAt) return null
  return entries.findLast((entry) => entry.offset <= offset)?.name ?? null
}
