/** Pictures of a product. The same picture twice is one. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'

export interface ProductImage {
  id: string
  productId: string
  /** Of the bytes, in hex: the name under which they are kept. */
  sha256: string
  mime: string
  sizeBytes: number
  createdAt: Date
}

export const imagesMax = 20

/** Keeps a picture whose bytes are in the file store already. Refused beyond 20 a product. */
export async function addProductImage(
  sql: Sql,
  actor: Actor,
  input: { productId: string; sha256: string; mime: string; sizeBytes: number; now: Date },
): Promise<ProductImage> {
  allow(actor, 'products:write')
  const { productId, sha256, mime, sizeBytes, now } = input
  // One at a time, so that two cannot both be the last.
  await sql`
    select 1
    from products
    where id = ${productId}
    for no key update`
  const held = await listProductImages(sql, productId)
  const same = held.find((image) => image.sha256 === sha256)
  if (same) return same
  if (held.length >= imagesMax) throw new Refusal(`A product has ${imagesMax} pictures at most.`)
  const [image] = await sql<{ id: string }[]>`
    with file as (
      insert into stored_files (org_id, sha256, name, mime, size_bytes, created_at)
      values (current_org(), ${sha256}, ${`product-${productId}`}, ${mime}, ${sizeBytes}, ${now})
      returning id)
    insert into product_images (org_id, product_id, file_id, sha256, created_at, created_by)
    select current_org(), ${productId}, file.id, ${sha256}, ${now}, ${actor.userId}
    from file
    returning id`
  await record(sql, {
    at: now,
    action: 'product.picture_added',
    userId: actor.userId,
    subject: `product:${productId}`,
    detail: { image: image!.id },
  })
  return { id: image!.id, productId, sha256, mime, sizeBytes, createdAt: now }
}

/** In the order in which they came. */
export function listProductImages(sql: Sql, productId: string): Promise<ProductImage[]> {
  return sql<ProductImage[]>`
    select i.id, i.product_id as "productId", i.sha256, f.mime,
      f.size_bytes::integer as "sizeBytes", i.created_at as "createdAt"
    from product_images i
    join stored_files f on f.org_id = i.org_id and f.id = i.file_id
    where i.product_id = ${productId}
    order by i.id`
}
