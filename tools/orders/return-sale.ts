import { z } from 'zod'
import type { Order, OrderLine } from '#domain/orders/order.ts'
import { previewReturn, returnSale } from '#domain/orders/return-sale.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { choice, lines, paperNumber, type SpokenLine, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Words } from '#kit/words.ts'
import { lineOfOrder } from './lines-of-order.ts'
import { methodWords, paymentMethod } from './payment-method.ts'
import { whichOrder } from './which-order.ts'

const input = z.object({
  order: paperNumber().describe('The number of the order that the goods were sold with'),
  lines: lines().optional().describe('What came back; all that is still out when not said'),
  state: choice({ good: ['good', 'fine'], damaged: ['damaged', 'broken', 'faulty', 'spoilt'] })
    .optional()
    .describe('damaged goods are written off instead of restocked'),
  settlement: choice({ refund: ['refund', 'refunded'], credit: ['credit', 'store credit'] })
    .optional()
    .describe('refund when not said, credit while the order is not paid in full'),
  method: paymentMethod().optional().describe('How the money goes back; cash when not said'),
  reason: words().optional(),
})

const frozen = z.object({
  orderId: z.string(),
  lines: z.array(z.object({ position: z.int(), quantity: z.string(), restock: z.boolean() })),
  settlement: z.enum(['refund', 'credit']),
  method: paymentMethod(),
  reason: z.string().optional(),
})

const ending =
  '<(because|because of|due to|reason|as it was|as they were) {reason}> <[as] {state}> <[for|as|with|by] [a|on|the] {settlement}> <(refund by|refunded by|by|in|with|via) {method}>'

export const returnSaleTool = defineTool({
  name: 'return_sale',
  description:
    'A customer brings goods of an order back: restocked or written off, refunded or credited. Not for a whole order that is not to be: use cancel_order.',
  phrases: [
    `=(return|returned|take back|took back|refund|refunded|customer returned) {lines} (from|of|on|for|against) [the] order|sale {order} ${ending}`,
    `={lines} (came back|came back from|returned from|of order|were returned from) [the] order|sale {order} ${ending}`,
    `=order|sale {order} (returned|came back|was returned|is returned) ${ending}`,
    `=(return|refund|take back) [the|all of] [the] order|sale {order} ${ending}`,
    `=(return|returned|refund|record a return|return for|a return) (on|for|against) order {order} [:] {lines} ${ending}`,
  ],
  needs: 'orders:write',
  input,
  frozen,

  async propose({ sql }, said) {
    const found = await whichOrder(sql, said.order, {
      tool: 'return_sale',
      again: (order) => asJson({ ...said, order }),
    })
    if (found.is === 'ask') return found.ask
    const order = found.one
    const restock = said.state !== 'damaged'
    const back = said.lines ? said.lines.map((one) => backOf(order, one)) : allOf(order)
    // What is still owed becomes less; money that was never paid cannot go back.
    const isOwed = isSome(order.owed) && !order.owed.startsWith('-')
    const { settlement = isOwed ? 'credit' : 'refund', method = 'cash', reason } = said
    const lines = back.map(({ line, quantity }) => ({ position: line.position, quantity, restock }))
    const { total, owedAfter } = await previewReturn(sql, order, { lines, settlement })
    return {
      proposed: true,
      amount: total,
      input: asJson({ orderId: order.id, lines, settlement, method, reason }),
      facts: asJson({ order: order.number, total, settlement, restock }),
      summary: ({ money, count }) => {
        const how = settlement === 'refund' ? ` refunded (${methodWords[method]})` : ' credited'
        const stock = restock ? 'back into stock' : 'written off as damaged'
        return [
          `Take these back from order ${order.number}, **${money(total)}**${how}, ${stock}?`,
          ...back.map(({ line, quantity }) => `• ${count(quantity)} × ${line.name}`),
          ...(settlement === 'credit' ? [creditWords(owedAfter, money)] : []),
        ].join('\n')
      },
    }
  },

  async run({ sql, actor, org, now }, asked) {
    const done = await returnSale(sql, actor, { ...asked, org, now })
    const { number, value, tax, refunded } = done
    return {
      facts: asJson({ number, value, tax, refunded }),
      say: ({ money }) =>
        `Taken back: return ${number}, **${money(value)}** before tax${/[1-9]/.test(refunded) ? `, ${money(refunded)} refunded` : ''}.`,
      mustNotRepeat: true,
    }
  },
})

interface Back {
  line: OrderLine
  quantity: string
}

/** What is left to pay once the goods are credited. */
function creditWords(owedAfter: string, money: Words['money']): string {
  if (owedAfter.startsWith('-'))
    return `The shop then owes the customer ${money(owedAfter.slice(1))}.`
  return isSome(owedAfter) ? `${money(owedAfter)} is then still owed.` : 'Nothing is then owed.'
}

const isSome = (sum: string) => /[1-9]/.test(sum)

const backOf = (order: Order, { product, quantity }: SpokenLine): Back => ({
  line: lineOfOrder(order, product),
  quantity,
})

/** All that is still with the customer. */
function allOf({ number, lines }: Order): Back[] {
  const out = lines.filter(({ quantity, returned }) => quantity !== returned)
  if (out.length === 0) throw new Refusal(`Everything of order ${number} came back already.`)
  if (out.some(({ returned }) => /[1-9]/.test(returned)))
    throw new Refusal(`Some of order ${number} came back before: say what comes back now.`)
  return out.map((line) => ({ line, quantity: line.quantity }))
}
