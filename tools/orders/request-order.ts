import { z } from 'zod'
import { type Availability, availabilityOf } from '#domain/availability.ts'
import { refuseTooManyOpen, requestOrder } from '#domain/order-requests/request-order.ts'
import { type PreviewLine, previewSale } from '#domain/orders/preview-sale.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { goodsOf, wish } from './ask-for-order.ts'
import { hearWish } from './hear-wish.ts'
import { goodsLines, howItGets } from './request-words.ts'

const frozen = z.object({
  lines: z.array(z.object({ productId: z.string(), quantity: z.string(), unitPrice: z.string() })),
  delivery: z.enum(['collect', 'deliver']),
  address: z.string().optional(),
})

/** What may stand at the end, in any order. */
const ending = [
  '<[and|please] {delivery} [please]>',
  '<(deliver|deliver it|deliver them|delivered|to be delivered|for delivery|send it|send them|bring it) to|at {address} {delivery=deliver}>',
].join(' ')

export const requestOrderTool = defineTool({
  name: 'request_order',
  description: [
    'A customer orders goods: asks how many, and whether they are collected or delivered; the shop then accepts or declines.',
    'Not to look for a product or its price: use find_product. Not for a sale that was made: use record_sale.',
  ].join(' '),
  phrases: [
    `=(i want|we want|i would like|i'd like|i need|we need|i will take|i'll take|give me|get me|can i have|can i get|could i have|send me|i want to buy|i want to order|i would like to order|i'd like to order|i would like to buy|can i order|can i buy|order|buy|reserve|put me down for|let me have) {lines} ${ending}`,
    `=(order|order me|can i order|could i order|may i order|i want to order|i would like to order|i'd like to order|we want to order|i will take|i'll take|reserve|i would like to reserve|put me down for|can i buy|place an order for|i want) {product} ${ending}`,
  ],
  needs: 'orders:request',
  input: wish,
  frozen,
  hear: hearWish,

  async propose({ sql, actor, org }, said) {
    await refuseTooManyOpen(sql, actor)
    const goods = await goodsOf(sql, said)
    if (goods.is === 'ask') return goods.ask
    const { named, delivery, address } = goods.one
    const wanted = named.map(({ found, quantity }) => ({ productId: found.id, quantity }))
    const { lines, total, tax } = await previewSale(sql, { lines: wanted, seesCosts: false })
    const available = await availabilityOf(
      sql,
      named.map(({ found }) => found.id),
    )
    return {
      proposed: true,
      amount: total,
      // At the prices that are shown, whatever the catalogue says by then.
      input: asJson({ lines: lines.map(asFrozen), delivery, address }),
      facts: asJson({ total, tax, lines: lines.map(asFact) }),
      summary: (words) =>
        [
          `Your order from ${org.name}:`,
          ...goodsLines({ lines, total, tax }, words),
          `${howItGets({ delivery, order: { deliveryAddress: address ?? null } })}.`,
          ...named.flatMap(({ found }) => outOfStock(found.name, available.get(found.id))),
          'The shop then accepts it or not; nothing is to be paid before.',
        ].join('\n'),
    }
  },

  async run({ sql, actor, org, now }, asked) {
    const { order } = await requestOrder(sql, actor, { ...asked, org, now })
    const { number, total } = order
    return {
      facts: asJson({ order: number, total }),
      say: ({ money }) =>
        `Your order **${number}** over ${money(total)} is with the shop. I write to you here when they answer; until then "cancel my order request" takes it back.`,
      hasOrderNews: true,
      mustNotRepeat: true,
    }
  },
})

const asFrozen = ({ productId, quantity, unitPrice }: PreviewLine) => ({
  ...{ productId, quantity, unitPrice },
})
const asFact = ({ name, quantity, total }: PreviewLine) => ({ name, quantity, total })

/** A word for the stock, never a figure: a customer may not count it by asking. */
function outOfStock(name: string, available: Availability | undefined): string[] {
  return available === 'out of stock'
    ? [`${name} is out of stock just now: the shop says whether it can get it.`]
    : []
}
