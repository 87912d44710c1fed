/** Links to files, as the API hands them out: whoever has one may fetch the file, for a while. */
import { fileLinks } from '../file-links.ts'
import type { ApiDoors } from './api-doors.ts'
import type { Caller } from './caller.ts'
import type { LinkOf } from './run-schemas.ts'

const linkMs = 15 * 60_000

/** For whoever asks, as of now. */
export function linksFor({ secretKey }: ApiDoors) {
  const links = fileLinks(secretKey)
  return ({ actor: { orgId }, now }: Pick<Caller, 'actor'> & { now: Date }): LinkOf => {
    const urlExpiresAt = new Date(now.getTime() + linkMs)
    return (fileId) => ({
      url: links.path({ orgId, fileId, expiresAt: urlExpiresAt }),
      urlExpiresAt,
    })
  }
}
