import { z } from 'zod'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { isSale } from '#domain/orders/order.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { paperNumber, words } from '#kit/inputs.ts'
import { justSay } from '../ask-back.ts'
import { whichOrder } from './which-order.ts'

const input = z.object({
  order: paperNumber().describe('The number of the order'),
  reason: words().optional().describe('Why, as the person said it'),
})

const frozen = z.object({
  orderId: z.string(),
  version: z.int(),
  reason: z.string().optional(),
})

export const cancelOrderTool = defineTool({
  name: 'cancel_order',
  description:
    'An order is not to be: its goods come back into stock and its money goes back. Not for goods that a customer brings back: use return_sale.',
  phrases: [
    '=(cancel|void|call off|undo|delete) [the] order|sale {order} <(because|because of|due to|reason|as) {reason}>',
    '=order {order} (is|was|has been) (cancelled|canceled|called off) <(because|because of|due to|as) {reason}>',
  ],
  needs: 'orders:write',
  input,
  frozen,

  async propose({ sql }, said) {
    const found = await whichOrder(sql, said.order, {
      tool: 'cancel_order',
      again: (order) => asJson({ ...said, order }),
    })
    if (found.is === 'ask') return found.ask
    const { id, version, number, status, customerName, total, paid } = found.one
    if (status === 'CANCELLED') return justSay(`Order ${number} is cancelled already.`)
    return {
      proposed: true,
      amount: total,
      input: asJson({ orderId: id, version, reason: said.reason }),
      facts: asJson({ order: number, total, paid }),
      summary: ({ money }) =>
        [
          `Cancel order ${number}${customerName ? ` of ${customerName}` : ''}, **${money(total)}**?`,
          isSale(status) ? ' Its goods go back into stock' : ' Its goods have not left the stock',
          /[1-9]/.test(paid) ? `, and ${money(paid)} go back to the customer.` : '.',
        ].join(''),
    }
  },

  async run({ sql, actor, now }, asked) {
    const { number } = await cancelOrder(sql, actor, { ...asked, now })
    return {
      facts: { order: number },
      say: () => `Order ${number} is cancelled.`,
      hasOrderNews: true,
      mustNotRepeat: true,
    }
  },
})
