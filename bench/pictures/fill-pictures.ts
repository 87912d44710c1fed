/**
 * Pictures made up in SQL, as the eye would have described them: three regions each, which are alike,
 * in a space of fewer dimensions than the vectors have. Pictures of all businesses come in turns, so
 * that those of one lie far from each other. The same seed makes the same pictures.
 */
import type postgres from 'postgres'
import type { Db } from '#db/sql.ts'

export const model = 'visual-bench'
export const regionsEach = 3
const prototypes = 160
const mixed = 6

export interface PicturesWish {
  orgIds: number[]
  picturesEach: number
}

/** The owner must be a superuser. Products, too: one for each picture. */
export async function fillPictures(db: Db, { orgIds, picturesEach }: PicturesWish): Promise<void> {
  await db.asOwner(async (sql) => {
    await sql`set session_replication_role = replica` // No look at foreign keys.
    await sql`set statement_timeout = 0`
    await sql`set work_mem = '256MB'`
    await sql`select setseed(0.42)`
    await addPrototypes(sql)
    await sql`
      create temp table coming as
      select org_id, row_number() over () as id, n
      from (
        select org_id, n
        from unnest(${orgIds}::integer[]) org_id, generate_series(1, ${picturesEach}::integer) n
        order by random()) as mixed`
    await addRows(sql)
    await addRegions(sql)
  })
  await db.asOwner(async (sql) => {
    await sql`set statement_timeout = 0`
    for (const table of ['product_image_regions', 'product_images', 'products'])
      await sql`vacuum analyze ${sql(table)}`
  })
}

async function addPrototypes(sql: postgres.Sql): Promise<void> {
  await sql`
    create temp table prototypes as
    select p, l2_normalize(array_agg((random() - 0.5)::real)::halfvec(512)) as vector
    from generate_series(1, ${prototypes}::integer) p, generate_series(1, 512) d
    group by p`
}

async function addRows(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into products (org_id, id, sku, name, price, source, external_id)
    overriding system value
    select org_id, id, 'P-' || id, 'Picture ' || id, 1, 'bench', id::text
    from coming`
  await sql`
    insert into product_images (org_id, id, product_id, file_id, sha256, created_at, source,
      visual_model, visual_print)
    overriding system value
    select org_id, id, id, id, md5(id::text), '2026-11-20', 'demo', ${model}, '\\x00'
    from coming`
}

/** Each picture is a mixture of a few prototypes; its regions lean to others, each its own way. */
async function addRegions(sql: postgres.Sql): Promise<void> {
  await sql`
    create temp table bases as
    select c.id, sum(p.vector) as vector
    from coming c
    cross join lateral (
      select 1 + floor(random() * ${prototypes} + c.id * 0)::integer as p
      from generate_series(1, ${mixed}::integer)) as drawn
    join prototypes p on p.p = drawn.p
    group by c.id`
  await sql`
    insert into product_image_regions (org_id, image_id, model, region, vector)
    select c.org_id, c.id, ${model}, r,
      l2_normalize((b.vector + one.vector + other.vector)::halfvec(512))
    from coming c
    join bases b using (id)
    cross join generate_series(1, ${regionsEach}::integer) r
    join prototypes one on one.p = 1 + (c.id * 7 + r * 31) % ${prototypes}
    join prototypes other on other.p = 1 + (c.id * 13 + r * 57) % ${prototypes}
    order by c.id, r`
}
