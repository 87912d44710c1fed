/** What happens to an order on its way: money, goods, status; and what comes back. */
import { z } from '@hono/zod-openapi'
import { deliverOrder } from '#domain/orders/deliver-order.ts'
import { getOrder } from '#domain/orders/list-orders.ts'
import { getReturn, listReturns } from '#domain/orders/list-returns.ts'
import { orderStatuses } from '#domain/orders/order.ts'
import { payOrder } from '#domain/orders/pay-order.ts'
import { refundCredit } from '#domain/orders/refund-credit.ts'
import { returnSale } from '#domain/orders/return-sale.ts'
import { setOrderStatus } from '#domain/orders/set-order-status.ts'
import { asSeenBy } from './costs.ts'
import {
  amount,
  byId,
  day,
  decimal,
  id,
  longText,
  moment,
  pageOf,
  paging,
  quantity,
  stamp,
  text,
} from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { delivery, order, paid } from './orders-schemas.ts'
import { found } from './problem.ts'

const tag = 'Orders'
const dateOr = (said: string | undefined, now: Date) => (said ? new Date(said) : now)

const returnHead = {
  id: id(),
  number: z.string(),
  orderId: id().nullable(),
  orderNumber: z.string().nullable(),
  customerId: id().nullable(),
  customerName: z.string().nullable(),
  returnedAt: stamp(),
  businessDay: day(),
  reason: z.string().nullable(),
  settlement: z.enum(['refund', 'credit']).nullable(),
  value: decimal().openapi({ description: 'Before tax' }),
  tax: decimal(),
  refunded: decimal(),
}
const returnLine = z.strictObject({
  position: z.int(),
  orderPosition: z.int().nullable(),
  productId: id().nullable(),
  name: z.string(),
  quantity: decimal(),
  value: decimal(),
  tax: decimal(),
  isRestocked: z.boolean().nullable(),
})
const whole = z.strictObject({ ...returnHead, lines: z.array(returnLine) }).openapi('Return')

export const orderSteps: AnyOperation[] = [
  operation({
    ...{ method: 'post', path: '/orders/{id}/payments', tag, needs: 'orders:write' },
    hasOrderNews: true,
    summary: 'A payment, in part or in full; an order that is paid in full becomes a sale',
    params: byId,
    body: z.strictObject({
      amount: amount().optional().openapi({ description: 'All that is unpaid when left out' }),
      method: paid.shape.method.optional(),
      at: moment().optional(),
    }),
    ...{ status: 201, gives: 'The payment, and what is owed then' },
    schema: z.strictObject({
      orderId: id(),
      number: z.string(),
      amount: decimal(),
      paid: decimal(),
      owed: decimal(),
    }),
    run: async (sql, { actor, org, params, body, now }) => {
      found(await getOrder(sql, params.id))
      const { at, ...said } = body
      const paidAt = dateOr(at, now)
      return { body: await payOrder(sql, actor, { ...said, org, orderId: params.id, paidAt, now }) }
    },
  }),
  operation({
    ...{ method: 'post', path: '/orders/{id}/refunds', tag, needs: 'orders:write' },
    summary: 'Credit is paid out: what was paid above what the order now comes to',
    params: byId,
    body: z.strictObject({
      amount: amount().optional().openapi({ description: 'All of the credit when left out' }),
      method: paid.shape.method.optional(),
    }),
    ...{ status: 201, gives: 'The refund, and what is owed then' },
    schema: z.strictObject({
      orderId: id(),
      number: z.string(),
      amount: decimal(),
      owed: decimal(),
    }),
    run: async (sql, { actor, org, params, body, now }) => {
      found(await getOrder(sql, params.id))
      return { body: await refundCredit(sql, actor, { ...body, org, orderId: params.id, now }) }
    },
  }),
  operation({
    ...{ method: 'post', path: '/orders/{id}/deliveries', tag, needs: 'orders:write' },
    hasOrderNews: true,
    summary: 'A delivery note; the order is then FULFILLED',
    params: byId,
    body: z.strictObject({
      at: moment().optional(),
      receivedBy: text(120).optional(),
      note: longText(1_000).optional(),
    }),
    ...{ status: 201, gives: 'The note', schema: delivery },
    run: async (sql, { actor, org, params, body, now }) => {
      found(await getOrder(sql, params.id))
      const { at, ...said } = body
      const deliveredAt = dateOr(at, now)
      const input = { ...said, org, orderId: params.id, deliveredAt, now }
      return { body: await deliverOrder(sql, actor, input) }
    },
  }),
  operation({
    ...{ method: 'put', path: '/orders/{id}/status', tag, needs: 'orders:write' },
    hasOrderNews: true,
    summary: 'A draft is confirmed, an order handed over',
    description: 'To cancel one, DELETE it.',
    params: byId,
    body: z.strictObject({ status: z.enum(orderStatuses).exclude(['CANCELLED']) }),
    ...{ status: 200, gives: 'As it now stands', schema: order, version: 'asks' },
    run: async (sql, { actor, org, params, body, version, now }) => {
      found(await getOrder(sql, params.id))
      const input = { ...body, org, orderId: params.id, version, now }
      const after = await setOrderStatus(sql, actor, input)
      return { body: asSeenBy(actor, after), version: after.version }
    },
  }),
  operation({
    ...{ method: 'get', path: '/returns', tag: 'Returns', needs: 'sales:read' },
    summary: 'Returns, the one recorded last first',
    query: z.object({ ...paging, orderId: id().optional() }),
    ...{ status: 200, gives: 'One page of them' },
    schema: pageOf(z.strictObject(returnHead).openapi('ReturnHead')),
    run: async (sql, { query }) => ({ body: await listReturns(sql, query) }),
  }),
  operation({
    ...{ method: 'post', path: '/returns', tag: 'Returns', needs: 'orders:write' },
    summary: 'Goods of an order come back',
    body: z.strictObject({
      orderId: id(),
      lines: z
        .array(
          z.strictObject({
            position: z.int().min(1).max(100_000).openapi({ description: 'Of the order’s line' }),
            quantity: quantity(),
            restock: z.boolean().openapi({ description: 'false: written off at once' }),
          }),
        )
        .min(1)
        .max(200),
      settlement: z.enum(['refund', 'credit']),
      method: paid.shape.method.optional(),
      reason: longText(500).optional(),
      at: moment().optional(),
    }),
    ...{ status: 201, gives: 'The return', schema: whole },
    run: async (sql, { actor, org, body, now }) => {
      const { at, ...said } = body
      const returnedAt = dateOr(at, now)
      const { returnId } = await returnSale(sql, actor, { ...said, org, returnedAt, now })
      const location = `/api/v1/returns/${returnId}`
      return { body: found(await getReturn(sql, returnId)), location }
    },
  }),
  operation({
    ...{ method: 'get', path: '/returns/{id}', tag: 'Returns', needs: 'sales:read' },
    summary: 'One return with its lines',
    params: byId,
    ...{ status: 200, gives: 'The return', schema: whole },
    run: async (sql, { params }) => ({ body: found(await getReturn(sql, params.id)) }),
  }),
]
