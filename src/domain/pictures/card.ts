/** The picture of a product that is shown in a chat: its own, in a form that every chat can show. */
import type { Sql } from '#db/sql.ts'

export interface PictureCard {
  /** stored_files.id */
  id: string
  sha256: string
  name: string
  mime: string
  sizeBytes: number
}

const shownEverywhere = ['image/jpeg', 'image/png']
/** What WhatsApp takes of a picture. */
const cardBytesMax = 5_000_000

/** The named picture of the product, or else its first; null when it has none. */
export async function cardOf(
  sql: Sql,
  { productId, imageId = null }: { productId: string; imageId?: string | null },
): Promise<PictureCard | null> {
  const [row] = await sql<PictureCard[]>`
    select f.id, f.sha256, f.mime, f.size_bytes::integer as "sizeBytes",
      'product-' || i.product_id || case f.mime when 'image/png' then '.png' else '.jpg' end as name
    from product_images i
    join stored_files f on f.org_id = i.org_id and f.id in (i.file_id, i.thumbnail_file_id)
    where i.product_id = ${productId} and i.removed_at is null and f.removed_at is null
      and f.mime = any(${shownEverywhere}::text[]) and f.size_bytes <= ${cardBytesMax}
    order by (i.id = ${imageId}::bigint) is true desc, i.id, (f.id = i.file_id) desc
    limit 1`
  return row ?? null
}
