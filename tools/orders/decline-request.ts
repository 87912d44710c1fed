import { z } from 'zod'
import { declineRequest, refuseAnswered } from '#domain/order-requests/decide-request.ts'
import type { OrderRequest } from '#domain/order-requests/request.ts'
import { asJson, defineTool, type Heard, type Json, type ToolResult } from '#engine/tool.ts'
import { oneLine } from '#kit/harmless.ts'
import { paperNumber, words } from '#kit/inputs.ts'
import { goodsLines, nameOf } from './request-words.ts'
import { whichRequest } from './which-request.ts'

const input = z.object({
  request: paperNumber()
    .optional()
    .describe('The number of the order; the only one that waits when not said'),
  reason: words().optional().describe('Why, for the customer, as the person said it'),
  version: z.int().optional().describe('Set by buttons only'),
})

const frozen = z.object({ id: z.string(), reason: z.string(), version: z.int() })
const reasons = ['Out of stock', 'We cannot deliver']

export const declineRequestTool = defineTool({
  name: 'decline_order_request',
  description:
    'Declines what a customer asked to order, with a reason; the customer is told. Not for an order that was accepted: use cancel_order.',
  phrases: [
    '=(decline|reject|refuse|turn down) [the|this|that] (order request|request) [{request}] [(because|since|as|:) {reason}]',
    '=(decline|reject|refuse|turn down) [the] order {request} [(because|since|as|:) {reason}]',
  ],
  needs: 'orders:write',
  input,
  frozen,
  hear: hearReason,

  async propose(context, said) {
    const found = await whichRequest(context, said.request, {
      tool: 'decline_order_request',
      again: (request) => asJson({ ...said, request }),
    })
    if (found.is === 'ask') return found.ask
    const request = found.one
    refuseAnswered(request, context.actor)
    const { id, order } = request
    const { number, version, total } = order
    const { reason } = said
    if (!reason) return askReason(request)
    return {
      proposed: true,
      amount: total,
      input: { id, reason, version },
      facts: asJson({ order: number, reason }),
      summary: (words) =>
        [
          `Decline order **${number}** of ${nameOf(request)}?`,
          ...goodsLines(order, words),
          `They are told: “${reason}”.`,
        ].join('\n'),
      tapDecides: said.version === version && reasons.includes(reason),
    }
  },

  async run({ sql, actor, now }, asked) {
    const request = await declineRequest(sql, actor, { ...asked, now })
    const { number } = request.order
    return {
      facts: asJson({ order: number, reason: asked.reason }),
      say: () => `Declined: order **${number}** of ${nameOf(request)}. I tell them why.`,
      hasOrderNews: true,
      mustNotRepeat: true,
    }
  },
})

function askReason(request: OrderRequest): ToolResult {
  const { number, version } = request.order
  const known = { request: number, version }
  return {
    facts: { order: number },
    say: () =>
      `Why is order **${number}** of ${nameOf(request)} declined? Write the reason for them, or tap one.`,
    offers: reasons.map((reason) => ({
      ...{ title: reason, tool: 'decline_order_request' },
      input: { ...known, reason },
    })),
    asks: { tool: 'decline_order_request', input: known },
  }
}

const reasonLengthMax = 200
const isAnother = /^(?:what|how|which|who|when|where|show|list|send me|can|could|help)\b|\?\s*$/i

/** Any words will do; those of a button are sure to be meant. */
function hearReason(said: string, known: Json): Heard | null {
  const text = oneLine(said)
  if (!/\p{L}/u.test(text) || text.length > reasonLengthMax || isAnother.test(text)) return null
  const own = reasons.find((reason) => reason.toLowerCase() === text.toLowerCase())
  return { input: { ...(known as object), reason: own ?? text } as Json, isSure: own !== undefined }
}
