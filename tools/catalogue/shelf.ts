/** How products are shown: what they cost and whether they are there, and what else there is when they are not. */
import { availabilityOf } from '#domain/availability.ts'
import { alternativesTo } from '#domain/products/alternatives.ts'
import type { Product } from '#domain/products/product.ts'
import { shelfPrices } from '#domain/products/shelf-price.ts'
import { stockOf } from '#domain/stock/stock-of.ts'
import type { Offer, ToolContext } from '#engine/tool.ts'
import type { Words } from '#kit/words.ts'

export interface Shown {
  name: string
  price: string | null
  stock: string
  /** For those who may know. */
  sku?: string
  quantity?: string
}

const alternativesMax = 3

/** A customer gets the price with tax and a word for the stock; figures are for those who keep it. */
export async function shelfOf({ sql, actor }: ToolContext, products: Product[]): Promise<Shown[]> {
  const ids = products.map(({ id }) => id)
  const available = await availabilityOf(sql, ids)
  const prices = await shelfPrices(sql, actor, ids)
  const shown = products.map(({ id, name }) => ({
    name,
    price: prices.get(id) ?? null,
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

export function lineOf({ name, price, stock, sku, quantity }: Shown, words: Words): string {
  const { money, count } = words
  const cost = price === null ? 'no price yet' : money(price)
  const left = quantity === undefined ? stock : `${count(quantity)} in stock`
  return `**${name}**${sku ? ` (${sku})` : ''}: ${cost}, ${left}`
}

/** A button for each, which asks for exactly that one. */
export function offersOf(products: Product[]): Offer[] {
  return products.map(({ name, sku }) => ({
    title: name,
    description: sku,
    tool: 'find_product',
    input: { product: sku },
  }))
}

/** When nothing of what was found is there: up to three that are, of its kind. */
export async function insteadOf(
  context: ToolContext,
  products: Product[],
  shown: Shown[],
): Promise<{ products: Product[]; shown: Shown[] }> {
  const [first] = products
  if (!first || shown.some(({ stock }) => stock !== 'out of stock'))
    return { products: [], shown: [] }
  const found = await alternativesTo(context.sql, first, { limit: alternativesMax })
  return { products: found, shown: await shelfOf(context, found) }
}
