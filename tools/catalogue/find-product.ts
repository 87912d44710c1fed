import { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import { availabilityOf } from '#domain/availability.ts'
import { type FoundProduct, findProduct } from '#domain/products/find-product.ts'
import { listProducts } from '#domain/products/list-products.ts'
import type { Product } from '#domain/products/product.ts'
import { stockOf } from '#domain/stock/stock-of.ts'
import { asJson, defineTool, type ToolContext } from '#engine/tool.ts'
import { words } from '#kit/inputs.ts'
import type { Words } from '#kit/words.ts'
import { justSay } from '../ask-back.ts'

const input = z.object({
  product: words()
    .optional()
    .describe('Its name in words, SKU or barcode; some of all when not said'),
})

const listedMax = 8

export const findProductTool = defineTool({
  name: 'find_product',
  description: [
    'Finds products by name, SKU or barcode: price, and whether they are in stock.',
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
    '=(what do you sell|what do you have|what do we sell|what have you got|catalogue|catalog|price list|show me the catalogue|show me the price list|what products do you have)',
  ],
  needs: 'catalogue:search',
  input,

  async run(context, { product: said }) {
    const found = said ? await foundFor(context.sql, said) : await someOf(context.sql)
    if (found.is === 'none')
      return said
        ? justSay(`I find no product called "${said}". Try another word for it.`, { unknown: said })
        : justSay('There are no products in the catalogue yet.')
    const products = found.is === 'one' ? [found.product] : found.products.slice(0, listedMax)
    const shown = await shelfOf(context, products)
    return {
      facts: asJson({ products: shown }),
      say: (words) => shown.map((one) => lineOf(one, words)).join('\n'),
      offers:
        found.is === 'many'
          ? products.map(({ name, sku }) => ({
              title: name,
              description: sku,
              tool: 'find_product',
              input: { product: sku },
            }))
          : [],
    }
  },
})

/** The first ones of the catalogue. */
async function someOf(sql: Sql): Promise<FoundProduct> {
  const { items } = await listProducts(sql, { limit: listedMax })
  return items.length === 0 ? { is: 'none' } : { is: 'many', products: items }
}

/** "3 mugs" asks for mugs. */
async function foundFor(sql: Sql, said: string) {
  const found = await findProduct(sql, said)
  const goods = said.replace(/^\d+\s*(?:x\s+)?(?=\p{L})/u, '')
  return found.is === 'none' && goods !== said ? findProduct(sql, goods) : found
}

interface Shown {
  name: string
  price: string | null
  stock: string
  /** For those who may know. */
  sku?: string
  quantity?: string
}

/** A customer gets a word for the stock; figures are for those who keep it. */
async function shelfOf({ sql, actor }: ToolContext, products: Product[]): Promise<Shown[]> {
  const ids = products.map(({ id }) => id)
  const available = await availabilityOf(sql, ids)
  const shown = products.map(({ id, name, price }) => ({
    name,
    price,
    stock: available.get(id) ?? 'ask us',
  }))
  if (!actor.may.has('inventory:read')) return shown
  const stock = new Map((await stockOf(sql, ids)).map((one) => [one.productId, one.quantity]))
  return shown.map((one, i) => ({
    ...one,
    sku: products[i]!.sku,
    ...(products[i]!.isStocked && { quantity: stock.get(ids[i]!) ?? '0' }),
  }))
}

function lineOf({ name, price, stock, sku, quantity }: Shown, { money, count }: Words): string {
  const cost = price === null ? 'no price yet' : money(price)
  const left = quantity === undefined ? stock : `${count(quantity)} in stock`
  return `**${name}**${sku ? ` (${sku})` : ''}: ${cost}, ${left}.`
}
