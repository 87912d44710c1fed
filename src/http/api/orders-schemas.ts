/** Orders as the API shows them. */
import { z } from '@hono/zod-openapi'
import { orderStatuses } from '#domain/orders/order.ts'
import { amount, day, decimal, formed, id, quantity, stamp } from './fields.ts'

/** Also null while no cost is known. */
const forReaders = 'Null without `reports:read`'

export const saleLine = z
  .strictObject({
    productId: id(),
    quantity: quantity(),
    unitPrice: amount().optional().openapi({ description: 'Before tax; else the product’s own' }),
    discount: amount().optional().openapi({ description: 'Money off the whole line' }),
  })
  .openapi('SaleLine')

const linesMax = 200
export const saleLines = z.array(saleLine).min(1).max(linesMax)

export const paid = z.strictObject({
  method: formed(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u).openapi({
    example: 'cash',
    description: '`cash`, `bank`, `mobile_money`, `card` …',
  }),
  amount: amount(),
})

const head = {
  id: id(),
  number: z.string(),
  status: z.enum(orderStatuses),
  customerId: id().nullable(),
  customerName: z.string().nullable(),
  orderedAt: stamp(),
  businessDay: day(),
  channel: z.string(),
  note: z.string().nullable(),
  deliveryAddress: z.string().nullable(),
  source: z.string(),
  version: z.int(),
  total: decimal().openapi({ description: 'Tax included' }),
  net: decimal().openapi({ description: 'After discount, before tax' }),
  tax: decimal(),
  discount: decimal(),
  paid: decimal(),
  returned: decimal(),
  refunded: decimal(),
  owed: decimal().openapi({ description: 'Below zero when the shop owes the customer' }),
}
export const orderHead = z.strictObject(head).openapi('OrderHead')

export const delivery = z
  .strictObject({
    id: id(),
    number: z.string(),
    deliveredAt: stamp(),
    receivedBy: z.string().nullable(),
    note: z.string().nullable(),
  })
  .openapi('Delivery')

const orderLine = z
  .strictObject({
    position: z.int(),
    productId: id().nullable(),
    name: z.string(),
    quantity: decimal(),
    unitPrice: decimal(),
    discount: decimal(),
    tax: decimal(),
    total: decimal(),
    unitCost: decimal().nullable().openapi({ description: forReaders }),
    returned: decimal(),
    isCounted: z.boolean().openapi({ description: 'Its product’s units are counted' }),
  })
  .openapi('OrderLine')

export const order = z
  .strictObject({
    ...head,
    lines: z.array(orderLine),
    payments: z.array(
      z.strictObject({ id: id(), amount: decimal(), method: z.string(), paidAt: stamp() }),
    ),
    deliveries: z.array(delivery),
  })
  .openapi('Order')

export const preview = z
  .strictObject({
    lines: z.array(
      z.strictObject({
        productId: id(),
        name: z.string(),
        quantity: decimal(),
        unitPrice: decimal(),
        discount: decimal(),
        tax: decimal(),
        total: decimal(),
        unitCost: decimal().nullable(),
        cogs: decimal().nullable(),
        profit: decimal().nullable(),
        stockLeft: decimal().nullable(),
      }),
    ),
    total: decimal(),
    tax: decimal(),
    discount: decimal(),
    cogs: decimal().nullable().openapi({ description: forReaders }),
    profit: decimal().nullable(),
    margin: decimal().nullable().openapi({ description: 'Profit ÷ what is charged before tax' }),
    warnings: z.array(z.string()),
    refusal: z.string().nullable().openapi({ description: 'Why it could not be recorded now' }),
  })
  .openapi('SalePreview')
