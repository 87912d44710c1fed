/** Pictures of the catalogue that look like what is sought, by their vectors: found fast, compared later. */
import type { Sql } from '#db/sql.ts'
import type { Likeness } from './eye.ts'
import { nearestPictures } from './nearest.ts'

export { vectorText } from './nearest.ts'

export interface Candidate extends Likeness {
  productId: string
}

/**
 * Those nearest to any of the sought regions, nearest first, each picture once. Pictures that were
 * taken away and products that are archived are not found.
 */
export async function candidatesOf(
  sql: Sql,
  { regions }: { regions: Float32Array[] },
  { model, limit }: { model: string; limit: number },
): Promise<Candidate[]> {
  const near = await nearestPictures(sql, { regions, model, limit })
  const images = await sql<Omit<Candidate, 'similarity'>[]>`
    select id, product_id as "productId", visual_print as print
    from product_images
    where id = any(${near.map(({ imageId }) => imageId)}::bigint[]) and visual_print is not null`
  const known = new Map(images.map((image) => [image.id, image]))
  return near.flatMap(({ imageId, similarity }) => {
    const image = known.get(imageId)
    return image ? [{ ...image, similarity }] : []
  })
}
