/** Orders and sales at the counter. */
import { z } from '@hono/zod-openapi'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { createOrder } from '#domain/orders/create-order.ts'
import { editOrder, listOrderChanges } from '#domain/orders/edit-order.ts'
import { getOrder, listOrders } from '#domain/orders/list-orders.ts'
import { orderStatuses } from '#domain/orders/order.ts'
import { previewSale } from '#domain/orders/preview-sale.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { Refusal } from '#kit/refusal.ts'
import { asSeenBy, seesCosts } from './costs.ts'
import { byId, day, id, listOf, longText, moment, pageOf, paging, stamp, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { order, orderHead, paid, preview, saleLines } from './orders-schemas.ts'
import { found } from './problem.ts'
import { factorHeader, proveFactor } from './prove-factor.ts'

const tag = 'Orders'
const paymentsMax = 20

const newOrder = z
  .strictObject({
    lines: saleLines,
    status: z.enum(['DRAFT', 'PENDING', 'PAID', 'FULFILLED']).default('PENDING').openapi({
      description: 'PAID and FULFILLED are sales: stock moves and the ledger is posted',
    }),
    customerId: id().optional(),
    payments: z.array(paid).max(paymentsMax).optional().openapi({
      description: 'Of a sale; PAID in full in cash when left out, FULFILLED not at all',
    }),
    at: moment().optional().openapi({ description: 'When it was taken; now when left out' }),
    channel: text(40).optional(),
    note: longText(1_000).optional(),
    deliveryAddress: longText(500).optional(),
  })
  .openapi('NewOrder')

const edit = z
  .strictObject({
    lines: saleLines.optional().openapi({ description: 'All lines as they shall be' }),
    customerId: id().nullable().optional(),
    note: longText(1_000).nullable().optional(),
  })
  .openapi('OrderEdit')

const change = z.strictObject({
  id: id(),
  before: z.unknown(),
  after: z.unknown(),
  changedBy: id().nullable(),
  changedAt: stamp(),
  withSecondFactor: z.boolean(),
})

export const orders: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/orders', tag, needs: 'sales:read' },
    summary: 'Orders, the one recorded last first',
    query: z.object({
      ...paging,
      status: z.enum(orderStatuses).optional(),
      customerId: id().optional(),
      from: day().optional(),
      to: day().optional(),
    }),
    ...{ status: 200, gives: 'One page of them', schema: pageOf(orderHead) },
    run: async (sql, { query }) => ({ body: await listOrders(sql, query) }),
  }),
  operation({
    ...{ method: 'post', path: '/orders', tag, needs: 'orders:write' },
    summary: 'An order is taken, or a sale recorded',
    body: newOrder,
    ...{ status: 201, gives: 'As it stands', schema: order, version: 'tells' },
    run: async (sql, { actor, org, body, now }) => {
      const { status, at, payments, deliveryAddress, ...said } = body
      const moment = at ? new Date(at) : now
      const isSold = status === 'PAID' || status === 'FULFILLED'
      if (payments?.length && !isSold)
        throw new Refusal(`An order that is ${status} takes no payments here: post them to it.`)
      const taken = isSold
        ? await recordSale(sql, actor, {
            ...{ ...said, org, status, soldAt: moment, deliveryAddress, now },
            payments: payments ?? (status === 'PAID' ? 'full' : []),
          })
        : await createOrder(sql, actor, {
            ...{ ...said, org, status, orderedAt: moment, deliveryAddress, now },
          })
      const orderId = 'orderId' in taken ? taken.orderId : taken.id
      const whole = found(await getOrder(sql, orderId))
      const location = `/api/v1/orders/${orderId}`
      return { body: asSeenBy(actor, whole), version: whole.version, location }
    },
  }),
  operation({
    ...{ method: 'post', path: '/orders/preview', tag, needs: 'sales:read' },
    summary: 'What a sale would come to, cost and earn; nothing is recorded',
    body: z.strictObject({ lines: saleLines, customerId: id().optional() }),
    ...{ status: 200, gives: 'Total, cost, profit, margin and the stock left', schema: preview },
    run: async (sql, { actor, body }) => ({
      body: await previewSale(sql, { ...body, seesCosts: seesCosts(actor) }),
    }),
  }),
  operation({
    ...{ method: 'get', path: '/orders/{id}', tag, needs: 'sales:read' },
    summary: 'One order with its lines, payments and delivery notes',
    params: byId,
    ...{ status: 200, gives: 'The order', schema: order, version: 'tells' },
    run: async (sql, { actor, params }) => {
      const one = found(await getOrder(sql, params.id))
      return { body: asSeenBy(actor, one), version: one.version }
    },
  }),
  operation({
    ...{ method: 'patch', path: '/orders/{id}', tag, needs: 'orders:write' },
    hasOrderNews: true,
    summary: 'Lines, customer or note are changed, with a second factor',
    description: 'Stock and ledger of a sale are undone and done anew at the moment of the order.',
    params: byId,
    body: edit,
    headers: factorHeader,
    ...{ status: 200, gives: 'As it now stands', schema: order, version: 'asks' },
    runOutside: async (call) => {
      const { inside, params, body, version, now } = call
      await inside(async (sql) => found(await getOrder(sql, params.id)))
      await proveFactor(call)
      const edited = await inside(async (sql, { actor }, org) => {
        const edit = { ...body, org, orderId: params.id, version, withSecondFactor: true, now }
        return asSeenBy(actor, await editOrder(sql, actor, edit))
      })
      return { body: edited, version: edited.version }
    },
  }),
  operation({
    ...{ method: 'delete', path: '/orders/{id}', tag, needs: 'orders:write' },
    hasOrderNews: true,
    summary: 'An order is cancelled, with a second factor: goods come back, money is refunded',
    params: byId,
    query: z.object({ reason: text(500).optional() }),
    headers: factorHeader,
    ...{ status: 200, gives: 'As CANCELLED', schema: order, version: 'asks' },
    runOutside: async (call) => {
      const { inside, params, query, version, now } = call
      await inside(async (sql) => found(await getOrder(sql, params.id)))
      await proveFactor(call)
      const cancelled = await inside(async (sql, { actor }, org) => {
        const cancellation = { ...query, org, orderId: params.id, version, now }
        return asSeenBy(actor, await cancelOrder(sql, actor, cancellation))
      })
      return { body: cancelled, version: cancelled.version }
    },
  }),
  operation({
    ...{ method: 'get', path: '/orders/{id}/changes', tag, needs: 'sales:read' },
    summary: 'Every edit of an order, with what stood before and after, the newest first',
    params: byId,
    ...{ status: 200, gives: 'All of them', schema: listOf(change) },
    run: async (sql, { params }) => {
      found(await getOrder(sql, params.id))
      return { body: { items: await listOrderChanges(sql, params.id) } }
    },
  }),
]
