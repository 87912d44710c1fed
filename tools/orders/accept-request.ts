import { z } from 'zod'
import { acceptRequest, refuseAnswered } from '#domain/order-requests/decide-request.ts'
import { shortGoods } from '#domain/order-requests/short-goods.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { paperNumber } from '#kit/inputs.ts'
import { goodsLines, howItGets, nameOf, shortLines } from './request-words.ts'
import { whichRequest } from './which-request.ts'

const input = z.object({
  request: paperNumber()
    .optional()
    .describe('The number of the order; the only one that waits when not said'),
  version: z.int().optional().describe('Set by buttons only'),
})

const frozen = z.object({ id: z.string(), version: z.int() })

export const acceptRequestTool = defineTool({
  name: 'accept_order_request',
  description:
    'Accepts what a customer asked to order; the customer is told. Not for goods that are handed over: use deliver_order.',
  phrases: [
    '=(accept|approve|confirm|take) [the|this|that] (order request|request) [{request}]',
    '=(accept|approve|confirm) [the] order {request}',
  ],
  needs: 'orders:write',
  input,
  frozen,

  async propose(context, { request: said, version: told }) {
    const found = await whichRequest(context, said, {
      tool: 'accept_order_request',
      again: (request) => ({ request }),
    })
    if (found.is === 'ask') return found.ask
    const request = found.one
    refuseAnswered(request, context.actor)
    const { id, order } = request
    const { number, total, version } = order
    const short = await shortGoods(context.sql, order.id)
    return {
      proposed: true,
      amount: total,
      input: { id, version },
      facts: asJson({ order: number, total, short }),
      summary: (words) =>
        [
          `Accept order **${number}** of ${nameOf(request)}?`,
          ...goodsLines(order, words),
          `${howItGets(request)}.`,
          ...shortLines(short, words),
        ].join('\n'),
      // The button stood under the same words; what is short or was changed since is shown first.
      tapDecides: told === version && short.length === 0,
    }
  },

  async run({ sql, actor, now }, asked) {
    const request = await acceptRequest(sql, actor, { ...asked, now })
    const { number, total } = request.order
    return {
      facts: asJson({ order: number, total }),
      say: ({ money }) =>
        `Accepted: order **${number}** of ${nameOf(request)}, ${money(total)}. I tell them.`,
      hasOrderNews: true,
      mustNotRepeat: true,
    }
  },
})
