/** The same files in a ZIP that somebody else has made; sealed when they have a key of their own. */
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { signed } from '#kit/signing.ts'
import { sealedBytes, sealHead, sealLength } from '#reports/pack/manifest.ts'

export async function rebuilt(
  files: Iterable<readonly [string, Buffer]>,
  privateKey?: string,
): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, bytes] of files) zip.addBuffer(bytes, name)
  zip.end({ forceZip64Format: false, comment: `${sealHead}${'='.repeat(sealLength)}` })
  const bytes = await buffer(zip.outputStream)
  if (!privateKey) return bytes
  const body = bytes.subarray(0, -sealLength)
  const seal = signed(sealedBytes(createHash('sha256').update(body).digest('hex')), privateKey)
  return Buffer.concat([body, Buffer.from(seal)])
}
