/**
 * The index over the signs of pictures' regions. A business is searched whole, which is complete and fast up to
 * some 50,000 pictures; one that has more gets an HNSW index of its own, made by the owner of the
 * tables at night. Others pay nothing for it.
 */
import type { Db, Sql } from '#db/sql.ts'

/** Pictures of one business from which it is indexed; at half as many the index goes. */
export const indexedFrom = 50_000
/** Of 50,000 pictures it takes 81 MB; what does not fit is made far more slowly. */
const makingMemory = '256MB'

export type IndexUpkeep = 'made' | 'dropped' | 'as it was'

/** Makes or drops the index of a business. While it is made, pictures still come in and are found. */
export async function keepRegionIndex(
  db: Db,
  orgId: number,
  { from = indexedFrom } = {},
): Promise<IndexUpkeep> {
  const { pictures, state } = await db.asReader(orgId, async (sql) => {
    const [counted] = await sql<{ pictures: number }[]>`
      select count(*)::integer as pictures
      from product_images
      where org_id = current_org() and removed_at is null and visual_model is not null`
    return { pictures: counted!.pictures, state: await stateOf(sql) }
  })
  const isWanted = pictures >= from || (state === 'valid' && pictures >= from / 2)
  if (isWanted === (state === 'valid') && state !== 'broken') return 'as it was'
  const name = nameOf(orgId)
  await db.asOwner(async (sql) => {
    // It takes minutes, and nobody waits for it.
    await sql`
      select set_config('statement_timeout', '0', false),
        set_config('maintenance_work_mem', ${makingMemory}, false)`
    const way = db.kind === 'server' ? 'concurrently' : ''
    try {
      // One that broke off in the making is of no use, and in the way.
      await sql.unsafe(`drop index ${way} if exists ${name}`)
      if (!isWanted) return
      await sql.unsafe(`
        create index ${way} ${name} on product_image_regions
        using hnsw (signs bit_hamming_ops)
        where org_id = ${orgId}`)
    } finally {
      await sql`reset statement_timeout`
      await sql`reset maintenance_work_mem`
    }
  })
  return isWanted ? 'made' : 'dropped'
}

/** True when searches of this business go by its index. */
export async function hasRegionIndex(sql: Sql): Promise<boolean> {
  return (await stateOf(sql)) === 'valid'
}

const nameOf = (orgId: number) => `product_image_signs_of_${orgId}`

async function stateOf(sql: Sql): Promise<'none' | 'broken' | 'valid'> {
  const [index] = await sql<{ isValid: boolean }[]>`
    select indisvalid as "isValid"
    from pg_index
    where indexrelid = to_regclass('public.product_image_signs_of_' || current_org())`
  if (!index) return 'none'
  return index.isValid ? 'valid' : 'broken'
}
