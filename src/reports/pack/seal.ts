/** The seal of a pack's ZIP: whatever byte of it is changed, also one of no file, the seal breaks. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { isSigned } from '#kit/signing.ts'
import { sealedBytes, sealHead, sealLength } from './manifest.ts'

/** Stands where the seal will be: the ZIP's comment, its very last bytes. */
export const unsealed = `${sealHead}${'='.repeat(sealLength)}`

/** Signs everything before the seal. */
export async function sealArchive(path: string, sign: (bytes: Uint8Array) => string) {
  const seal = sign(sealedBytes(await digestOf(path)))
  const file = await open(path, 'r+')
  try {
    const { size } = await file.stat()
    await file.write(seal, size - sealLength, 'latin1')
    await file.sync()
  } finally {
    await file.close()
  }
}

export async function isSealed(path: string, publicKey: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const length = sealHead.length + sealLength
    if (size < length) return false
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
    const comment = buffer.toString('latin1')
    if (!comment.startsWith(sealHead)) return false
    const sha256 = await digestOf(path)
    return isSigned(sealedBytes(sha256), comment.slice(sealHead.length), publicKey)
  } finally {
    await file.close()
  }
}

async function digestOf(path: string): Promise<string> {
  const file = await open(path, 'r')
  const { size } = await file.stat()
  await file.close()
  const hash = createHash('sha256')
  const end = size - sealLength - 1
  if (end >= 0) for await (const chunk of createReadStream(path, { end })) hash.update(chunk)
  return hash.digest('hex')
}
