/**
 * What people's photos teach. The team teaches at once; customers only when two of them said the same
 * of photos that are alike. What was taught raises a product among candidates, and decides nothing.
 */
import type { Sql } from '#db/sql.ts'
import { vectorText } from './candidates.ts'

export interface Taught {
  productId: string
  /** From 0 to 1: how far beyond the least likeness that counts. */
  similarity: number
  isStaff: boolean
}

/**
 * Cosine of what is in the middle of two photos; those less alike teach each other nothing. Of the demo
 * shop's screenshots, one product's saved twice are at 0.985 and more (nine in ten), two products' at
 * 0.83 and less (99 in 100).
 */
const likenessMin = 0.94
const foundMax = 10
/** The region that the eye puts first. */
const mainRegion = 1

/** Products that a photo like this one was said to show. */
export async function taughtBy(
  sql: Sql,
  { regions: [main] }: { regions: Float32Array[] },
  model: string,
): Promise<Taught[]> {
  if (!main) return []
  return sql<Taught[]>`
    select product_id as "productId", bool_or(is_staff) as "isStaff",
      (max(likeness) - ${likenessMin}) / ${1 - likenessMin}::float8 as similarity
    from (
      select product_id, is_staff, 1 - (vector <=> ${vectorText(main)}::halfvec(512)) as likeness
      from learned_regions
      where model = ${model}) learned
    where likeness >= ${likenessMin}
    group by product_id
    order by similarity desc, product_id
    limit ${foundMax}`
}

interface Lesson {
  questionId: string
  productId: string
  isStaff: boolean
  now: Date
}

/** What is in the middle of a photo becomes the product's own. Twice is once. */
export async function teach(sql: Sql, lesson: Lesson): Promise<void> {
  const { questionId, productId, isStaff, now } = lesson
  await sql`
    insert into learned_regions (org_id, product_id, question_id, region, model, vector, is_staff,
      learned_at)
    select r.org_id, ${productId}, r.question_id, r.region, q.model, r.vector,
      ${isStaff}::boolean, ${now}::timestamptz
    from picture_question_regions r
    join picture_questions q on q.org_id = r.org_id and q.id = r.question_id
    where r.question_id = ${questionId} and r.region = ${mainRegion}
    on conflict do nothing`
}

/** Photos of other people, like this one, of which the same was said. */
export async function saidAlike(
  sql: Sql,
  { questionId, productId, userId }: { questionId: string; productId: string; userId: string },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select distinct c.question_id as id
    from picture_choices c
    join picture_questions theirs on theirs.org_id = c.org_id and theirs.id = c.question_id
    join picture_questions mine on mine.org_id = c.org_id and mine.id = ${questionId}
    join picture_question_regions t on t.org_id = c.org_id and t.question_id = c.question_id
    join picture_question_regions m on m.org_id = c.org_id and m.question_id = mine.id
    where c.product_id = ${productId} and c.user_id <> ${userId} and theirs.model = mine.model
      and t.region = ${mainRegion} and m.region = ${mainRegion}
      and 1 - (t.vector <=> m.vector) >= ${likenessMin}
    limit ${foundMax}`
  return rows.map(({ id }) => id)
}
