import { z } from 'zod'
import { refuseAnswered, withdrawRequest } from '#domain/order-requests/decide-request.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { paperNumber } from '#kit/inputs.ts'
import { goodsLines } from './request-words.ts'
import { whichRequest } from './which-request.ts'

const input = z.object({
  request: paperNumber()
    .optional()
    .describe('The number of the order; the only one that waits when not said'),
})

const frozen = z.object({ id: z.string() })

export const cancelRequestTool = defineTool({
  name: 'cancel_order_request',
  description:
    'The customer takes back an own order request that the shop has not answered yet. For an order that was accepted: ask_for_person.',
  phrases: [
    '=(cancel|withdraw|take back|drop|undo|stop) my (order request|request|order) [{request}]',
    '=(cancel|withdraw|take back) (the|that|this) (order request|request) [{request}]',
    '=(cancel|withdraw) (order request|request) {request}',
    '=(i do not want|i no longer want|i dont want|i changed my mind about) (my order|the order|order) [{request}] [any more|anymore]',
  ],
  needs: 'orders:request',
  input,
  frozen,

  async propose(context, { request: said }) {
    const found = await whichRequest(context, said, {
      tool: 'cancel_order_request',
      again: (request) => ({ request }),
      isOwn: true,
    })
    if (found.is === 'ask') return found.ask
    refuseAnswered(found.one, context.actor)
    const { id, order } = found.one
    return {
      proposed: true,
      amount: order.total,
      input: { id },
      facts: asJson({ order: order.number, total: order.total }),
      summary: (words) =>
        [`Take your order **${order.number}** back?`, ...goodsLines(order, words)].join('\n'),
    }
  },

  async run({ sql, actor, now }, { id }) {
    const { order } = await withdrawRequest(sql, actor, { id, now })
    return {
      facts: asJson({ order: order.number }),
      say: () => `Your order **${order.number}** is taken back: nothing is ordered.`,
      hasOrderNews: true,
      mustNotRepeat: true,
    }
  },
})
