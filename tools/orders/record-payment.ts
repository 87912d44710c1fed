import { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import { listOrders } from '#domain/orders/list-orders.ts'
import type { OrderHead } from '#domain/orders/order.ts'
import { dueOf, payOrder } from '#domain/orders/pay-order.ts'
import type { Org } from '#domain/org.ts'
import { momentOn } from '#domain/spoken-day.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, dayWords, paperNumber, words } from '#kit/inputs.ts'
import { wordsFor } from '#kit/words.ts'
import { type Found, justSay, whichOne } from '../ask-back.ts'
import { earlierDay } from '../when.ts'
import { whichCustomer } from '../which-customer.ts'
import { methodWords, paymentMethod } from './payment-method.ts'
import { whichOrder } from './which-order.ts'

const input = z.object({
  order: paperNumber().optional().describe('The number of the order that is paid'),
  customer: words().optional().describe('Who paid, when no order was named'),
  amount: amount().optional().describe('How much; all that is owed when not said'),
  method: paymentMethod().optional().describe('cash when not said'),
  day: dayWords().optional().describe('When it was paid; now when not said'),
})
type Said = z.output<typeof input>

const ordersMax = 100

const frozen = z.object({
  orderId: z.string(),
  amount: z.string().optional(),
  method: paymentMethod(),
  paidAt: z.iso.datetime(),
})

const ending =
  '<(by|in|with|via|through|using|paid by) {method}> <(for|towards|against|on) [the] (order|invoice) {order}> <[on] {day}>'

export const recordPaymentTool = defineTool({
  name: 'record_payment',
  description: [
    'Money that a customer has paid towards an order that stands open.',
    'Not for a sale at the counter: use record_sale. Not for what the shop itself pays: use post_entry.',
  ].join(' '),
  phrases: [
    `={customer} (paid|has paid|sent|paid us|gave us|settled) {amount} ${ending}`,
    `={customer} (paid|has paid|settled) ${ending}`,
    `=received|got|collected {amount} from {customer} ${ending}`,
    `=(record|enter|log|book|take) [a] payment of {amount} (from|by) {customer} ${ending}`,
    `=(record|enter|log|book|take) [a] payment of {amount} ${ending}`,
    `=[a] payment of {amount} (from|by) {customer} ${ending}`,
    `=[a] payment of {amount} ${ending}`,
    '=order|invoice {order} [is|was|has been|got] paid [in full|fully] <{amount}> <(by|in|with|via) {method}> <[on] {day}>',
    '=mark order|invoice {order} as paid [in full] <(by|in|with|via) {method}>',
    '={amount} paid (for|towards|on) order|invoice {order} <(by|in|with|via) {method}> <[on] {day}>',
  ],
  needs: 'orders:write',
  input,
  frozen,

  async propose({ sql, org, today, now }, said) {
    const found = await openOrder(sql, said, org)
    if (found.is === 'ask') return found.ask
    const { id, number, customerName } = found.one
    const { amount, unpaid } = await dueOf(sql, said.amount, { order: found.one, org })
    const { method = 'cash' } = said
    const paidAt = momentOn(said.day, { org, today, now })
    return {
      proposed: true,
      amount,
      input: asJson({ orderId: id, amount, method, paidAt }),
      facts: asJson({ order: number, unpaid, amount }),
      summary: (words) => {
        const when = earlierDay(words, paidAt, { org, today })
        const how = [methodWords[method], when].filter(Boolean).join(', ')
        const whose = customerName ? ` of ${customerName}` : ''
        return `Record **${words.money(amount)}** (${how}) for order ${number}${whose}, of which ${words.money(unpaid)} is not paid yet?`
      },
    }
  },

  async run({ sql, actor, now }, { paidAt, ...payment }) {
    const done = await payOrder(sql, actor, { ...payment, paidAt: new Date(paidAt), now })
    const { number, amount, owed } = done
    return {
      facts: asJson({ number, amount, owed }),
      say: ({ money }) =>
        `Recorded **${money(amount)}** for order ${number}; ${/[1-9]/.test(owed) ? `${money(owed)} is still owed` : 'nothing is owed any more'}.`,
      hasOrderNews: true,
      mustNotRepeat: true,
    }
  },
})

/** The order that was named, or the one that the customer owes; of several, a button for each. */
async function openOrder(sql: Sql, said: Said, org: Org): Promise<Found<OrderHead>> {
  if (said.order)
    return whichOrder(sql, said.order, {
      tool: 'record_payment',
      again: (order) => asJson({ ...said, order }),
    })
  if (!said.customer)
    return { is: 'ask', ask: justSay('Who paid, or for which order? Name one of them.') }
  const found = await whichCustomer(sql, said.customer, {
    tool: 'record_payment',
    again: (customer) => asJson({ ...said, customer }),
  })
  if (found.is === 'ask') return found
  const page = await listOrders(sql, { customerId: found.one.id, limit: ordersMax })
  const orders = page.items.filter(isOpen)
  const [only] = orders
  if (!only) return { is: 'ask', ask: justSay(`${found.one.name} owes nothing.`) }
  if (orders.length === 1) return { is: 'one', one: only }
  const { money } = wordsFor(org)
  const choices = orders.map(({ id, number, total, owed }) => ({
    title: number,
    description: isSome(owed) ? `${money(owed)} owed` : `${money(total)}, not handed over yet`,
    input: asJson({ ...said, order: `id:${id}` }),
  }))
  return { is: 'ask', ask: whichOne('record_payment', found.one.name, choices) }
}

const isSome = (owed: string) => /[1-9]/.test(owed) && !owed.startsWith('-')

/** A sale that is owed for, or an order that waits for its money. */
function isOpen({ status, total, owed }: OrderHead): boolean {
  return status === 'PENDING' ? isSome(total) : isSome(owed)
}
