/** What the eye has made out of a picture, kept beside it: a print, and vectors of its regions. */
import type { Sql } from '#db/sql.ts'
import type { KeptSight } from './eye.ts'
import { vectorText } from './nearest.ts'

/** Regions of an earlier model stay: `forgetOldRegions` clears them once nothing needs them. */
export async function noteSeen(
  sql: Sql,
  imageId: string,
  { model, print, regions }: KeptSight['seen'],
): Promise<void> {
  const standing = await sql`
    update product_images
    set visual_model = ${model}, visual_print = ${print}, visual_tried_model = null,
      visual_tries = 0, visual_fault = null
    where id = ${imageId} and removed_at is null`
  if (standing.count === 0) return // Taken away while it was looked at.
  await sql`
    insert into product_image_regions (org_id, image_id, model, region, vector)
    select current_org(), ${imageId}, ${model}, place, vector::halfvec
    from unnest(${regions.map(vectorText)}::text[]) with ordinality as t (vector, place)
    on conflict (org_id, image_id, model, region) do update set vector = excluded.vector`
}

/** Clears the regions of other models, once every picture has been looked at by this one. */
export async function forgetOldRegions(sql: Sql, model: string): Promise<void> {
  await sql`
    delete from product_image_regions
    where model <> ${model} and not exists (
      select from product_images
      where removed_at is null and visual_model is distinct from ${model}
        and visual_fault is null)`
}
