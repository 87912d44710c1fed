/**
 * Links to files: whoever has one may fetch that one file, for a while. Nothing about them is kept;
 * a link holds what it is for and until when, under a key that is derived from the house's own.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export interface FileLink {
  orgId: number
  /** stored_files.id */
  fileId: string
  expiresAt: Date
}

export interface FileLinks {
  /** `/files/…`, for the address of this server. To the second. */
  path(link: FileLink): string
  /** Of what stands behind `/files/`; null when it was not written by this house. */
  read(token: string): FileLink | null
}

const keyBytes = 32
const macBytes = 32
const radix = 36
const shape = /^([0-9a-z]{1,7})\.([0-9a-z]{1,13})\.([0-9a-z]{1,9})\.([\w-]{43})$/

export function fileLinks(secretKey: () => Uint8Array): FileLinks {
  let derived: Uint8Array | null = null
  return { path, read }

  function path({ orgId, fileId, expiresAt }: FileLink): string {
    const seconds = Math.floor(expiresAt.getTime() / 1000)
    const said = [orgId, BigInt(fileId), seconds].map((part) => part.toString(radix)).join('.')
    return `/files/${said}.${macOf(said).toString('base64url')}`
  }

  function read(token: string): FileLink | null {
    const [, orgId, fileId, seconds, mac] = shape.exec(token) ?? []
    if (!orgId || !fileId || !seconds || !mac) return null
    const given = Buffer.from(mac, 'base64url')
    const said = `${orgId}.${fileId}.${seconds}`
    // Another spelling of the same bytes is another link.
    const isOurs = given.length === macBytes && given.toString('base64url') === mac
    if (!isOurs || !timingSafeEqual(given, macOf(said))) return null
    return {
      orgId: Number.parseInt(orgId, radix),
      fileId: [...fileId]
        .reduce((sum, digit) => sum * BigInt(radix) + BigInt(Number.parseInt(digit, radix)), 0n)
        .toString(),
      expiresAt: new Date(Number.parseInt(seconds, radix) * 1000),
    }
  }

  function macOf(said: string): Buffer {
    derived ??= new Uint8Array(
      hkdfSync('sha256', secretKey(), new Uint8Array(), 'tillie file links', keyBytes),
    )
    return createHmac('sha256', derived).update(said).digest()
  }
}
