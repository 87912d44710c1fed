/** The catalogue. */
import { z } from '@hono/zod-openapi'
import { addProduct } from '#domain/products/add-product.ts'
import { deleteProduct, restoreProduct } from '#domain/products/archive-product.ts'
import { editProduct } from '#domain/products/edit-product.ts'
import { listProducts } from '#domain/products/list-products.ts'
import { getProduct } from '#domain/products/product.ts'
import {
  amount,
  byId,
  decimal,
  id,
  longText,
  pageOf,
  paging,
  quantity,
  stamp,
  text,
} from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { found } from './problem.ts'

const tag = 'Products'
const options = z.record(text(80), text(80)).openapi({ example: { Colour: 'Blue' } })

const product = z
  .strictObject({
    id: id(),
    sku: z.string(),
    name: z.string(),
    barcode: z.string().nullable(),
    unit: z.string(),
    category: z.string().nullable(),
    description: z.string().nullable(),
    price: decimal()
      .nullable()
      .openapi({ description: 'Before tax, in the currency of the business' }),
    taxRate: decimal().nullable().openapi({ description: 'A ratio: `0.16`', example: '0.16' }),
    reorderPoint: decimal().nullable(),
    leadTimeDays: z.int().nullable(),
    isStocked: z.boolean().openapi({ description: 'Its units are counted' }),
    isService: z.boolean(),
    parentId: id().nullable().openapi({ description: 'The product that this is a variant of' }),
    options: z.record(z.string(), z.string()),
    archivedAt: stamp().nullable(),
    version: z.int(),
  })
  .openapi('Product')

const fields = {
  name: text(200),
  sku: text(100).optional().openapi({ description: 'Made from a running number when left out' }),
  barcode: text(64).nullable().optional(),
  unit: text(30).optional(),
  category: text(120).nullable().optional(),
  description: longText(10_000).nullable().optional(),
  price: amount().nullable().optional(),
  taxRate: z
    .string()
    .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/)
    .nullable()
    .optional()
    .openapi({ example: '0.16' }),
  reorderPoint: quantity().nullable().optional(),
  leadTimeDays: z.int().min(0).max(3_650).nullable().optional(),
  isStocked: z.boolean().optional(),
  options: options.optional(),
}
const newProduct = z.strictObject({ ...fields, parentId: id().optional() }).openapi('NewProduct')
const changes = z.strictObject({ ...fields, name: text(200).optional() }).openapi('ProductChanges')

export const products: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/products', tag, needs: 'catalogue:search' },
    summary: 'Products, in the order in which they were added',
    query: z.object({
      ...paging,
      search: text(120).optional(),
      category: text(120).optional(),
      includeArchived: z.enum(['true', 'false']).default('false'),
    }),
    ...{ status: 200, gives: 'One page of them', schema: pageOf(product) },
    run: async (sql, { query }) => ({
      body: await listProducts(sql, {
        ...query,
        includeArchived: query.includeArchived === 'true',
      }),
    }),
  }),
  operation({
    ...{ method: 'post', path: '/products', tag, needs: 'products:write' },
    summary: 'A product comes into the catalogue',
    body: newProduct,
    ...{ status: 201, gives: 'As it stands', schema: product, version: 'tells' },
    run: async (sql, { actor, body, now }) => {
      const added = await addProduct(sql, actor, { ...body, now })
      return { body: added, version: added.version, location: `/api/v1/products/${added.id}` }
    },
  }),
  operation({
    ...{ method: 'get', path: '/products/{id}', tag, needs: 'catalogue:search' },
    summary: 'One product, archived or not',
    params: byId,
    ...{ status: 200, gives: 'The product', schema: product, version: 'tells' },
    run: async (sql, { params }) => {
      const one = found(await getProduct(sql, params.id))
      return { body: one, version: one.version }
    },
  }),
  operation({
    ...{ method: 'patch', path: '/products/{id}', tag, needs: 'products:write' },
    summary: 'Fields of a product are changed; null takes a value away',
    params: byId,
    body: changes,
    ...{ status: 200, gives: 'As it now stands', schema: product, version: 'asks' },
    run: async (sql, { actor, params, body, version, now }) => {
      found(await getProduct(sql, params.id))
      const after = await editProduct(sql, actor, { id: params.id, version, changes: body, now })
      return { body: after, version: after.version }
    },
  }),
  operation({
    ...{ method: 'delete', path: '/products/{id}', tag, needs: 'products:write' },
    summary: 'A product leaves the catalogue: archived when it was ever used, else deleted',
    params: byId,
    ...{ status: 200, gives: 'Which it was' },
    schema: z.strictObject({ is: z.enum(['deleted', 'archived']) }),
    run: async (sql, { actor, params, now }) => {
      found(await getProduct(sql, params.id))
      const { is } = await deleteProduct(sql, actor, { id: params.id, now })
      return { body: { is } }
    },
  }),
  operation({
    ...{ method: 'post', path: '/products/{id}/restore', tag, needs: 'products:write' },
    summary: 'An archived product comes back',
    params: byId,
    ...{ status: 200, gives: 'As it stands', schema: product, version: 'tells' },
    run: async (sql, { actor, params, now }) => {
      found(await getProduct(sql, params.id))
      const back = await restoreProduct(sql, actor, { id: params.id, now })
      return { body: back, version: back.version }
    },
  }),
]
