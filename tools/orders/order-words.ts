/** An order, told in a few lines. */
import { isSale, type Order, type OrderStatus } from '#domain/orders/order.ts'
import type { Words } from '#kit/words.ts'

const linesMax = 12
const statusWords: Record<OrderStatus, string> = {
  DRAFT: 'a draft',
  PENDING: 'taken, not handed over yet',
  PAID: 'paid',
  FULFILLED: 'handed over',
  CANCELLED: 'cancelled',
}

interface Telling {
  /** Told to the customer whose order it is. */
  isOwn?: boolean
  /** In the place of its status. */
  standing?: string | null
}

export function orderLines(
  order: Order,
  { money, count, day }: Words,
  { isOwn = false, standing = null }: Telling = {},
): string[] {
  const { number, customerName, businessDay, status, total, lines, deliveries } = order
  const whose = customerName && !isOwn ? `, ${customerName}` : ''
  const last = deliveries.at(-1)
  return [
    `Order **${number}**${whose}, ${day(businessDay)}: ${standing ?? statusWords[status]}.`,
    ...lines
      .slice(0, linesMax)
      .map(({ name, quantity, total }) => `• ${count(quantity)} × ${name}: ${money(total)}`),
    ...(lines.length > linesMax ? ['• …'] : []),
    `Total **${money(total)}**${owedWords(order, money)}.`,
    ...(last ? [`Delivered with note ${last.number}.`] : []),
  ]
}

/** What is no sale yet owes nothing, though nobody has paid for it. */
function owedWords({ status, paid, owed }: Order, money: Words['money']): string {
  const isSome = (sum: string) => /[1-9]/.test(sum)
  if (status === 'CANCELLED' || status === 'DRAFT') return ''
  if (!isSale(status)) return isSome(paid) ? `, paid so far: ${money(paid)}` : ', not paid yet'
  if (!isSome(owed)) return ''
  return owed.startsWith('-')
    ? `, to be given back to the customer: ${money(owed.slice(1))}`
    : `, still to be paid: ${money(owed)}`
}
