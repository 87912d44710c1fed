import { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { previewSale, type SalePreview } from '#domain/orders/preview-sale.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { unitPriceOf } from '#domain/orders/unit-price.ts'
import { momentOn } from '#domain/spoken-day.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, dayWords, lines, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Words } from '#kit/words.ts'
import { type NamedLine, whichProducts } from '../catalogue/which-product.ts'
import { earlierDay } from '../when.ts'
import { whichCustomer } from '../which-customer.ts'
import { paidHow, settlement } from './payment-method.ts'
import { previewLines } from './preview-words.ts'

const input = z.object({
  lines: lines().describe('What was sold, each with how many, and its price when one was said'),
  price: amount().optional().describe('Price of one, for the lines that say none of their own'),
  total: amount().optional().describe('Of one line: what all of it came to, before tax'),
  customer: words().optional().describe('Who bought it, as the person said it'),
  method: settlement().optional().describe('How it was paid; cash when not said; credit: not yet'),
  day: dayWords().optional().describe('When, in words; now when not said'),
})

/** What may stand at the end of a sale, in any order. */
const ending = [
  '<at|for|@ {price} (each|apiece|a piece|per piece)> <at|@ {price}>',
  '<for {total} [in total|altogether|all together]>',
  '<[he paid by|she paid by|they paid by|he paid|she paid|they paid|paid by|paid in|paid with|paid|for|by|in|on|with|via|through|using] {method}> <[on] {day}>',
].join(' ')

const frozen = z.object({
  lines: z.array(
    z.object({ productId: z.string(), quantity: z.string(), unitPrice: z.string().optional() }),
  ),
  customerId: z.string().optional(),
  method: settlement(),
  soldAt: z.iso.datetime(),
})

export const recordSaleTool = defineTool({
  name: 'record_sale',
  description: [
    'Records a sale that was made: stock, payment and the books follow.',
    'Not to ask what a sale would come to: use preview_sale. Not for money towards an older order: use record_payment.',
    'Prices are those of the catalogue unless the person says one.',
  ].join(' '),
  phrases: [
    `=sold|sell {lines} <to {customer}> ${ending}`,
    `=sold|sell {customer} {lines} ${ending}`,
    `=record|enter|log|book|add (a sale of|sale of|the sale of|a sale|sale|sales of) {lines} <to|for {customer}> ${ending}`,
    `={lines} [were|was] sold <to {customer}> ${ending}`,
    `=(customer|client|a customer|someone|somebody) bought|took|purchased {lines} ${ending}`,
    `=sale [of] {lines} <to|for {customer}> ${ending}`,
    `={customer} bought|took|purchased {lines} ${ending}`,
  ],
  needs: 'orders:write',
  input,
  frozen,

  async propose({ sql, actor, org, today, now }, said) {
    const asked = { ...said, lines: said.lines.map((line) => ({ price: said.price, ...line })) }
    const found = await whichProducts(sql, asked.lines, 'record_sale', (lines) =>
      asJson({ ...asked, lines }),
    )
    if (found.is === 'ask') return found.ask
    const buyer = said.customer
      ? await whichCustomer(sql, said.customer, {
          tool: 'record_sale',
          again: (customer) => asJson({ ...asked, customer }),
          mayAdd: actor.may.has('orders:write'),
        })
      : null
    if (buyer?.is === 'ask') return buyer.ask
    const sold = await soldLines(sql, found.one, said.total)
    const customerId = buyer?.one.id
    const seesCosts = actor.may.has('reports:read')
    const preview = await previewSale(sql, { lines: sold, customerId, seesCosts })
    if (preview.refusal) throw new Refusal(preview.refusal)
    const method = said.method ?? 'cash'
    const soldAt = momentOn(said.day, { org, today, now })
    return {
      proposed: true,
      amount: preview.total,
      // At the prices that are shown, whatever the catalogue says by then.
      input: asJson({ lines: priced(sold, preview), customerId, method, soldAt }),
      facts: asJson({
        lines: preview.lines.map(({ name, quantity, total }) => ({ name, quantity, total })),
        total: preview.total,
      }),
      summary: (words) =>
        summaryOf(words, preview, {
          buyer: buyer?.one.name,
          how: method === 'credit' ? 'not paid yet' : `paid ${paidHow[method]}`,
          when: earlierDay(words, soldAt, { org, today }),
        }),
    }
  },

  async run({ sql, actor, org, now }, { lines, customerId, method, soldAt }) {
    const done = await recordSale(sql, actor, {
      org,
      lines,
      customerId,
      soldAt: new Date(soldAt),
      now,
      ...(method === 'credit' ? { payments: [] } : { payments: 'full', method }),
    })
    const { orderId, number, total, paid, owed } = done
    return {
      facts: asJson({ orderId, number, total, paid, owed }),
      say: ({ money }) =>
        /[1-9]/.test(owed)
          ? `Recorded: order ${number}, **${money(total)}**, of which ${money(owed)} is still owed.`
          : `Recorded: order ${number}, **${money(total)}**.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { facts }) {
    const { orderId, number } = z.object({ orderId: z.string(), number: z.string() }).parse(facts)
    await cancelOrder(sql, actor, { orderId, reason: 'undone in chat', now })
    return {
      facts: { number },
      say: () => `Order ${number} is cancelled: stock, payment and books are as before.`,
      mustNotRepeat: true,
    }
  },
})

/** What the whole of a single line came to gives its price. */
async function soldLines(sql: Sql, named: NamedLine[], total?: string) {
  if (total && named.length > 1)
    throw new Refusal('Say the price of each product, not of all of them together.')
  return Promise.all(
    named.map(async ({ found, quantity, price }) => {
      const each = total && (await unitPriceOf(sql, { total, quantity }))
      if (each && price && each.replace(/\.?0+$/, '') !== price)
        throw new Refusal('The price of one and the sum of all do not agree: say one of them.')
      return { productId: found.id, quantity, unitPrice: each ?? price }
    }),
  )
}

function priced(lines: Awaited<ReturnType<typeof soldLines>>, preview: SalePreview) {
  return lines.map((line, at) => ({ ...line, unitPrice: preview.lines[at]!.unitPrice }))
}

interface Around {
  buyer?: string
  how: string
  when: string | null
}

function summaryOf(words: Words, preview: SalePreview, { buyer, how, when }: Around) {
  const whose = [buyer && `to ${buyer}`, how, when].filter(Boolean).join(', ')
  return [`Record this sale, ${whose}?`, ...previewLines(words, preview)].join('\n')
}
