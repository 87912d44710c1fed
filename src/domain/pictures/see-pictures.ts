/**
 * Pictures that the present model has not looked at are looked at in the background: all of them after
 * a change of model, and those from before there was any. The old regions stand until then.
 */
import { FileGone, type Files, StoreAway } from '#clients/files.ts'
import type { Db, Sql } from '#db/sql.ts'
import { noteFile } from '#domain/stored-files.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Eye, KeptSight } from './eye.ts'
import { stored } from './keep-picture.ts'
import { forgetOldRegions, noteSeen } from './note-seen.ts'

export interface SeeDeps {
  db: Db
  files: Files
  eye: Pick<Eye, 'keep'>
  clock: Clock
  log: Log
  /** The one that the eye describes pictures by. */
  model: string
}

/** Of a picture that the eye fails on by a fault of its own; one that is refused is not tried again. */
const triesMax = 3
const batchMax = 50

interface Unseen {
  id: string
  sha256: string
  productId: string
  hasThumbnail: boolean
}

/** Looks at `atMost` pictures; returns how many were looked at, with or without success. */
export async function seePictures(
  deps: SeeDeps,
  orgId: number,
  { atMost = 2_000 } = {},
): Promise<number> {
  const { db, model } = deps
  let seen = 0
  let after = '0'
  while (seen < atMost) {
    const limit = Math.min(batchMax, atMost - seen)
    const batch = await db.asReader(orgId, (sql) => unseen(sql, { model, after, limit }))
    if (batch.length === 0) break
    for (const image of batch) await seeOne(deps, orgId, image)
    seen += batch.length
    after = batch.at(-1)!.id
  }
  if (seen > 0) await db.asOrg(orgId, (sql) => forgetOldRegions(sql, model))
  return seen
}

function unseen(
  sql: Sql,
  { model, after, limit }: { model: string; after: string; limit: number },
): Promise<Unseen[]> {
  return sql<Unseen[]>`
    select id, sha256, product_id as "productId", thumbnail_sha256 is not null as "hasThumbnail"
    from product_images
    where org_id = current_org() and removed_at is null
      and visual_model is distinct from ${model}
      and (visual_tried_model is distinct from ${model} or visual_tries < ${triesMax})
      and id > ${after}
    order by id
    limit ${limit}`
}

async function seeOne(deps: SeeDeps, orgId: number, image: Unseen): Promise<void> {
  const { db, files, eye } = deps
  try {
    const sight = await eye.keep(await files.get(orgId, image.sha256))
    const small = image.hasThumbnail
      ? null
      : await stored(files, orgId, sight.thumbnail, 'image/jpeg')
    await db.asOrg(orgId, async (sql) => {
      await noteSeen(sql, image.id, sight.seen)
      if (small) await noteThumbnail(sql, image, { ...small, sight, now: deps.clock() })
    })
  } catch (fault) {
    if (fault instanceof StoreAway) throw fault // All of them can wait until it is back.
    await noteFault(deps, orgId, { image, fault })
  }
}

async function noteThumbnail(
  sql: Sql,
  { id, productId }: Unseen,
  small: { sha256: string; mime: string; sizeBytes: number; sight: KeptSight; now: Date },
): Promise<void> {
  const { width, height } = small.sight
  const fileId = await noteFile(sql, { ...small, name: `product-${productId}-small` })
  await sql`
    update product_images
    set thumbnail_sha256 = ${small.sha256}, thumbnail_file_id = ${fileId}, width = ${width},
      height = ${height}
    where id = ${id}`
}

/** One that can never be read is noted and left; the eye may be well again later. */
async function noteFault(
  { db, log, model }: SeeDeps,
  orgId: number,
  { image, fault }: { image: Unseen; fault: unknown },
): Promise<void> {
  const isOver = fault instanceof Refusal || fault instanceof FileGone
  log.warn({ err: fault, orgId, image: image.id }, 'a picture was not looked at')
  await db.asOrg(
    orgId,
    (sql) => sql`
      update product_images
      set visual_tries =
          case
            when ${isOver} then ${triesMax}
            when visual_tried_model = ${model} then visual_tries + 1
            else 1
          end,
        visual_tried_model = ${model},
        visual_fault = ${fault instanceof Error ? fault.message : 'an unknown fault'}
      where id = ${image.id}`,
  )
}
