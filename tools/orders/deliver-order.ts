import { z } from 'zod'
import { deliverOrder } from '#domain/orders/deliver-order.ts'
import { momentOn } from '#domain/spoken-day.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { dayWords, paperNumber, words } from '#kit/inputs.ts'
import { earlierDay } from '../when.ts'
import { whichOrder } from './which-order.ts'

const input = z.object({
  order: paperNumber().describe('The number of the order'),
  received_by: words().optional().describe('Who took it, if it was said'),
  day: dayWords().optional().describe('When; now when not said'),
})

const frozen = z.object({
  orderId: z.string(),
  version: z.int(),
  receivedBy: z.string().optional(),
  deliveredAt: z.iso.datetime(),
})

export const deliverOrderTool = defineTool({
  name: 'deliver_order',
  description: 'The goods of an order were handed over: writes its delivery note.',
  phrases: [
    '=(deliver|delivered|hand over|handed over|ship|shipped|dispatch|dispatched|fulfil|fulfill|fulfilled) order {order} <to {received_by}> <[on] {day}>',
    '=order {order} [is|was|has been|got|has] (delivered|handed over|shipped|sent|dispatched|picked up|collected|fulfilled|gone out) <(to|by) {received_by}> <[on] {day}>',
    '=mark order {order} as (delivered|handed over|shipped|fulfilled)',
    '=delivery note for order {order}',
  ],
  needs: 'orders:write',
  input,
  frozen,

  async propose({ sql, org, today, now }, said) {
    const found = await whichOrder(sql, said.order, {
      tool: 'deliver_order',
      again: (order) => asJson({ ...said, order }),
    })
    if (found.is === 'ask') return found.ask
    const { id, version, number, customerName, status, lines } = found.one
    const deliveredAt = momentOn(said.day, { org, today, now })
    const to = said.received_by ? ` to ${said.received_by}` : ''
    return {
      proposed: true,
      input: asJson({ orderId: id, version, receivedBy: said.received_by, deliveredAt }),
      facts: asJson({ order: number, customer: customerName, status }),
      summary: (words) => {
        const whose = customerName ? ` of ${customerName}` : ''
        const when = earlierDay(words, deliveredAt, { org, today })
        return [
          `Order ${number}${whose} was handed over${to}${when ? `, ${when}` : ''}?`,
          ...lines.map(({ name, quantity }) => `• ${words.count(quantity)} × ${name}`),
        ].join('\n')
      },
    }
  },

  async run({ sql, actor, now }, { deliveredAt, ...delivery }) {
    const note = await deliverOrder(sql, actor, {
      ...delivery,
      deliveredAt: new Date(deliveredAt),
      now,
    })
    return {
      facts: asJson({ number: note.number }),
      say: () => `Handed over: delivery note **${note.number}**.`,
      hasOrderNews: true,
      mustNotRepeat: true,
    }
  },
})
