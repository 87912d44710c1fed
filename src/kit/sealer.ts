/** Sealing: secrets that rest in the database or a file are of no use without the house's key. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export interface Sealer {
  /** `bound` is what the secret belongs to; it opens for nothing else. */
  seal(secret: string, bound: string): string
  /** Throws when it was sealed with another key, for another owner, or was changed. */
  open(sealed: string, bound: string): string
}

const algorithm = 'aes-256-gcm'
const version = 'v1'
const nonceBytes = 12
const tagBytes = 16
export const sealingKeyBytes = 32

/** AES-256-GCM. The key is fetched when it is first needed. */
export function openSealer(fetchKey: () => Uint8Array): Sealer {
  let fetched: Uint8Array | null = null
  return { seal, open }

  function key(): Uint8Array {
    fetched ??= fetchKey()
    if (fetched.length !== sealingKeyBytes)
      throw new Error(`the key for secrets must have ${sealingKeyBytes} bytes`)
    return fetched
  }

  function seal(secret: string, bound: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, key(), nonce).setAAD(Buffer.from(bound))
    const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
    return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
  }

  function open(sealed: string, bound: string): string {
    const [said, text = ''] = sealed.split('.')
    const bytes = Buffer.from(text, 'base64url')
    if (said !== version || bytes.length < nonceBytes + tagBytes)
      throw new Error('a sealed secret is damaged')
    const decipher = createDecipheriv(algorithm, key(), bytes.subarray(0, nonceBytes))
      .setAAD(Buffer.from(bound))
      .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    const body = bytes.subarray(nonceBytes + tagBytes)
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
  }
}
