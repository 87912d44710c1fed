/** What photos that came with a message come down to: the house decides, no model is asked. */
import { worksHere } from '#domain/identity.ts'
import type { Asked } from '#engine/answer.ts'

const picture = '(?:photo|picture|image)'
const openings = [
  "(?:this|it|that|here)(?:'s| is| are)",
  `(?:add|put|save|keep|use) (?:(?:this|it) )?(?:${picture} )?(?:to|for|as|of)`,
  `(?:(?:a|the|another|new) )*${picture} (?:of|for)`,
].join('|')
const article = '(?:(?:a|an|the|another|our|new) )*'
/** "This is the blue kettle", said by whoever works here: it names the picture, and asks nothing. */
const naming = new RegExp(
  `^(?:please )?(?:${openings}) ${article}(?:${picture} (?:of|for) ${article})?(.{2,120}?)[.!]?$`,
  'iu',
)

const tool = 'find_product_by_photo'

type Calls = NonNullable<Asked['calls']>

/** One call for each photo; the words go with each. */
export function photoCalls({ actor, text, photos = [] }: Asked): Calls {
  const said = text.replaceAll('’', "'").replace(/\s+/g, ' ').trim()
  const product = worksHere(actor) && !said.endsWith('?') ? naming.exec(said)?.[1] : undefined
  return photos.map((photo, at): Calls[number] => {
    if (product) return { tool: 'add_product_picture', input: { photo, product } }
    const input = { photo, words: text }
    const place = at + 1
    return { tool, input: photos.length > 1 ? { ...input, place } : input }
  })
}
