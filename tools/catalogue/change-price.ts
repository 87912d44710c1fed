import { z } from 'zod'
import { editProduct } from '#domain/products/edit-product.ts'
import { getProduct } from '#domain/products/product.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import { justSay } from '../ask-back.ts'
import { whichProduct } from './which-product.ts'

const input = z.object({
  product: words().describe('The product as the person named it, or its SKU'),
  price: amount().describe('The new price of one, before tax'),
})

const frozen = z.object({
  id: z.string(),
  version: z.int(),
  before: z.string().nullable(),
  price: z.string(),
})

export const changePriceTool = defineTool({
  name: 'change_price',
  description:
    'Changes the price that a product is sold at from now on. Not for one sale at another price: say the price to record_sale.',
  phrases: [
    '=change|set|update|make|put|raise|increase|lower|reduce|drop|cut|edit (the price of|price of|the price for|price for|prices of) {product} to|at|= {price}',
    '=change|set|update|make|raise|increase|lower|reduce|drop {product} price to|at|= {price}',
    '=(the price of|price of) {product} is now|should be {price}',
    '=(the new price of|new price of|new price for) {product} [is|:] {price}',
    '={product} [is|are|costs|cost|sells|sell] now [costs|cost|at|for|sells|is] {price}',
    '={product} price [is] [now] {price}',
    '=reprice {product} to|at {price}',
    '=sell {product} at {price} from now on',
  ],
  needs: 'products:write',
  input,
  frozen,

  async propose({ sql }, { product, price }) {
    const found = await whichProduct(sql, product, {
      tool: 'change_price',
      again: (product) => ({ product, price }),
    })
    if (found.is === 'ask') return found.ask
    const { id, version, name, sku, price: before } = found.one
    if (before === price) return justSay(`${name} has that price already.`, { product: name })
    return {
      proposed: true,
      amount: price,
      input: { id, version, before, price },
      facts: asJson({ product: name, sku, before, after: price }),
      summary: ({ money }) =>
        `Change the price of **${name}** (${sku}): ${before === null ? 'none' : money(before)} → **${money(price)}**?`,
    }
  },

  async run({ sql, actor, now }, { id, version, price }) {
    const product = await editProduct(sql, actor, { id, version, changes: { price }, now })
    return {
      facts: { product: product.name, price },
      say: ({ money }) => `${product.name} now costs **${money(price)}**.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { input }) {
    const { id, before, price } = frozen.parse(input)
    const current = await getProduct(sql, id)
    if (current && current.price !== price)
      throw new Refusal(`${current.name} got another price meanwhile: nothing was undone.`)
    const product = await editProduct(sql, actor, { id, changes: { price: before }, now })
    return {
      facts: { product: product.name, price: before },
      say: ({ money }) =>
        `${product.name} is back at ${before === null ? 'no price' : money(before)}.`,
    }
  },
})
