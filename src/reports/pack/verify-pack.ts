/**
 * A pack proved, with nothing but the file: its manifest is signed, each file is what the manifest says,
 * nothing is there beside them, the audit log's links follow from each other, and no byte of the ZIP
 * around them was changed. The first thing that is not so is named.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { isKeyNamed, isSigned } from '#kit/signing.ts'
import { findChange } from './find-change.ts'
import {
  chainName,
  type Manifest,
  manifestName,
  manifestSchema,
  signatureName,
} from './manifest.ts'
import { openArchive, type ReadArchive, Unreadable } from './read-archive.ts'
import { isSealed } from './seal.ts'
import { verifyChain } from './verify-chain.ts'

const manifestBytesMax = 4 * 1024 * 1024
const signatureBytesMax = 200

export type Verdict =
  | { is: 'whole'; manifest: Manifest; links: number; late: number }
  /** `where` is a file in the pack, or the ZIP around them. */
  | { is: 'broken'; where: string; why: string }

class Broken extends Error {
  readonly where: string

  constructor(where: string, why: string) {
    super(why)
    this.where = where
  }
}

/** `key` is the business's own key or its fingerprint, as it was told elsewhere. */
export async function verifyPack(path: string, { key }: { key?: string } = {}): Promise<Verdict> {
  try {
    const archive = await openArchive(path)
    try {
      return await prove(archive, path, key)
    } finally {
      archive.close()
    }
  } catch (fault) {
    if (!(fault instanceof Broken || fault instanceof Unreadable)) throw fault
    return { is: 'broken', where: fault.where, why: fault.message }
  }
}

async function prove(archive: ReadArchive, path: string, key?: string): Promise<Verdict> {
  const manifest = await readManifest(archive, key)
  checkNames(archive, manifest)
  for (const file of manifest.files) await checkFile(archive, file)
  const chain = await verifyChain(archive, manifest)
  if (chain.is === 'broken') throw new Broken(chainName, chain.why)
  if (!(await isSealed(path, manifest.key.publicKey))) throw await wrapping(archive, path)
  return { is: 'whole', manifest, links: chain.links, late: chain.late }
}

/** All files read as they were signed, but the bytes that they are read from are others. */
async function wrapping(archive: ReadArchive, path: string): Promise<Broken> {
  const name = await findChange(archive, path)
  return name
    ? new Broken(name, 'it was packed in another way than it was signed')
    : new Broken('the ZIP itself', 'its files are as they were signed, but not the ZIP around them')
}

async function readManifest(archive: ReadArchive, key: string | undefined): Promise<Manifest> {
  const bytes = await archive.whole(manifestName, manifestBytesMax)
  const signature = (await archive.whole(signatureName, signatureBytesMax)).toString('latin1')
  const manifest = parsed(bytes)
  const { publicKey } = manifest.key
  if (key && !isKeyNamed(publicKey, key))
    throw new Broken(manifestName, `it is signed with another key (${manifest.key.fingerprint})`)
  if (!signature.endsWith('\n') || !isSigned(bytes, signature.slice(0, -1), publicKey))
    throw new Broken(changedOfTwo(archive, bytes, signature), 'it is not what was signed')
  return manifest
}

/** A changed byte shows in the ZIP's own check; where neither does, somebody wrote another manifest. */
function changedOfTwo({ entries }: ReadArchive, manifest: Buffer, signature: string): string {
  const isAsPacked = (name: string, bytes: Buffer) =>
    entries.find((entry) => entry.name === name)?.crc32 === crc32(bytes)
  const isOther = !isAsPacked(signatureName, Buffer.from(signature, 'latin1'))
  return isOther && isAsPacked(manifestName, manifest) ? signatureName : manifestName
}

function parsed(bytes: Buffer): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    throw new Broken(manifestName, 'it is not a manifest')
  }
}

/** Each file once, in the order of the manifest, which with its signature stands last. */
function checkNames({ entries }: ReadArchive, { files }: Manifest) {
  const names = entries.map(({ name }) => name)
  const expected = [...files.map(({ name }) => name), manifestName, signatureName]
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw new Broken(name, 'it is there twice')
    if (!expected.includes(name)) throw new Broken(name, 'it does not belong to the pack')
    seen.add(name)
  }
  for (const name of expected) if (!seen.has(name)) throw new Broken(name, 'it is missing')
  const moved = names.find((name, at) => name !== expected[at])
  if (moved) throw new Broken(moved, 'it stands in another place')
}

async function checkFile(
  archive: ReadArchive,
  { name, bytes, sha256 }: Manifest['files'][number],
): Promise<void> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of archive.read(name, bytes)) {
    hash.update(chunk)
    size += chunk.length
  }
  if (size !== bytes || hash.digest('hex') !== sha256)
    throw new Broken(name, 'it is not what was signed')
}
