/**
 * The vectors of pictures in the database, under row-level security: 50 businesses of 1,000 pictures,
 * looked through whole, and one of 50,000 by its HNSW index. A question is what the eye makes of a
 * screenshot, six regions; each was cut out of a picture that is there, and blurred by noise.
 */
import type { Db } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { type Near, nearestPictures } from '#domain/pictures/nearest.ts'
import { keepRegionIndex } from '#domain/pictures/region-hnsw.ts'
import { fillPictures, model } from './pictures/fill-pictures.ts'
import { onDatabase } from './support/database.ts'
import { isQuick, percentile, report } from './support/measure.ts'

const orgs = isQuick ? 5 : 50
const picturesEach = isQuick ? 200 : 1_000
const many = isQuick ? 2_000 : 50_000
const asks = isQuick ? 30 : 200
const largeAsks = isQuick ? 20 : 60
const sought = 6
const limit = 10
/** How much of a question is not in the picture that it was cut out of. */
const noise = 0.5

await onDatabase(({ db }) => manyBusinesses(db))
await onDatabase(({ db }) => oneLargeBusiness(db))

async function manyBusinesses(db: Db): Promise<void> {
  const orgIds: number[] = []
  for (let at = 0; at < orgs; at++) orgIds.push(await business(db, `Shop ${at}`))
  const few = await business(db, 'New shop')
  await fillPictures(db, { orgIds, picturesEach })
  await copyFew(db, { from: orgIds[0]!, to: few, count: 3 })
  const outcomes = await askAll(db, (at) => orgIds[at % orgIds.length]!)
  const [own] = await question(db, orgIds[0]!, 1)
  const rows = [...outcomes.map(({ found }) => found.length === limit)]
  rows.push((await search(db, few, [own!])).found.length === 3)
  const at = `${orgs} × ${picturesEach.toLocaleString('en-GB')} pictures`
  const recalls = outcomes.map(({ recall }) => recall)
  report({ metric: `recall@10, ${at}`, unit: '', goal: '>= 1', ours: mean(recalls) })
  const always = rows.filter(Boolean).length / rows.length
  report({ metric: `always min(10, n) rows, ${at}`, unit: '', goal: '>= 1', ours: always })
  times(`six regions sought, ${at}`, '<= 2', outcomes)
  times(`one region sought, ${at}`, undefined, await askAll(db, (n) => orgIds[n % orgs]!, 1))
}

async function oneLargeBusiness(db: Db): Promise<void> {
  const orgId = await business(db, 'Large shop')
  await fillPictures(db, { orgIds: [orgId], picturesEach: many })
  const at = `${many.toLocaleString('en-GB')} pictures in one`
  const questions: Float32Array[][] = []
  for (let n = 0; n < largeAsks; n++) questions.push(await question(db, orgId, n))
  const whole = await searchAll(db, orgId, questions)
  const started = performance.now()
  await keepRegionIndex(db, orgId, { from: many })
  report({
    metric: `the index made, ${at}`,
    unit: 's',
    ours: (performance.now() - started) / 1_000,
  })
  const indexed = await searchAll(db, orgId, questions)
  const recalls = indexed.map(({ found }, n) => recallOf(found, whole[n]!.found.at(-1)!.similarity))
  report({ metric: `recall@10, ${at}`, unit: '', goal: '>= 0.99', ours: mean(recalls) })
  times(`six regions sought, ${at}`, '<= 3', indexed, whole)
  const single = questions.map(([first]) => [first!])
  times(`one region sought, ${at}`, undefined, await searchAll(db, orgId, single))
}

interface Found {
  found: Near[]
  ms: number
}

/** Each question is asked twice, and the second time counts: the first brings the pages in. */
async function searchAll(db: Db, orgId: number, questions: Float32Array[][]): Promise<Found[]> {
  const all: Found[] = []
  for (const asked of questions) {
    await search(db, orgId, asked)
    all.push(await search(db, orgId, asked))
  }
  return all
}

/** As good as the tenth of those that are truly nearest; equals count. */
function recallOf(found: Near[], tenth: number): number {
  return Math.min(1, found.filter(({ similarity }) => similarity >= tenth - 1e-4).length / limit)
}

interface Outcome extends Found {
  recall: number
}

async function askAll(db: Db, orgOf: (at: number) => number, regions = sought): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let at = 0; at < asks; at++) {
    const asked = await question(db, orgOf(at), at, regions)
    const [answer] = await searchAll(db, orgOf(at), [asked])
    const truth = await trulyNearest(db, orgOf(at), asked)
    outcomes.push({ ...answer!, recall: recallOf(answer!.found, truth) })
  }
  return outcomes
}

/** The statement alone; opening the transaction is every request's own. */
function search(db: Db, orgId: number, regions: Float32Array[]) {
  return db.asReader(orgId, async (sql) => {
    await sql`select 1`
    const started = performance.now()
    const found = await nearestPictures(sql, { regions, model, limit })
    return { found, ms: performance.now() - started }
  })
}

/** The likeness of the tenth, by every region of the business compared one by one. */
function trulyNearest(db: Db, orgId: number, regions: Float32Array[]): Promise<number> {
  return db.asReader(orgId, async (sql) => {
    await sql`select set_config('enable_indexscan', 'off', true)`
    const [tenth] = await sql<{ similarity: number }[]>`
      select max(1 - (r.vector <=> s.vector)) as similarity
      from product_image_regions r
      cross join (
        select text::halfvec as vector
        from unnest(${regions.map((region) => `[${region.join(',')}]`)}::text[]) as text) s
      group by r.image_id
      order by similarity desc
      offset ${limit - 1}
      limit 1`
    return tenth?.similarity ?? -1
  })
}

async function question(
  db: Db,
  orgId: number,
  at: number,
  regions = sought,
): Promise<Float32Array[]> {
  const [picture] = await db.asReader(
    orgId,
    (sql) => sql<{ vectors: string[] }[]>`
      select array_agg(vector::text order by region) as vectors
      from product_image_regions
      where image_id = (
        select id from product_images
        where org_id = current_org()
        order by id
        offset ${(at * 37) % 100}
        limit 1)`,
  )
  const vectors = picture!.vectors.map((text) => JSON.parse(text) as number[])
  return Array.from({ length: regions }, (_, place) => {
    const blurred = vectors[place % vectors.length]!.map(
      (figure, i) => figure + (noise * Math.sin(i * 12.9898 + at * 78.233 + place * 37.719)) / 16,
    )
    const length = Math.hypot(...blurred)
    return new Float32Array(blurred.map((figure) => figure / length))
  })
}

function times(metric: string, goal: string | undefined, ours: Found[], whole?: Found[]) {
  const ms = (outcomes: Found[]) => outcomes.map((outcome) => outcome.ms)
  report({ metric: `p95, ${metric}`, unit: 'ms', goal, ours: percentile(ms(ours), 95) })
  report({
    metric: `median, ${metric}`,
    ...{ unit: 'ms', ours: percentile(ms(ours), 50) },
    ...(whole && { anchor: percentile(ms(whole), 50), against: 'without the index' }),
  })
}

async function business(db: Db, name: string): Promise<number> {
  return (await createOrg(db, { name, currency: 'KES', timezone: 'Africa/Nairobi' })).id
}

function copyFew(db: Db, { from, to, count }: { from: number; to: number; count: number }) {
  return db.asOwner(async (sql) => {
    await sql`set session_replication_role = replica`
    await sql`
      insert into product_image_regions (org_id, image_id, model, region, vector)
      select ${to}, image_id, model, region, vector
      from product_image_regions
      where org_id = ${from} and image_id in (
        select id from product_images where org_id = ${from} order by id limit ${count})`
    await sql`
      insert into product_images (org_id, id, product_id, file_id, sha256, created_at, source)
      overriding system value
      select ${to}, id, product_id, file_id, sha256, created_at, source
      from product_images
      where org_id = ${from}
      order by id
      limit ${count}`
  })
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
