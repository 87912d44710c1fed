import { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import { worksHere } from '#domain/identity.ts'
import { findByPrice } from '#domain/products/find-by-price.ts'
import { findOrNearest, type NearProduct } from '#domain/products/find-by-words.ts'
import { listProducts } from '#domain/products/list-products.ts'
import { asJson, defineTool, type ToolContext, type ToolResult } from '#engine/tool.ts'
import { amount, choice, words } from '#kit/inputs.ts'
import { readQuantity } from '#kit/spoken-number.ts'
import type { Words } from '#kit/words.ts'
import { justSay } from '../ask-back.ts'
import { orderOffer } from '../orders/order-offer.ts'
import { insteadOf, lineOf, offersOf, shelfOf } from './shelf.ts'

const input = z.object({
  product: words()
    .optional()
    .describe('Its name in words, SKU or barcode; some of all when not said'),
  price_max: amount().optional().describe('Only what costs this much at most, before tax'),
  price_min: amount().optional().describe('Only what costs this much at least, before tax'),
  price_about: amount().optional().describe('Only what costs about this much, before tax'),
  order: choice({
    cheapest: ['cheapest', 'least expensive', 'lowest priced', 'most affordable'],
    dearest: ['dearest', 'most expensive', 'priciest', 'highest priced'],
  })
    .optional()
    .describe('Which price comes first'),
})
type Asked = z.output<typeof input>

const listedMax = 8

export const findProductTool = defineTool({
  name: 'find_product',
  description: [
    'Finds products by name, SKU, barcode or price: what they cost, and whether they are in stock.',
    'Nearest ones are not what was asked for: say so. Alternatives are for what is out of stock.',
    'Not for how many there are: use check_stock. Not for what they sold: use ask_sales.',
  ].join(' '),
  phrases: [
    '=(do you have|do you sell|do you stock|have you got|you have|you got|got any) [any] {product} [left|available|there|in stock|in]',
    '=(do we sell|do we stock) {product}',
    '=is|are [there] {product} (in stock|available|there|left)',
    '=(how much is|how much are|how much for|how much does|how much do|what does|what do) {product} [cost|going for|go for|sell for]',
    '=(what is the price of|what are the prices of|price of|prices of|price for|what price is|what is the cost of one|cost of one) {product}',
    '=find|search [for] [product|products|item] {product}',
    '=(look up|looking for|look for|i want to buy|want to buy|i would like to buy|would like|interested in|i need|show me the price of) {product}',
    '=(tell me about|details of|info on) [product] {product}',
    '=(how many|how much) {product} (do you have left|have you got left|do you have|are left|is left|have you got|are there|left|in stock|are in stock)',
    '={product} price',
    '=(what|which) {product} (do you have|have you got|do you sell|do you stock)',
    '=(show me your|do you have any|what kinds of|which kinds of) {product} [do you have|do you sell]',
    '=~(show me|show us|let me see|show|list) [your|the|all] [your|the] {product}',
    '=(do you have|have you got|do you sell|got any) [any] {product} (under|below|less than|up to|for less than|for under|cheaper than|at most|for) {price_max}',
    '=(do you have|have you got|do you sell|got any) [any] {product} (over|above|more than|dearer than) {price_min}',
    '=(do you have|have you got|do you sell|got any) [any] {product} between {price_min} and {price_max}',
    '=~[show me|find|list] [any|the|your|all] {product} (under|below|less than|up to|for less than|for under|cheaper than|at most|for) {price_max}',
    '=~[show me|find|list] [any|the|your|all] {product} (over|above|more than|from|dearer than) {price_min}',
    '=~[show me|find|list] [any|the|your|all] {product} between {price_min} and {price_max}',
    '=~[what is|what are|which is|show me|find] [the|your] {order} {product} [do you have|you have|have you got|you sell]',
    '=~(which|what) {product} (is|are) [the] {order}',
    '=[do you have|have you got|show me|find] anything|something|products|items|things (under|below|less than|up to|for less than|for under|cheaper than|at most) {price_max}',
    '=[what is|what are|which is|show me] [the|your] {order} product|products|item|items|thing|things [do you have|you have|have you got|you sell]',
    '=(which|what) product|item|thing is [the] {order}',
    '=(show me|show) [the|your] {order}',
    '=~{product}',
    '=(show me|show|list) [all] [the|your|our] products',
    '=(what do you sell|what do you have|what do we sell|what have you got|catalogue|catalog|price list|show me the catalogue|show me the price list|what products do you have)',
  ],
  needs: 'catalogue:search',
  input,

  async run(context, asked) {
    const wanted = await foundFor(context, asked)
    const price = priceOf(asked)
    // "for a birthday, under 20": nothing is called so, and the price alone may help.
    const isOther = wanted.is === 'none' && asked.product !== undefined && price !== null
    const found = isOther ? await foundFor(context, { ...asked, product: undefined }) : wanted
    if (found.is === 'none' || (isOther && found.is === 'near')) return nothing(context, asked)
    const products = found.is === 'one' ? [found.product] : found.products.slice(0, listedMax)
    const shown = await shelfOf(context, products)
    const instead = await insteadOf(context, products, shown)
    const isNear = isOther || found.is === 'near'
    const opening = (words: Words) =>
      isOther
        ? `${notThere(asked.product!)} What there is ${price!(words)}:`
        : onlyNear(asked, words)
    return {
      facts: asJson({
        ...(isNear ? { notFound: asked.product, nearest: shown } : { products: shown }),
        ...(instead.shown.length > 0 && { alternatives: instead.shown }),
      }),
      say: (words) =>
        [
          ...(isNear ? [opening(words)] : []),
          ...shown.map((one) => `${lineOf(one, words)}.`),
          ...(instead.shown.length > 0 ? ['Instead there would be:'] : []),
          ...instead.shown.map((one) => `${lineOf(one, words)}.`),
        ].join('\n'),
      offers: [
        ...(found.is === 'one' && shown[0]!.stock !== 'out of stock'
          ? orderOffer(context.actor, found.product)
          : []),
        ...offersOf([...(found.is === 'one' ? [] : products), ...instead.products]),
      ],
    }
  },
})

async function foundFor({ sql, actor }: ToolContext, asked: Asked): Promise<NearProduct> {
  const { product, price_min: min, price_max: max, price_about: about, order } = asked
  if (min || max || about || order)
    return findByPrice(sql, actor, product, { min, max, about, order })
  if (!product) return someOf(sql)
  const found = await findOrNearest(sql, product)
  if (found.is !== 'none' && found.is !== 'near') return found
  // "3 mugs" asks for mugs, and "2 packs of tea" for tea.
  const [count, ...more] = product.split(' ')
  const counted = readQuantity(count!) === null || more.length === 0 ? product : more.join(' ')
  const goods = counted.replace(/^\d+\s*(?:x\s+)?(?=\p{L})(?:\p{L}+\s+of\s+)?/u, '')
  const ofGoods = goods === product ? found : await findOrNearest(sql, goods)
  return ofGoods.is === 'none' ? found : ofGoods
}

/** The first ones of the catalogue. */
async function someOf(sql: Sql): Promise<NearProduct> {
  const { items } = await listProducts(sql, { limit: listedMax })
  return items.length === 0 ? { is: 'none' } : { is: 'many', products: items }
}

/** "show me kenya" may be about sales: who may see them gets a button for it. */
function nothing({ actor }: ToolContext, asked: Asked): ToolResult {
  const { product } = asked
  if (!product) {
    const isAny = priceOf(asked) === null
    return justSay(`There are no products ${isAny ? 'in the catalogue yet' : 'with a price'}.`)
  }
  const orPerson = worksHere(actor) ? '' : ' in English, or say "talk to a person"'
  const sentence = `${notThere(product)} Try another word for it${orPerson}.`
  const sales = { title: 'What it sold', tool: 'ask_sales', input: { about: [product] } }
  return {
    ...justSay(sentence, { unknown: product }),
    offers: actor.may.has('reports:read') ? [sales] : [],
  }
}

const notThere = (product: string) => `I find no product called "${product}".`

/** The near ones are never passed off as what was asked for. */
function onlyNear(asked: Asked, words: Words): string {
  const price = priceOf(asked)?.(words)
  return `I have no "${asked.product ?? 'product'}"${price ? ` ${price}` : ''}. The nearest are:`
}

/** "for £30.00 or less"; null when no price was said. */
function priceOf(asked: Asked): ((words: Words) => string) | null {
  const { price_min: min, price_max: max, price_about: about } = asked
  if (about) return ({ money }) => `for about ${money(about)}`
  if (min && max) return ({ money }) => `between ${money(min)} and ${money(max)}`
  if (max) return ({ money }) => `for ${money(max)} or less`
  return min ? ({ money }) => `for ${money(min)} or more` : null
}
