/** A process that keeps hostile pictures with the house's own eye, and tells what came of each and how much memory it took. */
import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { openFiles } from '#clients/files.ts'
import { keepPicture } from '#domain/pictures/keep-picture.ts'
import { Refusal } from '#kit/refusal.ts'
import { openEye } from '#main/eye.ts'

export interface CameOf {
  /** The sentence that refused it; null when it was kept. */
  refused: string | null
  /** Of a fault, which there should be none of. */
  fault: string | null
  /** Objects in the store afterwards that were not there before. */
  stored: number
  /** Kinds of metadata that what was kept still has. */
  metadata: string[]
  /** Of the whole process, up to now. */
  memoryMbMax: number
}

const folder = process.argv[2]!
const files = openFiles(folder)
const eye = openEye()

process.on('message', async ({ bytes }: { bytes: Uint8Array }) => {
  const before = stored()
  const came: CameOf = { refused: null, fault: null, stored: 0, metadata: [], memoryMbMax: 0 }
  try {
    const { sha256 } = await keepPicture({ files, eye }, 1, bytes)
    const { exif, icc, iptc, xmp, orientation } = await sharp(await files.get(1, sha256)).metadata()
    const found = { exif, icc, iptc, xmp, orientation }
    came.metadata = Object.entries(found).flatMap(([kind, value]) => (value ? [kind] : []))
  } catch (fault) {
    if (fault instanceof Refusal) came.refused = fault.message
    else came.fault = String(fault)
  }
  came.stored = stored() - before
  came.memoryMbMax = Math.round(process.resourceUsage().maxRSS / 1024)
  process.send!(came)
})
process.send!('ready')

function stored(): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
    .length
}
