/**
 * The pictures of the catalogue whose regions are nearest to those sought. All of a business are looked
 * through by their signs, a quarter of the size; those that may be among the nearest are compared by
 * their vectors. One with an index of its own (`region-hnsw`) is searched in that, likewise.
 */
import type { Fragment, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { hasRegionIndex } from './region-hnsw.ts'
import { signsLength, signsOf } from './signs.ts'

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

/** How many pictures are compared at first, for each that is wanted: they tell how near is near. */
const comparedFirst = 4
/**
 * Signs tell an angle to within some deviations; beyond so many a picture is not among the nearest. Of
 * 8,480 that were, among pictures of groceries, and 2,400 made up, one was beyond 2.5 and none beyond 3.
 */
const deviationsMax = 3.5
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

/** Every region of the business is held against every one sought; the scores are of the vectors alone. */
async function throughAll(sql: Sql, asking: Asking): Promise<Near[]> {
  const { regions, model, limit } = asking
  const apart = listed(
    sql,
    regions.map((region) => sql`signs <~> ${signsOf(region)}::"bit"`),
  )
  const first = limit * comparedFirst
  const before = wayOf(sql, 'fixed').execute()
  const search = sql<Near[]>`
    with sought as materialized (${soughtVectors(sql, regions)}),
    near as materialized (
      select image_id, min(least(${apart})) as apart
      from product_image_regions
      where model = ${model} and image_id <> all(array(${hidden(sql)}))
      group by image_id),
    first as materialized (
      select image_id, similarity
      from (select image_id from near order by apart, image_id limit ${first}) as near
      cross join lateral ${compared(sql, asking)}),
    least_of_nearest as (
      select acos(least(1, min(similarity))) / pi() as turned
      from (select similarity from first order by similarity desc limit ${limit}) as nearest),
    apart_most as materialized (
      select ${signsLength}::integer * turned
          + ${deviationsMax}::float8 * sqrt(${signsLength}::integer * turned * (1 - turned)) as signs
      from least_of_nearest)
    select image_id as "imageId", similarity
    from (
      select image_id, similarity from first
      union all
      select image_id, similarity
      from near
      cross join lateral ${compared(sql, asking)}
      where apart <= (select signs from apart_most)
        and image_id <> all(array(select image_id from first))) as compared
    order by similarity desc, image_id
    limit ${limit}`.execute()
  const [, near] = await together([before, search, wayOf(sql, 'free').execute()])
  return near
}

/**
 * The planner takes the rows, which lie apart, for cheaper than the index that holds all it needs; and
 * it would plan anew each time, for a third of the whole time, to no other end.
 */
function wayOf(sql: Sql, way: 'fixed' | 'free') {
  const byRows = way === 'fixed' ? 'off' : 'on'
  const plans = way === 'fixed' ? 'force_generic_plan' : 'auto'
  return sql`
    select set_config('enable_seqscan', ${byRows}, true),
      set_config('enable_bitmapscan', ${byRows}, true),
      set_config('plan_cache_mode', ${plans}, true)`
}

/** The index goes on for as long as pictures are hidden, so that none of the limit is lost to them. */
async function byIndex(sql: Sql, asking: Asking): Promise<Near[]> {
  const { regions, model, limit } = asking
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
      select image_id
      from product_image_regions
      where org_id = ${own} and model = ${model} and image_id <> all(array(${hidden(sql)}))
      order by signs <~> ${signsOf(region)}::"bit"
      limit ${rows})`,
  )
  const all = each.reduce((before, one) => sql`${before} union ${one}`)
  return sql<Near[]>`
    with sought as materialized (${soughtVectors(sql, regions)})
    select image_id as "imageId", similarity
    from (${all}) as near
    cross join lateral ${compared(sql, asking)}
    order by similarity desc, image_id
    limit ${limit}`
}

/** One row, so that each vector is read once. */
function soughtVectors(sql: Sql, regions: Float32Array[]): Fragment {
  const vectors = regions.map(
    (region, at) => sql`${vectorText(region)}::vector::halfvec as ${sql(`v${at}`)}`,
  )
  return sql`select ${listed(sql, vectors)}`
}

/** The likeness of the picture that `near` names to the nearest of what is `sought`. */
function compared(sql: Sql, { regions, model }: Asking): Fragment {
  const nearest = listed(
    sql,
    regions.map((_, at) => sql`r.vector <#> ${sql(`v${at}`)}`),
  )
  return sql`(
    select -min(least(${nearest})) as similarity
    from sought, product_image_regions r
    where r.image_id = near.image_id and r.model = ${model}) as likeness`
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
