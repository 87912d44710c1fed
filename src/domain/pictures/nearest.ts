/**
 * The pictures of the catalogue whose regions are nearest to those sought. A business is looked through
 * whole, in the index that holds the vectors themselves; one with an index of its own (`region-hnsw`)
 * is searched in that.
 */
import type { Fragment, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { hasRegionIndex } from './region-hnsw.ts'

export interface Near {
  imageId: string
  /** Cosine of the two regions that are nearest, at most 1. */
  similarity: number
}

interface Asking {
  /** Of length 1, so that the inner product is the cosine. */
  regions: Float32Array[]
  model: string
  limit: number
}

/** How many entries of the index are looked at, at least: recall is bought with time here. */
const efSearchMin = 80
/** Of one picture; all of them may be among the nearest. */
const regionsEachMax = 4
const orgIdForm = /^\d+$/

/** Nearest first, each picture once; none that was taken away or whose product is archived. */
export async function nearestPictures(sql: Sql, asking: Asking): Promise<Near[]> {
  if (asking.regions.length === 0) return []
  return (await hasRegionIndex(sql)) ? byIndex(sql, asking) : throughAll(sql, asking)
}

/** Complete: every region of the business is compared with every one sought. */
async function throughAll(sql: Sql, { regions, model, limit }: Asking): Promise<Near[]> {
  const nearest = listed(
    sql,
    regions.map((region) => sql`vector <#> ${vectorText(region)}::halfvec`),
  )
  // The planner takes the rows, which lie apart, for cheaper than the index that holds all it needs.
  const before = byRows(sql, 'off').execute()
  const search = sql<Near[]>`
    select image_id as "imageId", -min(least(${nearest})) as similarity
    from product_image_regions
    where model = ${model} and image_id <> all(array(${hidden(sql)}))
    group by image_id
    order by similarity desc, image_id
    limit ${limit}`.execute()
  const [, near] = await together([before, search, byRows(sql, 'on').execute()])
  return near
}

function byRows(sql: Sql, to: 'on' | 'off') {
  return sql`
    select set_config('enable_seqscan', ${to}, true), set_config('enable_bitmapscan', ${to}, true)`
}

/** The index goes on for as long as pictures are hidden, so that none of the limit is lost to them. */
async function byIndex(sql: Sql, { regions, model, limit }: Asking): Promise<Near[]> {
  const rows = limit * regionsEachMax
  const efSearch = Math.max(efSearchMin, rows)
  const [org] = await sql<{ id: string }[]>`
    select current_org()::text as id, set_config('hnsw.ef_search', ${String(efSearch)}, true),
      set_config('hnsw.iterative_scan', 'relaxed_order', true)`
  if (!orgIdForm.test(org!.id)) throw new Error('not the number of a business')
  // Only a number that the planner can read tells it that the index of this business will do.
  const own = sql.unsafe(org!.id) as unknown as Fragment
  const each = regions.map(
    (region) => sql`(
      select image_id, vector <=> ${vectorText(region)}::halfvec as distance
      from product_image_regions
      where org_id = ${own} and model = ${model} and image_id <> all(array(${hidden(sql)}))
      order by distance
      limit ${rows})`,
  )
  const all = each.reduce((before, one) => sql`${before} union all ${one}`)
  return sql<Near[]>`
    select image_id as "imageId", 1 - min(distance) as similarity
    from (${all}) as near
    group by image_id
    order by similarity desc, image_id
    limit ${limit}`
}

function hidden(sql: Sql): Fragment {
  return sql`
    select i.id
    from products p
    join product_images i on i.org_id = p.org_id and i.product_id = p.id
    where p.archived_at is not null`
}

const listed = (sql: Sql, parts: Fragment[]) => parts.reduce((all, one) => sql`${all}, ${one}`)

/** As a text that pgvector reads. */
export const vectorText = (vector: Float32Array) => `[${vector.join(',')}]`
