/** Products by how much of what was said they are: rare words tell more than common ones. */
import type { Sql } from '#db/sql.ts'
import type { Alternative, Concept } from './spoken-concepts.ts'

export interface Ranked {
  id: string
  /** From 0 to 1: the share of what was asked for, weighed. */
  rank: number
  /** All that was asked for is there; `mended`: after mending typing errors. */
  fits: 'whole' | 'mended' | 'most' | 'some'
}

const rankedMax = 60
/** What a word of another kind is worth of one that was said itself. */
const worthOf: Record<Alternative['as'], number> = { said: 1, synonym: 0.95, mended: 0.8 }

/**
 * The best first, 60 at most where no other limit is given; archived ones are not among them. `most` are more than half of the
 * words, or half of them with the last one, which names the thing; figures do not count.
 */
export async function rankByWords(
  sql: Sql,
  concepts: Concept[],
  limit = rankedMax,
): Promise<Ranked[]> {
  const asked = concepts.flatMap((alternatives, concept) =>
    alternatives.flatMap(({ stems, as }, alternative) =>
      [...new Set(stems)].map((stem, _, all) => {
        return { concept, alternative, stem, need: all.length, as }
      }),
    ),
  )
  if (asked.length === 0) return []
  const rows = await sql<{ id: string; rank: number; met: number[]; mended: boolean }[]>`
    with asked as (
      select *
      from unnest(${asked.map((one) => one.concept)}::integer[],
        ${asked.map((one) => one.alternative)}::integer[], ${asked.map((one) => one.stem)}::text[],
        ${asked.map((one) => one.need)}::integer[], ${asked.map((one) => worthOf[one.as])}::float8[],
        ${asked.map(({ as }) => Number(as === 'mended'))}::integer[])
        a(concept, alternative, stem, need, worth, mended)
    ), held as (
      select w.product_id, a.concept, a.alternative, a.stem, a.need, a.worth, a.mended,
        max(case w.place when 'category' then 0.6 when 'option' then 0.9 else 1 end) as of_place
      from asked a
      -- Out of the index word by word, never all of it.
      cross join lateral (
        select product_id, place
        from product_words
        where stem = a.stem collate "C"
        offset 0) w
      group by w.product_id, a.concept, a.alternative, a.stem, a.need, a.worth, a.mended
    ), met as (
      select product_id, concept, avg(of_place) * worth as worth, mended
      from held
      group by product_id, concept, alternative, need, worth, mended
      having count(*) = need
    ), best as (
      select distinct on (product_id, concept) product_id, concept, worth, mended
      from met
      order by product_id, concept, worth desc, mended
    ), weights as (
      select concept, ln(1 + (select count(distinct product_id) from best)::float8 / count(*)) as weight
      from best
      group by concept
    ), whole as (
      select sum(weight) + max(weight) * (${concepts.length}::integer - count(*)) as weight
      from weights
    ), ranked as (
      select b.product_id, sum(b.worth * w.weight) / (select weight from whole) as rank,
        array_agg(b.concept) as met, max(b.mended) = 1 as mended
      from best b
      join weights w using (concept)
      group by b.product_id
    )
    select p.id, r.rank, r.met, r.mended
    from ranked r
    join products p on p.id = r.product_id
    where p.archived_at is null
    order by cardinality(r.met) = ${concepts.length}::integer desc, r.mended, r.rank desc,
      length(p.name_key), p.id
    limit ${limit}`
  return rows.map(({ id, rank, met, mended }) => {
    if (met.length === concepts.length) return { id, rank, fits: mended ? 'mended' : 'whole' }
    return { id, rank, fits: isMost(concepts, met) ? 'most' : 'some' }
  })
}

function isMost(concepts: Concept[], met: number[]): boolean {
  const words = [...concepts.keys()].filter((at) => !isFigure(concepts[at]![0]!))
  const metWords = words.filter((at) => met.includes(at))
  const isHalf = metWords.length > 0 && metWords.length * 2 === words.length
  return metWords.length * 2 > words.length || (isHalf && metWords.includes(words.at(-1)!))
}

/** A measure or a number. */
const isFigure = ({ stems }: Alternative) => stems.length === 1 && /^\d/.test(stems[0]!)
