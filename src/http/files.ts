/** Where links to files lead: the file itself, or a sentence that says why not. */
import { Hono } from 'hono'
import { FileGone, type Files } from '#clients/files.ts'
import type { Db } from '#db/sql.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { fileLinks } from './file-links.ts'
import { fileResponse } from './file-response.ts'

export interface FileDoors {
  db: Db
  files: Files
  clock: Clock
  log: Log
  /** The house's key; that of the links is derived from it. */
  secretKey(): Uint8Array
}

interface Stored {
  sha256: string
  name: string
  mime: string
  sizeBytes: number
  isRemoved: boolean
}

export function files({ db, files, clock, log, secretKey }: FileDoors): Hono {
  const app = new Hono()
  const links = fileLinks(secretKey)

  app.get('/files/:link', async (c) => {
    const link = links.read(c.req.param('link'))
    if (!link) return c.text('This is no link of ours: please ask for the file again.', 403)
    if (link.expiresAt <= clock())
      return c.text('This link has expired: please ask for the file again.', 403)
    const file = await db.asReader(link.orgId, async (sql) => {
      const [row] = await sql<Stored[]>`
        select sha256, name, mime, size_bytes::float8 as "sizeBytes",
          removed_at is not null as "isRemoved"
        from stored_files
        where org_id = current_org() and id = ${link.fileId}`
      return row ?? null
    })
    if (!file || file.isRemoved) return c.text(gone, 404)
    if (c.req.method === 'HEAD') return fileResponse(file, null)
    try {
      return fileResponse(file, await files.read(link.orgId, file.sha256))
    } catch (err) {
      log.error({ err, orgId: link.orgId, file: link.fileId }, 'a file could not be read')
      if (err instanceof FileGone) return c.text(gone, 404)
      return c.text('The file cannot be reached just now: please try again in a minute.', 503)
    }
  })
  return app
}

const gone = 'This file is no longer kept: please ask for the report again.'
