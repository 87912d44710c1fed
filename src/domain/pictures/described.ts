/** Pictures that something has described: the vector of that, beside the looks. */
import type { Sql } from '#db/sql.ts'
import { type Described, spaceOf } from './describer.ts'
import { vectorText } from './nearest.ts'

const foundMax = 10
/** The distance of vectors that are at right angles. */
const nothingInCommon = 1

/**
 * Products whose pictures are described alike, best first. While a model is changed, pictures of the
 * one before are compared with what lies in their space, and the lists are taken by turns.
 */
export async function alikeByDescription(sql: Sql, described: Described[]): Promise<string[]> {
  const models = await describingModels(sql)
  const lists: string[][] = []
  for (const { space, vector } of described) {
    const own = models.filter((model) => spaceOf(model) === space)
    const rows = await sql<{ id: string }[]>`
      select i.product_id as id
      from product_images i
      join products p on p.org_id = i.org_id and p.id = i.product_id
      where i.described_model = any(${own}::text[])
        and i.removed_at is null and p.archived_at is null
      group by i.product_id
      having min(i.described <=> ${vectorText(vector)}::halfvec(1536)) < ${nothingInCommon}
      order by min(i.described <=> ${vectorText(vector)}::halfvec(1536)), i.product_id
      limit ${foundMax}`
    lists.push(rows.map(({ id }) => id))
  }
  const byTurns = Array.from({ length: foundMax }, (_, place) =>
    lists.flatMap((list) => list[place] ?? []),
  )
  return [...new Set(byTurns.flat())].slice(0, foundMax)
}

/** Spaces that pictures of the catalogue are described in; more than one while a model is changed. */
export async function describedSpaces(sql: Sql): Promise<string[]> {
  return [...new Set((await describingModels(sql)).map(spaceOf))]
}

async function describingModels(sql: Sql): Promise<string[]> {
  const rows = await sql<{ model: string }[]>`
    select distinct described_model as model
    from product_images
    where org_id = current_org() and described_model is not null and removed_at is null
    order by model`
  return rows.map(({ model }) => model)
}
