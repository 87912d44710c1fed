/** What else people call a thing: "people also say French press for cafetière". It counts both ways. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { cleanWords } from './find-product.ts'

export interface ProductSynonym {
  id: string
  /** What people say. */
  said: string
  /** What the catalogue calls it. */
  means: string
  createdAt: Date
}

const synonymsMax = 500
const lengthMax = 60
const wordsMax = 4

/** Refused: words that are the same already, a pair that is there, over four words, over 500 pairs. */
export async function addSynonym(
  sql: Sql,
  actor: Actor,
  input: { said: string; means: string; now: Date },
): Promise<ProductSynonym> {
  allow(actor, 'inventory:write')
  const [said, means] = [checked(input.said), checked(input.means)]
  const [known] = await sql<{ isSame: boolean; isThere: boolean; count: number }[]>`
    select ${sameStems(sql, sql`${said}::text`, means)} as "isSame",
      exists (
        select from product_synonyms
        where ${sameStems(sql, sql`said`, said)} and ${sameStems(sql, sql`means`, means)}
          or ${sameStems(sql, sql`said`, means)} and ${sameStems(sql, sql`means`, said)})
        as "isThere",
      (select count(*)::integer from product_synonyms) as count`
  if (known!.isSame) throw new Refusal(`"${said}" and "${means}" are the same word to me already.`)
  if (known!.isThere) throw new Refusal(`I know already that "${said}" is "${means}".`)
  if (known!.count >= synonymsMax)
    throw new Refusal(
      `There are ${synonymsMax} synonyms, and no more can be kept: remove one first.`,
    )
  const [added] = await sql<{ id: string }[]>`
    insert into product_synonyms (org_id, said, means, created_at, created_by)
    values (current_org(), ${said}, ${means}, ${input.now}, ${actor.userId})
    returning id`
  await record(sql, {
    at: input.now,
    action: 'synonym.added',
    userId: actor.userId,
    subject: `synonym:${added!.id}`,
  })
  return { id: added!.id, said, means, createdAt: input.now }
}

/** All of them, in the order of the alphabet. The house's own are not among them. */
export function listSynonyms(sql: Sql): Promise<ProductSynonym[]> {
  return sql<ProductSynonym[]>`
    select id, said, means, created_at as "createdAt"
    from product_synonyms
    order by said_key, means_key`
}

/** Those with this word on either side. */
export function synonymsOf(sql: Sql, word: string): Promise<ProductSynonym[]> {
  return sql<ProductSynonym[]>`
    select id, said, means, created_at as "createdAt"
    from product_synonyms
    where ${sameStems(sql, sql`said`, word)} or ${sameStems(sql, sql`means`, word)}
    order by said_key, means_key`
}

/** Null when there is none of that id. */
export async function removeSynonym(
  sql: Sql,
  actor: Actor,
  { id, now }: { id: string; now: Date },
): Promise<ProductSynonym | null> {
  allow(actor, 'inventory:write')
  const [gone] = await sql<ProductSynonym[]>`
    delete from product_synonyms
    where id = ${id}
    returning id, said, means, created_at as "createdAt"`
  if (!gone) return null
  await record(sql, {
    at: now,
    action: 'synonym.removed',
    userId: actor.userId,
    subject: `synonym:${id}`,
  })
  return gone
}

/** "MUGS" is "mug". */
function sameStems(sql: Sql, column: ReturnType<Sql>, word: string) {
  return sql`array(select stem from stems(${column})) = array(select stem from stems(${word}))`
}

function checked(text: string): string {
  const words = cleanWords(text).replace(/^["'“”]+|["'“”.]+$/g, '')
  if (!words) throw new Refusal(`A synonym is a word or two, and "${text}" has no letter in it.`)
  if (words.length > lengthMax || words.split(' ').length > wordsMax)
    throw new Refusal(`"${words}" is too long for a synonym: say ${wordsMax} words at most.`)
  return words
}
