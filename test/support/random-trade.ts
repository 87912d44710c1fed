/** Random days of a shop, recorded by the verbs that people use: bought, sold, returned, put right. */
import fc from 'fast-check'
import type { Sql } from '#db/sql.ts'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { editOrder } from '#domain/orders/edit-order.ts'
import { payOrder } from '#domain/orders/pay-order.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { returnSale } from '#domain/orders/return-sale.ts'
import { adjustStock, writeOffStock } from '#domain/stock/adjust-stock.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { reverseMovement } from '#domain/stock/reverse-movement.ts'
import type { OrderDesk } from './order-desk.ts'
import { now } from './stock-room.ts'

/** Three days, some of them near midnight in Nairobi; each kind of thing has its own minute. */
const moments = ['2026-11-01T09:00Z', '2026-11-01T20:50Z', '2026-11-02T09:00Z', '2026-11-05T09:00Z']
const minutes = { purchase: 0, sale: 1, adjust: 2, 'write-off': 3, return: 8, pay: 9 }

const line = fc.record({
  product: fc.nat({ max: 1 }),
  /** Tenths of a unit. */
  tenths: fc.integer({ min: 1, max: 60 }),
  cents: fc.integer({ min: 1, max: 60_000 }),
  isReduced: fc.boolean(),
})
const moment = fc.nat({ max: moments.length - 1 })
const sale = fc.record({
  do: fc.constant('sale' as const),
  moment,
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  customer: fc.nat({ max: 1 }),
  paid: fc.constantFrom('cash', 'mobile_money', 'part', 'nothing'),
  /** What becomes of it at some time after it was recorded. */
  later: fc.constantFrom(null, null, 'return', 'spoilt', 'credit', 'edit', 'cancel', 'pay', 'give'),
})
const stock = fc.record({
  do: fc.constantFrom('purchase', 'purchase', 'adjust', 'write-off'),
  moment,
  product: fc.nat({ max: 1 }),
  tenths: fc.integer({ min: 1, max: 120 }),
  /** Ten-thousandths. */
  cost: fc.integer({ min: 0, max: 900_000 }),
  later: fc.constantFrom(null, null, null, 'reverse'),
})
type Sale = typeof sale extends fc.Arbitrary<infer T> ? T : never
type Stock = typeof stock extends fc.Arbitrary<infer T> ? T : never

/** `of` names what it follows, by its number. */
export type Event = { nth: number } & (Sale | Stock | { do: 'then'; of: Event & (Sale | Stock) })

export const events: fc.Arbitrary<Event[]> = fc
  .array(fc.oneof(sale, stock), { minLength: 1, maxLength: 9 })
  .map((drawn) => drawn.map((each, nth): Event & (Sale | Stock) => ({ ...each, nth })))
  .map((all) => [
    ...all,
    ...all
      .filter(({ later }) => later !== null)
      .map((of): Event => ({ do: 'then', of, nth: 100 + of.nth })),
  ])

/** In the order given; what follows something that is not recorded yet waits until it is. */
export async function trade(desk: OrderDesk, all: readonly Event[]): Promise<void> {
  const customers = [await desk.customer('Hotel'), await desk.customer('Café')]
  const products = [desk.mug, desk.rice]
  const ids = new Map<number, string>()
  const waiting: Event[] = []
  for (const event of all)
    if (event.do === 'then' && !ids.has(event.of.nth)) waiting.push(event)
    else await happens(event)
  for (const event of waiting) await happens(event)

  function happens(event: Event): Promise<void> {
    return desk.does(async (sql) => {
      if (event.do === 'then') await follows(sql, event.of)
      else ids.set(event.nth, await (event.do === 'sale' ? sells(sql, event) : moves(sql, event)))
    })
  }

  async function sells(sql: Sql, { moment, lines, customer, paid }: Sale): Promise<string> {
    const payments = {
      cash: 'full',
      mobile_money: 'full',
      part: [{ method: 'bank', amount: '0.0001' }],
      nothing: [],
    } as const
    const { orderId } = await recordSale(sql, desk.staff, {
      org: desk.org,
      lines: lines.map(asked),
      customerId: customers[customer]!,
      soldAt: at(moment, 'sale'),
      payments: payments[paid as keyof typeof payments] as never,
      method: paid,
      now,
    })
    return orderId
  }

  /** Lines that come to more than what is paid of them. */
  function asked({ product, tenths, cents, isReduced }: Sale['lines'][number]) {
    const unitPrice = (cents / 100 + 1).toFixed(2)
    const discount = isReduced ? (tenths / 100).toFixed(2) : undefined
    return {
      productId: products[product]!,
      quantity: (tenths / 10).toFixed(1),
      unitPrice,
      discount,
    }
  }

  async function moves(sql: Sql, event: Stock): Promise<string> {
    const productId = products[event.product]!
    const [quantity, unitCost] = [(event.tenths / 10).toFixed(1), (event.cost / 10_000).toFixed(4)]
    const when = at(event.moment, event.do as 'purchase')
    if (event.do === 'purchase') {
      const lines = [{ productId, quantity, unitCost }]
      const receipt = { lines, paidFrom: 'credit', receivedAt: when, now } as const
      return (await receiveStock(sql, desk.staff, receipt)).moved[0]!.movementId
    }
    const facts = { productId, quantity, reason: 'looked', at: when, now }
    const done =
      event.do === 'adjust'
        ? await adjustStock(sql, desk.staff, { ...facts, unitCost })
        : await writeOffStock(sql, desk.staff, facts)
    return done.moved!.movementId
  }

  async function follows(sql: Sql, of: Event & (Sale | Stock)): Promise<void> {
    const id = ids.get(of.nth)!
    if (of.do !== 'sale') {
      await reverseMovement(sql, desk.staff, { movementId: id, reason: 'typo', now })
      return
    }
    await afterSale(sql, id, of)
  }

  async function afterSale(
    sql: Sql,
    orderId: string,
    { moment, lines, later, customer, paid }: Sale,
  ) {
    const { org, staff } = desk
    const isPaid = paid === 'cash' || paid === 'mobile_money'
    const edit = { orderId, withSecondFactor: true, now }
    if (later === 'cancel') await cancelOrder(sql, staff, { orderId, now })
    else if (later === 'give')
      await editOrder(sql, staff, { ...edit, customerId: customers[1 - customer]! })
    else if (later === 'edit') {
      const [first, ...rest] = lines.map(asked)
      const product = 1 - lines[0]!.product
      const other = { ...first!, productId: products[product]!, quantity: '1.5' }
      await editOrder(sql, staff, { ...edit, lines: [...rest, other] })
    } else if (later === 'pay') {
      if (isPaid) return
      await payOrder(sql, staff, { orderId, paidAt: at(moment, 'pay'), now })
    } else {
      const back = (lines[0]!.tenths / 20).toFixed(2)
      await returnSale(sql, staff, {
        ...{ org, orderId, returnedAt: at(moment, 'return'), now },
        lines: [{ position: 1, quantity: back, restock: later !== 'spoilt' }],
        settlement: isPaid && later !== 'credit' ? 'refund' : 'credit',
      })
    }
  }
}

function at(moment: number, kind: keyof typeof minutes): Date {
  return new Date(new Date(moments[moment]!).getTime() + minutes[kind] * 60_000)
}
