import { z } from 'zod'
import { creditToPay, refundCredit } from '#domain/orders/refund-credit.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, paperNumber } from '#kit/inputs.ts'
import { methodWords, paymentMethod } from './payment-method.ts'
import { whichOrder } from './which-order.ts'

const input = z.object({
  order: paperNumber().describe('The number of the order'),
  amount: amount().optional().describe('How much; all of the credit when not said'),
  method: paymentMethod().optional().describe('cash when not said'),
})

const frozen = z.object({ orderId: z.string(), amount: z.string(), method: paymentMethod() })

export const refundCreditTool = defineTool({
  name: 'refund_credit',
  description: [
    'Pays out what a customer has paid too much for an order, after goods came back for credit or the order was made smaller.',
    'Not for goods that come back now: use return_sale. Not for a whole order that is not to be: use cancel_order.',
  ].join(' '),
  phrases: [
    '=(pay|give) (back|out) {amount} (of|for|from|on) [the] order|sale|credit [of] [order] {order} <(by|in|with|via) {method}>',
    '=(pay|give|refund) [back|out] [the] credit (of|for|from|on) [order|sale] {order} <(by|in|with|via) {method}>',
    '=refund {amount} (of|for|from|on) [order|sale] {order} <(by|in|with|via) {method}>',
  ],
  needs: 'orders:write',
  input,
  frozen,

  async propose({ sql, org }, said) {
    const found = await whichOrder(sql, said.order, {
      tool: 'refund_credit',
      again: (order) => asJson({ ...said, order }),
    })
    if (found.is === 'ask') return found.ask
    const { id, number, customerName } = found.one
    const amount = await creditToPay(sql, said.amount, { order: found.one, org })
    const { method = 'cash' } = said
    return {
      proposed: true,
      amount,
      input: asJson({ orderId: id, amount, method }),
      facts: asJson({ order: number, amount }),
      summary: ({ money }) =>
        `Pay **${money(amount)}** back (${methodWords[method]}) for order ${number}${customerName ? ` of ${customerName}` : ''}?`,
    }
  },

  async run({ sql, actor, now }, asked) {
    const { number, amount, owed } = await refundCredit(sql, actor, { ...asked, now })
    return {
      facts: { number, amount, owed },
      say: ({ money }) => `Paid back **${money(amount)}** for order ${number}.`,
      mustNotRepeat: true,
    }
  },
})
