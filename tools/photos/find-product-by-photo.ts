import { z } from 'zod'
import { worksHere } from '#domain/identity.ts'
import { wantedAs } from '#domain/pictures/caption.ts'
import { cardOf } from '#domain/pictures/card.ts'
import { type PictureQuestion, pictureQuestion } from '#domain/pictures/picture-questions.ts'
import { standingProducts } from '#domain/pictures/standing.ts'
import { comesAs, variantsOf } from '#domain/products/kin.ts'
import type { Product } from '#domain/products/product.ts'
import { asJson, defineTool, type ToolContext, type ToolResult } from '#engine/tool.ts'
import { lineOf, shelfOf } from '../catalogue/shelf.ts'
import { orderOffer } from '../orders/order-offer.ts'
import { nothingLike, oneOfThese } from './one-of-these.ts'
import { photoNumber } from './photo-number.ts'
import { seenTogether } from './seen-together.ts'

const input = z.object({
  photo: photoNumber(),
  words: z.string().max(5_000).optional().describe('What was written beside the photo'),
  place: z.int().optional().describe('Which it is of several photos; set by the house'),
})

const shownMax = 5
/** Titles that say nothing of what they are about. */
const general = new Set(['This one', 'Others', 'Order it', 'None of these'])
const oneOf = 'Is it one of these?'
const byWords = 'I do not know what the photo shows. By your words it may be:'

export const findProductByPhotoTool = defineTool({
  name: 'find_product_by_photo',
  description: [
    'Says which product a photo or screenshot shows that somebody sent: its price, and whether it is there.',
    'Not for a product that is named in words: use find_product.',
  ].join(' '),
  phrases: ['=(what is on|what is|what does|show me|find) photo {photo} [show|shows]'],
  needs: 'catalogue:search',
  input,

  async run(context, { photo, words = '', place }) {
    const question = await pictureQuestion(context.sql, context.actor, photo)
    const result = await answerTo(context, question, words)
    return place === undefined ? result : oneOfSeveral(result, place)
  },
})

async function answerTo(
  context: ToolContext,
  question: PictureQuestion,
  words: string,
): Promise<ToolResult> {
  const ids = question.found.map(({ product }) => product)
  const found = await standingProducts(context.sql, ids)
  const ranked = found.map(({ id, sku, name }) => {
    const { score, by } = question.found.find(({ product }) => product === id)!
    return { sku, name, score, by }
  })
  const result = await spokenOf(context, question, { found, words })
  return { ...result, facts: asJson({ ...(result.facts as object), found: ranked }) }
}

async function spokenOf(
  context: ToolContext,
  question: PictureQuestion,
  { found, words }: { found: Product[]; words: string },
): Promise<ToolResult> {
  const together = await seenTogether(context, question)
  if (together) return together
  const { id: photo, verdict } = question
  if (found.length === 0 || verdict === 'none') return nothingLike(context, photo)
  // What was it may have left the catalogue meanwhile.
  if (verdict === 'this' && found[0]!.id === question.found[0]!.product)
    return thisIsIt(context, question, { found, words })
  const isNamedOnly = question.found.every(({ by }) => by === 'words')
  return oneOfThese(context, { photo, products: found, question: isNamedOnly ? byWords : oneOf })
}

/** Among other answers: its buttons name their products, and go no further. */
function oneOfSeveral(result: ToolResult, place: number): ToolResult {
  const named = (result.offers ?? []).filter(({ title }) => !general.has(title))
  return { ...result, say: (words) => `${place}. ${result.say(words)}`, offers: named }
}

/** The product, in a card with its picture; or what else it comes as, where that was asked. */
async function thisIsIt(
  context: ToolContext,
  { id: photo, found: matches }: PictureQuestion,
  { found, words }: { found: Product[]; words: string },
): Promise<ToolResult> {
  const product = found[0]!
  const match = matches.find((one) => one.product === product.id)!
  const wanted = wantedAs(words)
  if (wanted) {
    const other = await asWanted(context, product, wanted)
    if (other) return other
  }
  const variants = (await variantsOf(context.sql, product)).filter(({ id }) => id !== product.id)
  const isFamily = product.parentId === null && variants.length > 0
  const shown = isFamily ? variants.slice(0, shownMax) : [product]
  const [shelf, card] = [
    await shelfOf(context, shown),
    await cardOf(context.sql, { productId: product.id, imageId: match.image }),
  ]
  const choose = { tool: 'choose_product_of_photo', input: { photo, product: product.id } }
  const others = { title: 'Others', tool: 'other_products_of_photo', input: { photo } }
  return {
    facts: asJson({ photo, verdict: 'this', products: shelf }),
    say: (words) =>
      isFamily
        ? [
            `That is **${product.name}**. It comes as:`,
            ...shelf.map((one) => `• ${lineOf(one, words)}`),
          ].join('\n')
        : `${lineOf(shelf[0]!, words)}.`,
    cards: card ? [card] : [],
    offers: [
      { title: 'This one', ...choose },
      ...(found.length > 1 || !worksHere(context.actor) ? [others] : []),
      ...orderOffer(context.actor, product),
    ],
  }
}

/** "Is this in red?" Null where the product is just that. */
async function asWanted(
  context: ToolContext,
  product: Product,
  wanted: string,
): Promise<ToolResult | null> {
  const answer = await comesAs(context.sql, product, wanted)
  if (answer.is === 'itself') return null
  const products = (answer.products.length > 0 ? answer.products : [product]).slice(0, shownMax)
  const shelf = await shelfOf(context, products)
  const [one] = products
  const card = await cardOf(context.sql, {
    productId: (answer.is === 'others' && one ? one : product).id,
  })
  const opening =
    answer.is === 'others'
      ? 'Yes:'
      : answer.products.length > 0
        ? `I have no “${wanted}” of it. It comes as:`
        : `I have no “${wanted}” of it, only this:`
  return {
    facts: asJson({ wanted, isThere: answer.is === 'others', products: shelf }),
    say: (words) => [opening, ...shelf.map((each) => `• ${lineOf(each, words)}`)].join('\n'),
    cards: card ? [card] : [],
    offers: products.length === 1 ? orderOffer(context.actor, one!) : [],
  }
}
