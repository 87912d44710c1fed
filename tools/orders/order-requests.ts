import { z } from 'zod'
import { waitingRequests } from '#domain/order-requests/list-requests.ts'
import { asJson, defineTool, type Offer } from '#engine/tool.ts'
import { requestLine } from './request-words.ts'

const shownMax = 10
/** A button of each kind for so many of them; more are answered by their numbers. */
const offeredMax = 4

export const orderRequestsTool = defineTool({
  name: 'order_requests',
  description:
    'What customers have asked to order and nobody has accepted or declined yet. Not for orders that were taken: use order_status.',
  phrases: [
    '=(which|what|any|show me the|show the|show|list|list the|open|are there) [open|new|waiting|any] (order requests|requests|customer requests) [are there|are waiting|are open|wait|waiting|do we have|open|there]',
    '=[open|new|waiting] order requests',
    '=what did customers order [today|just now]',
    '=(what|which) (orders|requests) (wait|are waiting) [for us|for an answer|to be accepted]',
  ],
  needs: 'orders:write',
  input: z.object({}),

  async run({ sql }) {
    const waiting = await waitingRequests(sql, { limit: shownMax + 1 })
    const shown = waiting.slice(0, shownMax)
    const facts = shown.map(({ order, customerName, delivery, requestedAt }) => ({
      ...{ order: order.number, customer: customerName, total: order.total, delivery, requestedAt },
      lines: order.lines.map(({ name, quantity }) => ({ name, quantity })),
    }))
    return {
      facts: asJson({ requests: facts }),
      say: (words) =>
        shown.length === 0
          ? 'No order request waits for an answer.'
          : [
              ...shown.map((request) => requestLine(request, words)),
              ...(waiting.length > shownMax ? ['• …'] : []),
            ].join('\n'),
      offers: shown.slice(0, offeredMax).flatMap(({ order }) => offersFor(order.number)),
    }
  },
})

/** Without its version: each is shown whole before it is accepted. */
function offersFor(number: string): Offer[] {
  const input = { request: number }
  return [
    { title: `Accept ${number}`, tool: 'accept_order_request', input },
    { title: `Decline ${number}`, tool: 'decline_order_request', input },
  ]
}
