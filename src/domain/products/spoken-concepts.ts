/**
 * What was said about a product, taken apart into the things that it asks for: a word, a measure, or
 * several words that are one thing. Each may be called otherwise, or be spelled with an error.
 */
import type { Sql } from '#db/sql.ts'
import { houseSynonyms } from './house-synonyms.ts'
import { nearWords } from './near-words.ts'

/** One thing asked for: any of these will do. */
export type Concept = Alternative[]

export interface Alternative {
  /** All of them have to be there. */
  stems: string[]
  as: 'said' | 'synonym' | 'mended'
}

interface Word {
  word: string
  stem: string
  isMeasure: boolean
}

const wordsMax = 12
const alternativesMax = 6
const partLengthMin = 3

/** In the order in which they were said, measures last; none where nothing is left to look for. */
export async function conceptsOf(sql: Sql, said: string): Promise<Concept[]> {
  const words = await wordsOf(sql, said)
  if (words.length === 0) return []
  const others = [...(await synonymsWithin(sql, words)), ...(await spellingsOf(sql, words))]
  others.sort((a, b) => b.stems.length - a.stems.length)
  const concepts: Concept[] = []
  for (let at = 0; at < words.length; ) {
    const stems = others.find((one) => standsAt(words, at, one.stems))?.stems ?? [words[at]!.stem]
    const same = others.filter((one) => String(one.stems) === String(stems))
    const more = same.map(({ means, as }): Alternative => ({ stems: means, as }))
    concepts.push([{ stems, as: 'said' as const }, ...more].slice(0, alternativesMax))
    at += stems.length
  }
  return concepts
}

function wordsOf(sql: Sql, said: string): Promise<Word[]> {
  return sql<Word[]>`
    select word, stem, "isMeasure"
    from (
      select place, word, stem, false as "isMeasure"
      from stems(without_measures(${said}))
      union all
      select 1000, m, m, true
      from measures(${said}) m
    ) said
    order by place, word
    limit ${wordsMax}`
}

/** `stems` were said; `means` may be meant instead. */
interface Otherwise {
  stems: string[]
  means: string[]
  as: Alternative['as']
}

function standsAt(words: Word[], at: number, stems: string[]): boolean {
  return stems.every((stem, i) => words[at + i]?.stem === stem && !words[at + i]!.isMeasure)
}

/** Of the house and of the org, either way round, whose words were all said. */
async function synonymsWithin(sql: Sql, words: Word[]): Promise<Otherwise[]> {
  const stems = words.map(({ stem }) => stem)
  const pairs = houseSynonyms.flatMap((group) =>
    group.flatMap((said) => group.filter((other) => other !== said).map((other) => [said, other])),
  )
  const found = await sql<Otherwise[]>`
    with pairs as (
      select a, b
      from unnest(${pairs.map(([a]) => a!)}::text[], ${pairs.map(([, b]) => b!)}::text[]) p(a, b)
      union all
      select said_key, means_key
      from product_synonyms
      union all
      select means_key, said_key
      from product_synonyms
    ), stemmed as (
      select array(select stem from stems(a) order by place) as stems,
        array(select stem from stems(b) order by place) as means
      from pairs
    )
    select distinct stems, means, 'synonym' as as
    from stemmed
    where stems <> '{}' and means <> '{}' and stems <> means and stems <@ ${stems}::text[]
    order by stems, means`
  return [...found]
}

/** As the catalogue spells it: "teapot" of "tea pot" and the other way round, "kettle" of "ketlle". */
async function spellingsOf(sql: Sql, words: Word[]): Promise<Otherwise[]> {
  const plain = words.filter(({ isMeasure }) => !isMeasure)
  const pairs = plain.slice(1).map((second, i) => [plain[i]!, second] as const)
  const found = await sql<(Otherwise & { distance: number })[]>`
    with recursive said as (
      select *
      from unnest(${plain.map(({ word }) => word)}::text[], ${plain.map(({ stem }) => stem)}::text[])
        u(word, stem)
    ), unknown as (
      select word, stem
      from said
      where not ${isKnown(sql, sql`said.stem`)}
    ), ${nearWords(sql, sql`unknown`)}
    select array[s.stem] as stems, array[m.stem] as means, 'mended' as as,
      min(n.distance) as distance
    from unknown s
    join near n on n.said = s.word and n.distance > 0
    cross join lateral stems(n.word) m
    group by s.stem, m.stem
    union all
    select array[s.stem], array[a.stem, b.stem], 'said', 0
    from unknown s
    cross join generate_series(${partLengthMin}::integer, length(s.word) - ${partLengthMin}) cut
    cross join lateral stems(left(s.word, cut)) a
    cross join lateral stems(substr(s.word, cut + 1)) b
    where ${isKnown(sql, sql`a.stem`)} and ${isKnown(sql, sql`b.stem`)}
    union all
    select array[j.a, j.b], array[s.stem], 'said', 0
    from unnest(
      ${pairs.map(([a]) => a.stem)}::text[], ${pairs.map(([, b]) => b.stem)}::text[],
      ${pairs.map(([a, b]) => `${a.word}${b.word}`)}::text[]) j(a, b, word)
    cross join lateral stems(j.word) s
    where ${isKnown(sql, sql`s.stem`)}
    order by distance, stems, means`
  return found.map(({ stems, means, as }) => ({ stems, means, as }))
}

/** Some product has it. A scalar, so that it is one look into the index. */
function isKnown(sql: Sql, stem: ReturnType<Sql>) {
  return sql`coalesce(
    (select true from product_words k where k.stem = ${stem} collate "C" limit 1), false)`
}
