import { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import { editOrder } from '#domain/orders/edit-order.ts'
import type { Order, OrderLine } from '#domain/orders/order.ts'
import { priceLines } from '#domain/orders/price-lines.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, lines, paperNumber, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Words } from '#kit/words.ts'
import { type Found, justSay } from '../ask-back.ts'
import { type NamedLine, whichProducts } from '../catalogue/which-product.ts'
import { whichCustomer } from '../which-customer.ts'
import { fittingLine, lineOfOrder } from './lines-of-order.ts'
import { whichOrder } from './which-order.ts'

const input = z.object({
  order: paperNumber().describe('The number of the order'),
  lines: lines().optional().describe('Lines as they shall be; those not named stay'),
  add: lines().optional().describe('Lines that come on top of those of the order'),
  remove: words().optional().describe('The product whose line is taken away'),
  product: words().optional().describe('The product whose price is another one'),
  price: amount().optional().describe('Its new price of one, before tax'),
  customer: words().optional().describe('Who the order is of instead'),
  note: words().optional(),
})
type Said = z.output<typeof input>

const frozen = z.object({
  orderId: z.string(),
  version: z.int(),
  lines: z
    .array(
      z.object({
        productId: z.string(),
        quantity: z.string(),
        unitPrice: z.string(),
        discount: z.string(),
      }),
    )
    .optional(),
  customerId: z.string().optional(),
  note: z.string().optional(),
})

export const editOrderTool = defineTool({
  name: 'edit_order',
  description:
    'Corrects an order: what is in it, at which price, whose it is, its note. Not for goods that come back: use return_sale. Not for a whole order that is not to be: use cancel_order.',
  phrases: [
    '=(change|edit|correct|amend|update|set|make) [the] order|sale {order} to|into {lines}',
    '=[in|on|for] order|sale {order} [:] (make it|make that|should be|should have been|was|change to|change it to|must be) {lines}',
    '=add|put {add} to|on|onto [the] order|sale {order}',
    '=(remove|take|drop|take off|delete) {remove} (from|off|out of|of) [the] order|sale {order}',
    '=(change|set|correct|make|edit) [the] price of {product} (in|on|of) order|sale {order} to {price}',
    '=(put|move|change|assign|book|switch) [the] order|sale {order} (on|onto|to|under) [customer|the customer] {customer}',
    '=order|sale {order} (is for|was for|belongs to|is of) [customer|the customer] {customer}',
    '=(note on|note for|add a note to|put a note on) [the] order|sale {order} [:] {note}',
  ],
  needs: 'orders:write',
  approval: 'second-factor',
  input,
  frozen,

  async propose({ sql }, said) {
    const found = await whichOrder(sql, said.order, {
      tool: 'edit_order',
      again: (order) => asJson({ ...said, order }),
    })
    if (found.is === 'ask') return found.ask
    const order = found.one
    if (order.status === 'CANCELLED') return justSay(`Order ${order.number} is cancelled.`)
    const asked = await linesAfter(sql, order, said)
    if (asked?.is === 'ask') return asked.ask
    const buyer = said.customer
      ? await whichCustomer(sql, said.customer, {
          tool: 'edit_order',
          again: (customer) => asJson({ ...said, customer }),
        })
      : null
    if (buyer?.is === 'ask') return buyer.ask
    if (!asked && !buyer && !said.note) return justSay('Say what is to be changed in the order.')
    const after = asked && (await priceLines(sql, asked.one, { archivedToo: true }))
    const { id: orderId, version, number } = order
    const lines = after?.lines.map(({ productId, quantity, unitPrice, discount }) => ({
      ...{ productId, quantity, unitPrice, discount },
    }))
    const total = after ? after.total : order.total
    return {
      proposed: true,
      amount: total,
      input: asJson({ orderId, version, lines, customerId: buyer?.one.id, note: said.note }),
      facts: asJson({ order: number, before: order.total, after: total }),
      summary: (words) =>
        [
          `Change order ${number}?`,
          ...(after ? changeLines(words, order, after) : []),
          ...(buyer ? [`Customer: ${order.customerName ?? 'none'} → ${buyer.one.name}`] : []),
          ...(said.note ? [`Note: ${order.note ?? 'none'} → ${said.note}`] : []),
        ].join('\n'),
    }
  },

  /** Called only once the code of the authenticator app was right: `approval` says so. */
  async run({ sql, actor, org, now }, asked) {
    const { number, total } = await editOrder(sql, actor, {
      ...asked,
      ...{ org, withSecondFactor: true, now },
    })
    return {
      facts: { order: number, total },
      say: ({ money }) => `Order ${number} is changed: its total is **${money(total)}**.`,
      mustNotRepeat: true,
    }
  },
})

interface Line {
  productId: string
  quantity: string
  unitPrice?: string
  discount?: string
}

/** All lines as they shall be; null when they stay. */
async function linesAfter(sql: Sql, order: Order, said: Said): Promise<Found<Line[]> | null> {
  const stand = order.lines.map(asLine)
  if (said.remove) {
    const gone = order.lines.indexOf(lineOfOrder(order, said.remove))
    if (stand.length === 1)
      throw new Refusal(`Nothing else is in order ${order.number}: cancel it instead.`)
    return { is: 'one', one: stand.toSpliced(gone, 1) }
  }
  if (said.product && said.price) {
    const at = order.lines.indexOf(lineOfOrder(order, said.product))
    return { is: 'one', one: stand.with(at, { ...stand[at]!, unitPrice: said.price }) }
  }
  const field = said.lines ? 'lines' : 'add'
  const spoken = said[field]
  if (!spoken) return null
  // A name that fits a line of the order means that line's product.
  const own = new Map(
    spoken.map((one) => [one, field === 'lines' ? fittingLine(order, one.product) : null]),
  )
  const others = spoken.filter((one) => !own.get(one))
  const named = await whichProducts(sql, others, 'edit_order', (again) =>
    asJson({ ...said, [field]: spoken.map((one) => again[others.indexOf(one)] ?? one) }),
  )
  if (named.is === 'ask') return named
  if (field === 'add') return { is: 'one', one: [...stand, ...named.one.map(asNew)] }
  const changed = order.lines.map((line, at) => {
    const one = spoken.find((each) => own.get(each) === line)
    if (!one) return stand[at]!
    return { ...stand[at]!, quantity: one.quantity, ...(one.price && { unitPrice: one.price }) }
  })
  if (named.one.length === 0) return { is: 'one', one: changed }
  // Of a single line, another product takes its place; of several, nobody can tell which.
  if (stand.length > 1)
    throw new Refusal(
      `"${named.one[0]!.product}" is not in order ${order.number}: say "add" or "remove" for each line.`,
    )
  const kept = [...own.values()].some(Boolean) ? changed : []
  return { is: 'one', one: [...kept, ...named.one.map(asNew)] }
}

function asLine({ productId, name, quantity, unitPrice, discount }: OrderLine): Line {
  if (!productId) throw new Refusal(`The line "${name}" is of no product, so it cannot be changed.`)
  return { productId, quantity, unitPrice, discount }
}

const asNew = ({ found, quantity, price }: NamedLine): Line => ({
  ...{ productId: found.id, quantity, unitPrice: price },
})

type Priced = Awaited<ReturnType<typeof priceLines>>

function changeLines({ money, count }: Words, order: Order, after: Priced): string[] {
  const line = ({ quantity, name, unitPrice }: Priced['lines'][number] | OrderLine) =>
    `• ${count(quantity)} × ${name} at ${money(unitPrice)}`
  return [
    'Before:',
    ...order.lines.map(line),
    'After:',
    ...after.lines.map(line),
    `Total: ${money(order.total)} → **${money(after.total)}**`,
  ]
}
