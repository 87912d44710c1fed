import { z } from 'zod'
import { paymentWords } from '#domain/order-requests/payment-words.ts'
import { type RequestFacts, requestsOf } from '#domain/order-requests/request.ts'
import type { Order } from '#domain/orders/order.ts'
import { ownOrders } from '#domain/own-orders.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { paperNumber } from '#kit/inputs.ts'
import { orderLines } from './order-words.ts'
import { standingWords } from './request-words.ts'

const input = z.object({
  order: paperNumber().optional().describe('Its number, when one was said; else the latest'),
})

const shownMax = 3

export const myOrdersTool = defineTool({
  name: 'my_orders',
  description:
    'The own orders of the customer who is writing, and nobody else’s, those that wait for the shop too: what is in them, paid, handed over.',
  phrases: [
    '=(where is|what is the status of|status of|track|show|check|when will i get|when do i get|has|is) [my|the] order [{order}] [shipped|ready|delivered|coming|come]',
    '=[my] order|orders [{order}] [status]',
    '=what (did i|have i) order|ordered|buy|bought [last time|last|from you]',
    '=(when will|when does|when is|will) my order [{order}] (arrive|come|be here|be ready|ship|be delivered|coming|arriving)',
    '=(what was|what is|show me|where is) my (last|latest|previous) order',
    '=my (last order|latest order|purchases|last purchase)',
    '=(show me|show|list) my (orders|purchases)',
    '=(how much|what) do i owe [you]',
  ],
  needs: 'catalogue:search',
  input,

  async run({ sql, actor }, { order }) {
    const orders = await ownOrders(sql, actor, { number: order, limit: shownMax })
    const requests = await requestsOf(
      sql,
      orders.map(({ id }) => id),
    )
    const standings = orders.map(({ id }) => standingWords(requests.get(id)))
    const pay = orders.some(isToBePaid(requests)) ? await paymentWords(sql) : null
    const none = order
      ? `I find no order ${order} in your name.`
      : 'I find no orders in your name. If you bought under another number, ask for a person.'
    return {
      facts: asJson({
        orders: orders.map(({ number, status, businessDay, total, owed }, at) => ({
          ...{ number, status: standings[at] ?? status, businessDay, total, owed },
        })),
      }),
      say: (words) => {
        const told = orders.map((one, at) => {
          const standing = standings[at]
          return orderLines(one, words, { isOwn: true, standing }).join('\n')
        })
        return [...told, pay].filter(Boolean).join('\n\n') || none
      },
    }
  },
})

/** What the shop accepted and has no money for yet. */
const isToBePaid =
  (requests: Map<string, RequestFacts>) =>
  ({ id, status }: Order) =>
    status === 'PENDING' && requests.get(id)?.decision === 'accepted'
