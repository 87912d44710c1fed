/** Stock: what moves it. */
import { z } from '@hono/zod-openapi'
import { adjustStock, writeOffStock } from '#domain/stock/adjust-stock.ts'
import { countStock } from '#domain/stock/count-stock.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { reverseMovement } from '#domain/stock/reverse-movement.ts'
import { transferStock } from '#domain/stock/transfer-stock.ts'
import { asSeenBy } from './costs.ts'
import { amount, byId, decimal, id, moment, quantity, signedQuantity, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'

const tag = 'Inventory'
const needs = 'inventory:write' as const
const linesMax = 200

const moved = z
  .strictObject({
    movementId: id(),
    productId: id(),
    unitCost: decimal()
      .nullable()
      .openapi({ description: 'Exact; null while none is known, and without `reports:read`' }),
    valueChange: decimal()
      .nullable()
      .openapi({ description: 'Of the inventory account; null without `reports:read`' }),
    quantityAfter: decimal(),
    isNew: z.boolean(),
  })
  .openapi('Moved')
const revalued = z.boolean().openapi({ description: 'It came in late: what followed costs anew' })
const entryId = id().nullable().openapi({ description: 'Its journal entry' })
const all = z.strictObject({ moved: z.array(moved), revalued })
const adjusted = { moved: z.union([moved, z.null()]), revalued, entryId }

const where = {
  productId: id(),
  locationId: id().optional().openapi({ description: 'The default place when left out' }),
  at: moment().optional().openapi({ description: 'Now when left out' }),
}
const dateOr = (said: string | undefined, now: Date) => (said ? new Date(said) : now)

export const inventory: AnyOperation[] = [
  operation({
    ...{ method: 'post', path: '/inventory/receipts', tag, needs },
    summary: 'Goods that were bought come in at their cost',
    body: z.strictObject({
      lines: z
        .array(z.strictObject({ productId: id(), quantity: quantity(), unitCost: amount() }))
        .min(1)
        .max(linesMax),
      paidFrom: z.enum(['credit', 'cash', 'bank', 'opening']),
      locationId: where.locationId,
      supplier: text(120).optional(),
      document: text(60).optional(),
      at: where.at,
    }),
    ...{ status: 201, gives: 'What came in' },
    schema: all.extend({ total: decimal(), entryId }),
    run: async (sql, { actor, body, now }) => {
      const { at, ...said } = body
      const receivedAt = dateOr(at, now)
      return { body: asSeenBy(actor, await receiveStock(sql, actor, { ...said, receivedAt, now })) }
    },
  }),
  operation({
    ...{ method: 'post', path: '/inventory/adjustments', tag, needs },
    summary: 'Stock is corrected by so many units',
    body: z.strictObject({
      ...where,
      quantity: signedQuantity(),
      unitCost: amount().optional(),
      reason: text(200),
    }),
    ...{ status: 201, gives: 'What moved', schema: z.strictObject(adjusted) },
    run: async (sql, { actor, body, now }) => {
      const { at, ...said } = body
      return {
        body: asSeenBy(actor, await adjustStock(sql, actor, { ...said, at: dateOr(at, now), now })),
      }
    },
  }),
  operation({
    ...{ method: 'post', path: '/inventory/counts', tag, needs },
    summary: 'What was counted is believed',
    body: z.strictObject({
      ...where,
      counted: quantity(),
      unitCost: amount().optional(),
      reason: text(200).optional(),
    }),
    ...{ status: 201, gives: 'The difference, and what moved' },
    schema: z.strictObject({ ...adjusted, before: decimal(), difference: decimal() }),
    run: async (sql, { actor, body, now }) => {
      const { at, ...said } = body
      return {
        body: asSeenBy(actor, await countStock(sql, actor, { ...said, at: dateOr(at, now), now })),
      }
    },
  }),
  operation({
    ...{ method: 'post', path: '/inventory/write-offs', tag, needs },
    summary: 'Units are broken, spoilt or lost',
    body: z.strictObject({ ...where, quantity: quantity(), reason: text(200) }),
    ...{ status: 201, gives: 'What moved', schema: z.strictObject(adjusted) },
    run: async (sql, { actor, body, now }) => {
      const { at, ...said } = body
      return {
        body: asSeenBy(
          actor,
          await writeOffStock(sql, actor, { ...said, at: dateOr(at, now), now }),
        ),
      }
    },
  }),
  operation({
    ...{ method: 'post', path: '/inventory/transfers', tag, needs },
    summary: 'Units go from one place to another',
    body: z.strictObject({
      productId: id(),
      quantity: quantity(),
      from: id(),
      to: id(),
      reason: text(200).optional(),
      at: where.at,
    }),
    ...{ status: 201, gives: 'What moved', schema: all },
    run: async (sql, { actor, body, now }) => {
      const { at, ...said } = body
      return {
        body: asSeenBy(
          actor,
          await transferStock(sql, actor, { ...said, at: dateOr(at, now), now }),
        ),
      }
    },
  }),
  operation({
    ...{ method: 'post', path: '/inventory/movements/{id}/reverse', tag, needs },
    summary: 'A movement is undone at its own moment, as if it had never been',
    params: byId,
    body: z.strictObject({ reason: text(200) }),
    ...{ status: 201, gives: 'What moved', schema: all.extend({ entryId }) },
    run: async (sql, { actor, params, body, now }) => ({
      body: asSeenBy(
        actor,
        await reverseMovement(sql, actor, { ...body, movementId: params.id, now }),
      ),
    }),
  }),
]
