/** The words beside a picture: what in them names goods, and what only asks. */
import type { Sql } from '#db/sql.ts'
import { findOrNearest } from '#domain/products/find-by-words.ts'

const foundMax = 5
/** Words of a question about a picture that name nothing in it. */
const asking = new Set(
  `a an and any are available can cost do does for from get got has have hello hey hi how i in is it
  its looking me much my need of one or please price prices same sell show size some stock such that
  the them there these they this those to want was we what whats which with you your thanks thank
  colour color left many buy like would also where similar anything something picture photo image
  screenshot saw see here found`.split(/\s+/),
)

/** What names goods or their kind: "red" of "do you have this in red?"; '' when nothing does. */
export function namingWords(words: string): string {
  const said = words.toLowerCase().match(/[\p{L}\p{N}]+(?:[.,'’-][\p{L}\p{N}]+)*/gu) ?? []
  return said.filter((word) => !asking.has(word.replace(/['’]/g, ''))).join(' ')
}

/** Products that the words name, best first; none where the words only ask, or name only what is near. */
export async function byWords(sql: Sql, words: string): Promise<string[]> {
  const naming = namingWords(words)
  if (!naming) return []
  const found = await findOrNearest(sql, naming)
  if (found.is === 'none' || found.is === 'near') return []
  const products = found.is === 'one' ? [found.product] : found.products
  return products.slice(0, foundMax).map(({ id }) => id)
}

/** "red" of "do you have this in red?", "xl" of "in size XL"; '' where it is not asked what else there is. */
export function wantedAs(words: string): string {
  const asked = /\b(?:in|size|colou?r)\s+(?!stock\b)(.{1,60})$/iu.exec(words.trim())
  return asked ? namingWords(asked[1]!) : ''
}
