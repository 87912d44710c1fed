/** Stock: what there is, where, and how it came to be so. */
import { z } from '@hono/zod-openapi'
import { getProduct } from '#domain/products/product.ts'
import { addLocation, listLocations } from '#domain/stock/locations.ts'
import { lowStock } from '#domain/stock/low-stock.ts'
import { movementKinds } from '#domain/stock/movement.ts'
import { listMovements, stockOf } from '#domain/stock/stock-of.ts'
import { dayOf } from '#kit/calendar.ts'
import { asSeenBy, seesCosts } from './costs.ts'
import { byId, day, decimal, id, listOf, pageOf, paging, stamp, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { found } from './problem.ts'

const tag = 'Inventory'
const needs = 'inventory:read' as const

const stock = z
  .strictObject({
    productId: id(),
    quantity: decimal(),
    value: decimal().nullable().openapi({ description: 'Null without `reports:read`' }),
    averageCost: decimal()
      .nullable()
      .openapi({ description: 'Weighted; null while none is known' }),
    byLocation: z.array(
      z.strictObject({ locationId: id(), name: z.string(), quantity: decimal() }),
    ),
  })
  .openapi('Stock')

const movement = z
  .strictObject({
    id: id(),
    productId: id(),
    productName: z.string(),
    location: z.string(),
    kind: z.enum(movementKinds),
    quantity: decimal().openapi({ description: 'Below zero when it went out' }),
    unitCost: decimal().nullable(),
    valueChange: decimal().nullable(),
    quantityAfter: decimal(),
    movedAt: stamp(),
    businessDay: day(),
    reason: z.string().nullable(),
    orderId: id().nullable(),
    returnId: id().nullable(),
    document: z.string().nullable(),
    reverses: id().nullable(),
    recordedBy: id().nullable(),
  })
  .openapi('Movement')

const low = z
  .strictObject({
    productId: id(),
    name: z.string(),
    quantity: decimal(),
    reorderPoint: decimal().nullable(),
    perDay: decimal().openapi({ description: 'Sold a day over the last 28' }),
    daysLeft: decimal().nullable(),
    suggested: decimal().openapi({ description: 'How many to order now' }),
    urgency: z.enum(['out', 'now', 'soon']),
  })
  .openapi('LowStock')

const location = z
  .strictObject({ id: id(), name: z.string(), isDefault: z.boolean() })
  .openapi('Location')

export const inventoryReads: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/products/{id}/stock', tag, needs },
    summary: 'What is in hand of a product, and what it is worth',
    params: byId,
    ...{ status: 200, gives: 'Quantity, value and places', schema: stock },
    run: async (sql, { actor, params }) => {
      found(await getProduct(sql, params.id))
      const [held] = await stockOf(sql, [params.id])
      const value = seesCosts(actor) ? held!.value : null
      return { body: { ...asSeenBy(actor, held!), value } }
    },
  }),
  operation({
    ...{ method: 'get', path: '/inventory/movements', tag, needs },
    summary: 'What moved stock, the last recorded first',
    query: z.object({ ...paging, productId: id().optional() }),
    ...{ status: 200, gives: 'One page of them', schema: pageOf(movement) },
    run: async (sql, { actor, query }) => ({
      body: asSeenBy(actor, await listMovements(sql, query)),
    }),
  }),
  operation({
    ...{ method: 'get', path: '/inventory/low-stock', tag, needs },
    summary: 'What runs out, and how much to order, the most urgent first',
    ...{ status: 200, gives: 'All of them', schema: listOf(low) },
    run: async (sql, { org, now }) => ({
      body: { items: await lowStock(sql, { today: dayOf(now, org.timezone) }) },
    }),
  }),
  operation({
    ...{ method: 'get', path: '/inventory/locations', tag, needs },
    summary: 'Where stock is kept',
    ...{ status: 200, gives: 'All places', schema: listOf(location) },
    run: async (sql) => ({ body: { items: await listLocations(sql) } }),
  }),
  operation({
    ...{ method: 'post', path: '/inventory/locations', tag, needs: 'inventory:write' },
    summary: 'Another place',
    body: z.strictObject({ name: text(80) }),
    ...{ status: 201, gives: 'The place', schema: location },
    run: async (sql, { actor, body, now }) => ({
      body: await addLocation(sql, actor, { ...body, now }),
    }),
  }),
]
