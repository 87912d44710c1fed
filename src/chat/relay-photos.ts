/** Photos for a person of the shop: as they may be shown, upright and without metadata, and never more. */

import { isDatabaseGone } from '#db/away.ts'
import type { Db } from '#db/sql.ts'
import type { Eye } from '#domain/pictures/eye.ts'
import { relayedName } from '#domain/pictures/picture-limits.ts'
import type { StoredFile } from '#domain/stored-files.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'
import { describeFault } from './fault.ts'

interface Shown {
  db: Db
  eye?: Eye
  files: { put(orgId: number, bytes: Uint8Array): Promise<string> }
  log: Log
}

/** Null in the place of each that cannot be shown: it is named in words then. */
export function photosToRelay(
  deps: Shown,
  orgId: number,
  photos: (() => Promise<Uint8Array>)[],
): Promise<(StoredFile | null)[]> {
  return Promise.all(photos.map((fetch) => toRelay(deps, orgId, fetch)))
}

async function toRelay(
  { eye, files, log }: Shown,
  orgId: number,
  fetch: () => Promise<Uint8Array>,
): Promise<StoredFile | null> {
  if (!eye) return null
  try {
    const { bytes, mime } = (await eye.look(await fetch())).photo
    const name = mime === 'image/png' ? `${relayedName}.png` : `${relayedName}.jpg`
    return { sha256: await files.put(orgId, bytes), name, mime, sizeBytes: bytes.byteLength }
  } catch (error) {
    if (isDatabaseGone(error)) throw error
    if (!(error instanceof Refusal))
      log.error({ fault: describeFault(error), orgId }, 'a photo could not be relayed')
    return null
  }
}
