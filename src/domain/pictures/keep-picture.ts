/** A picture that somebody sends becomes one that can be kept: its bytes and thumbnail are stored. */
import type { Files } from '#clients/files.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Eye, KeptSight } from './eye.ts'

export interface KeptPicture extends StoredImage {
  width: number
  height: number
  /** JPEG, for lists and cards. */
  thumbnail: StoredImage
  seen: KeptSight['seen']
}

interface StoredImage {
  /** Of the bytes, in hex: the name under which they are kept. */
  sha256: string
  mime: string
  sizeBytes: number
}

export interface PictureKeepers {
  files: Pick<Files, 'put'>
  eye: Pick<Eye, 'keep'>
}

/**
 * Guards, re-encodes without metadata, describes and stores. Refused in one sentence when the bytes
 * are no picture that we keep; nothing is stored then. Never call it within a transaction.
 */
export async function keepPicture(
  { files, eye }: PictureKeepers,
  orgId: number,
  bytes: Uint8Array,
): Promise<KeptPicture> {
  return storeSight(files, orgId, await eye.keep(bytes))
}

/** The same of a picture that the eye has passed already. */
export async function storeSight(
  files: Pick<Files, 'put'>,
  orgId: number,
  { bytes, mime, width, height, seen, thumbnail }: KeptSight,
): Promise<KeptPicture> {
  return {
    ...(await stored(files, orgId, bytes, mime)),
    ...{ width, height, seen },
    thumbnail: await stored(files, orgId, thumbnail, 'image/jpeg'),
  }
}

/** Looks at all before any is stored: of several, a bad one keeps all out, and is named by its place. */
export async function lookAtAll(
  eye: Pick<Eye, 'keep'>,
  pictures: Uint8Array[],
): Promise<KeptSight[]> {
  const sights: KeptSight[] = []
  for (const [place, bytes] of pictures.entries())
    try {
      sights.push(await eye.keep(bytes))
    } catch (fault) {
      if (!(fault instanceof Refusal) || pictures.length === 1) throw fault
      throw new Refusal(`Picture ${place + 1} of ${pictures.length}: ${fault.message}`)
    }
  return sights
}

export async function stored(
  files: Pick<Files, 'put'>,
  orgId: number,
  bytes: Uint8Array,
  mime: string,
): Promise<StoredImage> {
  return { sha256: await files.put(orgId, bytes), mime, sizeBytes: bytes.byteLength }
}
