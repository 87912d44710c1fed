/** What customers ask to order in their chats, and the shop's answers; how an accepted order is paid. */
import { z } from '@hono/zod-openapi'
import { acceptRequest, declineRequest } from '#domain/order-requests/decide-request.ts'
import { listRequests } from '#domain/order-requests/list-requests.ts'
import {
  paymentWords,
  paymentWordsLengthMax,
  setPaymentWords,
} from '#domain/order-requests/payment-words.ts'
import { reminderSettings, setReminders } from '#domain/order-requests/reminders.ts'
import { getRequest, type OrderRequest } from '#domain/order-requests/request.ts'
import { byId, decimal, id, longText, pageOf, paging, stamp, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { found } from './problem.ts'

const tag = 'Orders'

const request = z
  .strictObject({
    id: id(),
    orderId: id(),
    number: z.string().openapi({ description: 'Of the order' }),
    state: z.enum(['waiting', 'accepted', 'declined', 'withdrawn']),
    customerId: id().nullable(),
    customerName: z.string().nullable(),
    phone: z.string().nullable().openapi({ description: 'That they write from' }),
    delivery: z.enum(['collect', 'deliver']),
    deliveryAddress: z.string().nullable(),
    requestedAt: stamp(),
    decidedAt: stamp().nullable(),
    decidedBy: id().nullable(),
    reason: z.string().nullable(),
    total: decimal().openapi({ description: 'Tax included' }),
    tax: decimal(),
    lines: z.array(
      z.strictObject({
        productId: id().nullable(),
        name: z.string(),
        quantity: decimal(),
        unitPrice: decimal(),
        total: decimal(),
      }),
    ),
  })
  .openapi('OrderRequest')

const words = z.strictObject({
  words: z.string().nullable().openapi({ description: 'Null: nothing is added' }),
})

const timeOfDay = () =>
  z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 08:00')
    .openapi({ example: '08:00' })

const reminders = z.strictObject({
  on: z.boolean(),
  afterMinutes: z.int().min(5).max(1440).openapi({
    description: 'To the first reminder; the second comes on the next morning',
  }),
  from: timeOfDay().openapi({ description: 'Nobody is reminded before, in the own timezone' }),
  to: timeOfDay().openapi({ description: 'Nor from then on' }),
})

export const orderRequests: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/order-requests', tag, needs: 'sales:read' },
    summary: 'What customers asked to order in chats, the newest first',
    query: z.object({ ...paging, state: request.shape.state.optional() }),
    ...{ status: 200, gives: 'One page of them', schema: pageOf(request) },
    run: async (sql, { query }) => {
      const { items, next } = await listRequests(sql, query)
      return { body: { items: items.map(shown), next } }
    },
  }),
  operation({
    ...{ method: 'post', path: '/order-requests/{id}/accept', tag, needs: 'orders:write' },
    hasOrderNews: true,
    summary: 'A request is accepted: its order is PENDING, and the customer is told',
    params: byId,
    ...{ status: 200, gives: 'As it now stands', schema: request },
    run: async (sql, { actor, params, now }) => {
      found(await getRequest(sql, params.id))
      return { body: shown(await acceptRequest(sql, actor, { id: params.id, now })) }
    },
  }),
  operation({
    ...{ method: 'post', path: '/order-requests/{id}/decline', tag, needs: 'orders:write' },
    hasOrderNews: true,
    summary: 'A request is declined: its order is CANCELLED, and the customer is told why',
    params: byId,
    body: z.strictObject({ reason: text(200) }),
    ...{ status: 200, gives: 'As it now stands', schema: request },
    run: async (sql, { actor, params, body, now }) => {
      found(await getRequest(sql, params.id))
      return { body: shown(await declineRequest(sql, actor, { id: params.id, ...body, now })) }
    },
  }),
  operation({
    ...{ method: 'get', path: '/settings/payment-words', tag: 'Settings', needs: 'settings:write' },
    summary: 'How an accepted order is paid, as customers are told',
    ...{ status: 200, gives: 'The words', schema: words },
    run: async (sql) => ({ body: { words: await paymentWords(sql) } }),
  }),
  operation({
    ...{ method: 'put', path: '/settings/payment-words', tag: 'Settings', needs: 'settings:write' },
    summary: 'The words, with a link or a number to pay to, are set or taken away',
    body: z.strictObject({ words: longText(paymentWordsLengthMax).nullable() }),
    ...{ status: 200, gives: 'As they now stand', schema: words },
    run: async (sql, { actor, body, now }) => {
      await setPaymentWords(sql, actor, { ...body, now })
      return { body: { words: await paymentWords(sql) } }
    },
  }),
  operation({
    ...{ method: 'get', path: '/settings/request-reminders', tag: 'Settings' },
    needs: 'settings:write',
    summary: 'When the team is reminded of order requests that nobody has answered',
    ...{ status: 200, gives: 'As it now stands', schema: reminders },
    run: async (sql) => ({ body: await reminderSettings(sql) }),
  }),
  operation({
    ...{ method: 'put', path: '/settings/request-reminders', tag: 'Settings' },
    needs: 'settings:write',
    summary: 'Reminders are set, or switched off',
    body: reminders,
    ...{ status: 200, gives: 'As it now stands', schema: reminders },
    run: async (sql, { actor, body, now }) => {
      await setReminders(sql, actor, { ...body, now })
      return { body: await reminderSettings(sql) }
    },
  }),
]

function shown({ order, decision, userId: _, deciderName: __, ...facts }: OrderRequest) {
  const { number, customerId, deliveryAddress, total, tax, lines } = order
  return {
    ...facts,
    ...{ number, state: decision ?? 'waiting', customerId, deliveryAddress, total, tax },
    lines: lines.map(({ productId, name, quantity, unitPrice, total }) => ({
      ...{ productId, name, quantity, unitPrice, total },
    })),
  }
}
