/** Pictures of a product. The same picture twice is one; one that is taken away leaves its row behind. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { KeptPicture } from '#domain/pictures/keep-picture.ts'
import { noteSeen } from '#domain/pictures/note-seen.ts'
import { noteFile } from '#domain/stored-files.ts'
import { Refusal } from '#kit/refusal.ts'

export interface ProductImage {
  id: string
  productId: string
  /** Of the bytes, in hex: the name under which they are kept. */
  sha256: string
  mime: string
  sizeBytes: number
  /** Pixels; null of a picture from before they were measured. */
  width: number | null
  height: number | null
  /** Null of a picture from before there were thumbnails. */
  thumbnailSha256: string | null
  source: ImageSource
  createdAt: Date
}

export type ImageSource = 'api' | 'chat' | 'import' | 'demo'

export const imagesMax = 20

export interface NewProductImage {
  productId: string
  kept: KeptPicture
  source: ImageSource
  now: Date
}

/** Of a picture that `keepPicture` has stored; `isNew` is false when it was there. Refused beyond 20. */
export async function addProductImage(
  sql: Sql,
  actor: Actor,
  { productId, kept, source, now }: NewProductImage,
): Promise<ProductImage & { isNew: boolean }> {
  allow(actor, 'products:write')
  // One at a time, so that two cannot both be the last.
  const [product] = await sql`
    select 1
    from products
    where id = ${productId}
    for no key update`
  if (!product) throw new Refusal('There is no such product.')
  const held = await listProductImages(sql, productId)
  const same = held.find((image) => image.sha256 === kept.sha256)
  if (same) return { ...same, isNew: false }
  if (held.length >= imagesMax) throw tooMany()
  const fileId = await noteFile(sql, { ...kept, name: `product-${productId}`, now })
  const { thumbnail, width, height, sha256 } = kept
  const smallId = await noteFile(sql, { ...thumbnail, name: `product-${productId}-small`, now })
  const [row] = await sql<{ id: string }[]>`
    insert into product_images
      (org_id, product_id, file_id, sha256, thumbnail_file_id, thumbnail_sha256, width, height,
        source, created_at, created_by)
    values (current_org(), ${productId}, ${fileId}, ${sha256}, ${smallId}, ${thumbnail.sha256},
      ${width}, ${height}, ${source}, ${now}, ${actor.userId})
    returning id`
  const { id } = row!
  await noteSeen(sql, id, kept.seen)
  await noted(sql, actor, { action: 'product.picture_added', productId, image: id, now })
  const { mime, sizeBytes } = kept
  const image = { id, productId, sha256, mime, sizeBytes, width, height, source, createdAt: now }
  return { ...image, thumbnailSha256: thumbnail.sha256, isNew: true }
}

/** Refused when the product has no room for them; those that it has already take none. */
export async function refuseTooMany(
  sql: Sql,
  { productId, sha256s }: { productId: string; sha256s: string[] },
): Promise<void> {
  const held = (await listProductImages(sql, productId)).map(({ sha256 }) => sha256)
  if (new Set([...held, ...sha256s]).size > Math.max(imagesMax, held.length)) throw tooMany()
}

const tooMany = () => new Refusal(`A product has ${imagesMax} pictures at most.`)

/** False when there is none. Its bytes go some nights later, unless another picture has the same. */
export async function removeProductImage(
  sql: Sql,
  actor: Actor,
  { productId, imageId, now }: { productId: string; imageId: string; now: Date },
): Promise<boolean> {
  allow(actor, 'products:write')
  const [removed] = await sql<{ files: string[] }[]>`
    update product_images
    set removed_at = ${now}, removed_by = ${actor.userId}
    where id = ${imageId} and product_id = ${productId} and removed_at is null
    returning array_remove(array[file_id, thumbnail_file_id], null) as files`
  if (!removed) return false
  await sql`delete from product_image_regions where image_id = ${imageId}`
  await sql`
    update stored_files
    set removed_at = ${now}
    where id = any(${removed.files}::bigint[]) and removed_at is null`
  await noted(sql, actor, { action: 'product.picture_removed', productId, image: imageId, now })
  return true
}

/** In the order in which they came; without those that were taken away. */
export function listProductImages(sql: Sql, productId: string): Promise<ProductImage[]> {
  return sql<ProductImage[]>`
    select i.id, i.product_id as "productId", i.sha256, f.mime,
      f.size_bytes::integer as "sizeBytes", i.width, i.height,
      i.thumbnail_sha256 as "thumbnailSha256", i.source, i.created_at as "createdAt"
    from product_images i
    join stored_files f on f.org_id = i.org_id and f.id = i.file_id
    where i.product_id = ${productId} and i.removed_at is null
    order by i.id`
}

function noted(
  sql: Sql,
  { userId }: Actor,
  {
    action,
    productId,
    image,
    now,
  }: Record<'action' | 'productId' | 'image', string> & { now: Date },
): Promise<void> {
  return record(sql, {
    at: now,
    action,
    userId,
    subject: `product:${productId}`,
    detail: { image },
  })
}
