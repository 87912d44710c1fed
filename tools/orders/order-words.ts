/** An order, told in a few lines. */
import type { Order, OrderStatus } from '#domain/orders/order.ts'
import type { Words } from '#kit/words.ts'

const linesMax = 12
const statusWords: Record<OrderStatus, string> = {
  DRAFT: 'a draft',
  PENDING: 'taken, not handed over yet',
  PAID: 'paid',
  FULFILLED: 'handed over',
  CANCELLED: 'cancelled',
}

/** `isOwn`: told to the customer whose order it is. */
export function orderLines(order: Order, { money, count, day }: Words, isOwn = false): string[] {
  const { number, customerName, businessDay, status, total, owed, lines, deliveries } = order
  const whose = customerName && !isOwn ? `, ${customerName}` : ''
  const last = deliveries.at(-1)
  return [
    `Order **${number}**${whose}, ${day(businessDay)}: ${statusWords[status]}.`,
    ...lines
      .slice(0, linesMax)
      .map(({ name, quantity, total }) => `• ${count(quantity)} × ${name}: ${money(total)}`),
    ...(lines.length > linesMax ? ['• …'] : []),
    `Total **${money(total)}**${/[1-9]/.test(owed) ? `, still to be paid: ${money(owed)}` : ''}.`,
    ...(last ? [`Delivered with note ${last.number}.`] : []),
  ]
}
