/** Files that went over the wire, kept in memory; the oldest go when there is too much of it. */
import { createHash, randomInt } from 'node:crypto'
import type { Clock } from '#kit/clock.ts'

const bytesMax = 300 * 1024 * 1024
const day = 24 * 3_600_000
/** Meta keeps what was uploaded for 30 days and what a person sent for 7. */
const lifeMs = { upload: 30 * day, inbound: 7 * day }
const idDigits = 16

export interface Media {
  id: string
  bytes: Uint8Array
  name: string
  mime: string
  sha256: string
  width?: number
  height?: number
  expiresAt: number
}

export type MediaShelf = ReturnType<typeof openMedia>

export function openMedia(clock: Clock) {
  const shelf = new Map<string, Media>()
  let total = 0

  return { keep, get, drop }

  function keep(
    file: Pick<Media, 'bytes' | 'name' | 'mime'>,
    origin: keyof typeof lifeMs = 'upload',
  ): Media {
    const media: Media = {
      ...file,
      ...sizeOf(file.bytes),
      id: newId(),
      sha256: createHash('sha256').update(file.bytes).digest('base64'),
      expiresAt: clock().getTime() + lifeMs[origin],
    }
    shelf.set(media.id, media)
    total += file.bytes.length
    for (const oldest of shelf.keys()) {
      if (total <= bytesMax || oldest === media.id) break
      drop(oldest)
    }
    return media
  }
  /** null when it is unknown or has expired. */
  function get(id: string): Media | null {
    const media = shelf.get(id)
    return media && media.expiresAt > clock().getTime() ? media : null
  }
  function drop(id: string): boolean {
    total -= shelf.get(id)?.bytes.length ?? 0
    return shelf.delete(id)
  }
}

/** Width and height of a PNG or JPEG; nothing for other files. */
function sizeOf(bytes: Uint8Array): { width?: number; height?: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isPng(bytes) && bytes.length >= 24)
    return { width: view.getUint32(16), height: view.getUint32(20) }
  if (!isJpeg(bytes)) return {}
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + view.getUint16(at + 2)
  }
  return {}
}

export function isPng(bytes: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47].every((byte, at) => bytes[at] === byte)
}

export function isJpeg(bytes: Uint8Array): boolean {
  return [0xff, 0xd8, 0xff].every((byte, at) => bytes[at] === byte)
}

function newId(): string {
  return Array.from({ length: idDigits }, (_, at) => randomInt(at === 0 ? 1 : 0, 10)).join('')
}
