/** What a customer wishes to order, and what has to be asked before it is an order: one question at a time. */
import { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import { refuseTooMuch } from '#domain/order-requests/request-order.ts'
import { asJson, type ToolResult } from '#engine/tool.ts'
import { oneLine } from '#kit/harmless.ts'
import { choice, lines, quantity, type SpokenLine, words } from '#kit/inputs.ts'
import { type Found, justSay } from '../ask-back.ts'
import { type NamedLine, whichProduct, whichProducts } from '../catalogue/which-product.ts'

const collect: readonly string[] = [
  ...['collect', 'collection', 'for collection', 'to collect', 'collect it', 'collect them'],
  ...['pick up', 'pickup', 'to pick up', 'for pickup', 'i will collect', 'i will collect it'],
  ...['ill collect it', 'i will pick it up', 'ill pick it up'],
]
const deliver: readonly string[] = [
  ...['deliver', 'delivery', 'delivered', 'for delivery', 'to be delivered', 'with delivery'],
  ...['deliver it', 'deliver them', 'send it', 'ship it'],
]

export const wish = z.object({
  product: words().optional().describe('The product as the customer said it, or its SKU'),
  quantity: quantity().optional().describe('How many of it, only when it was said'),
  lines: lines().optional().describe('Instead of `product`, when how many was said with each'),
  delivery: choice({ collect, deliver }).optional().describe('Only when it was said'),
  address: words().optional().describe('Where to deliver it, only when it was said'),
})
export type Wish = z.output<typeof wish>

interface Wanted {
  named: NamedLine[]
  delivery: 'collect' | 'deliver'
  address?: string
}

/** All that an order needs, or the first question that is still open. */
export async function goodsOf(sql: Sql, said: Wish): Promise<Found<Wanted>> {
  const found = await linesOf(sql, said)
  if (found.is === 'ask') return found
  const { named, known } = found.one
  refuseTooMuch(named)
  const delivery = said.delivery ?? (said.address ? 'deliver' : undefined)
  if (!delivery) return ask(askDelivery(known))
  const { address } = said
  if (delivery === 'deliver' && !address) return ask(askAddress({ ...known, delivery }))
  return { is: 'one', one: { named, delivery, address } }
}

/** `known`: the same goods by their SKUs, for the next question. */
async function linesOf(sql: Sql, said: Wish): Promise<Found<{ named: NamedLine[]; known: Known }>> {
  if (said.lines) return severalOf(sql, said, said.lines)
  if (!said.product) return ask(justSay(nothingNamed))
  const found = await whichProduct(sql, said.product, {
    tool: 'request_order',
    again: (product) => asJson({ ...said, product }),
  })
  if (found.is === 'ask') return found
  const { sku, name, price } = found.one
  if (price === null) return ask(justSay(noPrice(name)))
  const known = { ...said, product: sku }
  const { quantity } = said
  if (!quantity) return ask(askQuantity(name, known))
  return { is: 'one', one: { named: [{ product: sku, quantity, found: found.one }], known } }
}

async function severalOf(sql: Sql, said: Wish, spoken: readonly SpokenLine[]) {
  // What one costs is what the catalogue says, whatever the customer says.
  const lines = spoken.map(({ price: _, ...line }) => line)
  const found = await whichProducts(sql, lines, 'request_order', (lines) =>
    asJson({ ...said, lines }),
  )
  if (found.is === 'ask') return found
  const unpriced = found.one.find((line) => line.found.price === null)
  if (unpriced) return ask(justSay(noPrice(unpriced.found.name)))
  const bySku = found.one.map(({ found, quantity }) => ({ product: found.sku, quantity }))
  return { is: 'one' as const, one: { named: found.one, known: { ...said, lines: bySku } } }
}

type Known = Partial<Wish>

const nothingNamed = 'What would you like to order? Write the product and how many of it.'
const noPrice = (name: string) =>
  `${name} has no price yet: say "talk to a person", and the shop tells you.`

function askQuantity(name: string, known: Known): ToolResult {
  const counts = ['1', '2', '3'].map((quantity) => ({
    title: quantity,
    tool: 'request_order',
    input: asJson({ ...known, quantity }),
  }))
  return {
    ...justSay(`How many of **${oneLine(name)}** would you like?`),
    offers: counts,
    asks: { tool: 'request_order', input: asJson({ ...known, called: name }) },
  }
}

function askDelivery(known: Known): ToolResult {
  const offer = (title: string, delivery: Wanted['delivery']) => ({
    ...{ title, tool: 'request_order' },
    input: asJson({ ...known, delivery }),
  })
  return {
    ...justSay('Will you collect it at the shop, or shall it be delivered?'),
    offers: [offer('Collect it', 'collect'), offer('Deliver it', 'deliver')],
    asks: { tool: 'request_order', input: asJson(known) },
  }
}

function askAddress(known: Known): ToolResult {
  return {
    ...justSay('Where shall it be delivered? Write the address.'),
    asks: { tool: 'request_order', input: asJson(known) },
  }
}

const ask = (asked: ToolResult) => ({ is: 'ask' as const, ask: asked })
