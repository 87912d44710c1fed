/** An order request in words: its goods, how they get to the customer, and how it stands. */
import type { OrderRequest, RequestFacts } from '#domain/order-requests/request.ts'
import type { ShortGoods } from '#domain/order-requests/short-goods.ts'
import type { Order } from '#domain/orders/order.ts'
import { oneLine } from '#kit/harmless.ts'
import type { Words } from '#kit/words.ts'

interface Goods {
  lines: readonly { name: string; quantity: string; total: string }[]
  total: string
  tax: string
}

/** Lines, and what they come to with tax. */
export function goodsLines({ lines, total, tax }: Goods, { money, count }: Words): string[] {
  const taxed = /[1-9]/.test(tax) ? ` (tax ${money(tax)} included)` : ''
  return [
    ...lines.map(
      ({ name, quantity, total }) => `• ${count(quantity)} × ${oneLine(name)}: ${money(total)}`,
    ),
    `Total **${money(total)}**${taxed}`,
  ]
}

export function shortLines(short: readonly ShortGoods[], { count }: Words): string[] {
  return short.map(
    ({ name, held, wanted }) =>
      `⚠ Not enough of ${oneLine(name)}: ${count(held)} in stock, ${count(wanted)} wanted.`,
  )
}

export function nameOf({ customerName }: Pick<RequestFacts, 'customerName'>): string {
  return oneLine(customerName ?? '') || 'A customer'
}

type Getting = Pick<RequestFacts, 'delivery'> & { order: Pick<Order, 'deliveryAddress'> }

export function howItGets({ delivery, order: { deliveryAddress } }: Getting): string {
  return delivery === 'collect'
    ? 'To be collected at the shop'
    : `To be delivered to: ${oneLine(deliveryAddress ?? '')}`
}

/** For the customer who asked; null where the order's own status says it. */
export function standingWords(request: RequestFacts | undefined): string | null {
  if (!request) return null
  const { decision, reason } = request
  if (decision === null) return 'waiting for the shop to accept it'
  if (decision === 'withdrawn') return 'taken back by you'
  if (decision === 'accepted') return null
  return `the shop could not accept it${reason ? `: ${oneLine(reason).replace(/[.]+$/, '')}` : ''}`
}

/** One line for a list of staff. */
export function requestLine(request: OrderRequest, words: Words): string {
  const { order } = request
  const goods = order.lines
    .map(({ name, quantity }) => `${words.count(quantity)} × ${oneLine(name)}`)
    .join(', ')
  const how = howItGets(request).replace(/^To be /, '')
  return `• **${order.number}**, ${nameOf(request)}: ${goods}, ${words.money(order.total)}, ${how}`
}
