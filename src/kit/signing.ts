/** Signing: Ed25519 keys as short texts, so that what was handed out can be proved anywhere. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'

/** Both raw (32 bytes), in base64url. */
export interface SigningKey {
  publicKey: string
  privateKey: string
}

const rawBytes = 32
const signatureBytes = 64
/** What stands before the raw key in DER (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

export function newSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = (der: Buffer) => der.subarray(-rawBytes).toString('base64url')
  return {
    publicKey: raw(publicKey.export({ format: 'der', type: 'spki' })),
    privateKey: raw(privateKey.export({ format: 'der', type: 'pkcs8' })),
  }
}

/** In base64. The same bytes under the same key have one signature. */
export function signed(bytes: Uint8Array, privateKey: string): string {
  const der = Buffer.concat([pkcs8Head, Buffer.from(privateKey, 'base64url')])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return sign(null, bytes, key).toString('base64')
}

/** False also for a key or a signature that is none, or is written in another way than `signed` does. */
export function isSigned(bytes: Uint8Array, signature: string, publicKey: string): boolean {
  const raw = Buffer.from(signature, 'base64')
  if (raw.length !== signatureBytes || raw.toString('base64') !== signature) return false
  const key = publicKeyOf(publicKey)
  return key !== null && verify(null, bytes, key, raw)
}

/** What people compare: 32 hex digits in groups of four, of the SHA-256 of the raw key. */
export function fingerprintOf(publicKey: string): string {
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex')
  return digest.slice(0, 32).match(/.{4}/g)!.join(' ')
}

/** Of a key or its fingerprint, as a person copied it. */
export function isKeyNamed(publicKey: string, said: string): boolean {
  if (said.trim() === publicKey) return true
  const digits = said.replace(/[\s:-]/g, '').toLowerCase()
  return digits === fingerprintOf(publicKey).replaceAll(' ', '')
}

function publicKeyOf(text: string): KeyObject | null {
  const raw = Buffer.from(text, 'base64url')
  if (raw.length !== rawBytes || raw.toString('base64url') !== text) return null
  try {
    const der = Buffer.concat([spkiHead, raw])
    return createPublicKey({ key: der, format: 'der', type: 'spki' })
  } catch {
    return null
  }
}
