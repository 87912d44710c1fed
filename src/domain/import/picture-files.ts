/**
 * Pictures in a folder or a ZIP archive, one after another: nothing is unpacked to the disk, and a
 * name is only ever looked at, so that it leads nowhere. Links in a folder are not followed.
 */
import { type Dirent, promises as fs } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { pictureBytesMax } from '#domain/pictures/limits.ts'
import { Refusal } from '#kit/refusal.ts'

export interface PictureFile {
  /** As it stands in the folder or archive. */
  name: string
  /** Refused when it is too large, or cannot be read. */
  read(): Promise<Uint8Array>
}

const filesMax = 20_000
const depthMax = 8
const archiveBytesMax = 4_000_000_000
/** Pictures hardly shrink in an archive; what shrinks to a hundredth is a bomb. */
const shrinkMax = 100

/** Refused when it is neither a folder nor a ZIP archive, or holds more than 20,000 files. */
export async function picturesIn(path: string): Promise<AsyncIterable<PictureFile>> {
  const found = await fs.stat(path).catch(() => null)
  if (found?.isDirectory()) return inFolder(path)
  if (!found?.isFile()) throw new Refusal(`There is no folder or file ${path}.`)
  if (found.size > archiveBytesMax) throw new Refusal(`${path} is larger than 4 GB: divide it.`)
  return inArchive(path, await opened(path))
}

async function* inFolder(root: string): AsyncIterable<PictureFile> {
  let files = 0
  const folders = [{ path: root, depth: 0 }]
  for (let folder = folders.pop(); folder; folder = folders.pop())
    for (const entry of await entriesOf(folder.path)) {
      const path = join(folder.path, entry.name)
      if (isLeftBehind(entry.name)) continue
      if (entry.isDirectory() && folder.depth < depthMax)
        folders.push({ path, depth: folder.depth + 1 })
      if (!entry.isFile()) continue
      files += 1
      if (files > filesMax) throw tooMany(root)
      yield { name: relative(root, path), read: () => readFile(path) }
    }
}

async function entriesOf(path: string): Promise<Dirent[]> {
  const entries = await fs.readdir(path, { withFileTypes: true })
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1))
}

async function readFile(path: string): Promise<Uint8Array> {
  const { size } = await fs.stat(path)
  if (size > pictureBytesMax) throw tooLarge()
  return fs.readFile(path)
}

/** An entry is read before the next one is looked for. */
async function* inArchive(path: string, zip: ZipFile): AsyncIterable<PictureFile> {
  try {
    if (zip.entryCount > filesMax) throw tooMany(path)
    for await (const entry of zip.eachEntry()) {
      const isFolder = entry.fileName.endsWith('/')
      if (isFolder || entry.fileName.split('/').some(isLeftBehind)) continue
      yield { name: entry.fileName, read: () => readEntry(zip, entry) }
    }
  } catch (fault) {
    if (fault instanceof Refusal) throw fault
    throw /relative path|absolute path|invalid char/.test((fault as Error).message)
      ? new Refusal(`${path} holds names that lead out of it: pack it again.`)
      : damaged(path)
  } finally {
    zip.close()
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false })
  } catch {
    throw damaged(path)
  }
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  if (entry.isEncrypted()) throw new Refusal('It is protected by a password.')
  if (entry.uncompressedSize > pictureBytesMax) throw tooLarge()
  if (entry.uncompressedSize > Math.max(1, entry.compressedSize) * shrinkMax)
    throw new Refusal('It unpacks to more than a picture should.')
  try {
    // It fails when there is more or less than the directory tells.
    return await buffer(await zip.openReadStreamPromise(entry))
  } catch {
    throw new Refusal('It is damaged in the archive.')
  }
}

/** What systems leave beside pictures: hidden files, and previews. */
function isLeftBehind(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX' || /^(thumbs\.db|desktop\.ini)$/i.test(name)
}

/** `shop/MUG-201_2.png` may be the second picture of MUG-201, or the one of MUG-201_2. */
export function skusFor(name: string): string[] {
  const stem = basename(name.replaceAll('\\', '/'))
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .trim()
  const bare = stem.replace(/\s*\(\d{1,3}\)$|[_\-. ]\d{1,3}$/, '').trim()
  return bare === stem || bare === '' ? [stem] : [stem, bare]
}

const tooLarge = () => new Refusal(`It is larger than ${pictureBytesMax / 1_000_000} MB.`)
const tooMany = (path: string) =>
  new Refusal(`${path} holds over ${filesMax.toLocaleString('en')} files: divide it.`)
const damaged = (path: string) =>
  new Refusal(`${path} is no ZIP archive that can be read: pack it again.`)
