/**
 * The demo shop's pictures: drawn, kept and described beside the trade that is written meanwhile.
 * One that does not come out leaves the shop without it, and the next start tries again.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { actorFor } from '#domain/people.ts'
import {
  type KeptPicture,
  keepPicture,
  type PictureKeepers,
} from '#domain/pictures/keep-picture.ts'
import { addProductImage } from '#domain/products/product-images.ts'
import type { Log } from '#kit/log.ts'
import { renderDrawing } from './drawings/draw.ts'

export interface PictureHands extends PictureKeepers {
  log: Log
}

interface Bare {
  id: string
  sku: string
}

/** Hangs those that no product has had yet; one that was taken away stays away. */
export async function hangPictures(
  db: Db,
  orgId: number,
  { hands, by, now }: { hands: PictureHands; by: string; now: Date },
): Promise<void> {
  const bare = await db.asOrg(orgId, withoutPicture)
  if (bare.length === 0) return
  const actor = await db.asOrg(orgId, (sql) => actorFor(sql, by))
  try {
    for (const { id, sku } of bare) {
      const kept = await keepPicture(hands, orgId, await renderDrawing(sku))
      await db.asOrg(orgId, (sql) => hang(sql, actor, { productId: id, kept, now }))
    }
  } catch (err) {
    // The shop answers in words without them, also while a store of files is away.
    hands.log.warn({ err, orgId }, 'the demo shop has not all of its pictures yet')
  }
}

function withoutPicture(sql: Sql): Promise<Bare[]> {
  return sql<Bare[]>`
    select p.id, p.sku
    from products p
    where p.source = 'demo' and not p.is_service and not exists (
      select
      from product_images i
      where i.org_id = p.org_id and i.product_id = p.id and i.source = 'demo')
    order by p.id`
}

async function hang(
  sql: Sql,
  actor: Actor,
  picture: { productId: string; kept: KeptPicture; now: Date },
): Promise<void> {
  await addProductImage(sql, actor, { ...picture, source: 'demo' })
}
