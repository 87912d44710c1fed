/** Pictures of products: kept by their content, told by their own first signs. */
import { z } from '@hono/zod-openapi'
import { getProduct } from '#domain/products/product.ts'
import { addProductImage, listProductImages } from '#domain/products/product-images.ts'
import { imageKindOf, imageKinds } from '#kit/image-kind.ts'
import { Refusal } from '#kit/refusal.ts'
import { byId, id, listOf, stamp } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { found } from './problem.ts'

const tag = 'Products'
const image = z
  .strictObject({
    id: id(),
    productId: id(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    mime: z.string(),
    sizeBytes: z.int(),
    createdAt: stamp(),
  })
  .openapi('ProductImage')

export const productImages: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/products/{id}/images', tag, needs: 'catalogue:search' },
    summary: 'The pictures of a product',
    params: byId,
    ...{ status: 200, gives: 'All of them', schema: listOf(image) },
    run: async (sql, { params }) => {
      found(await getProduct(sql, params.id))
      return { body: { items: await listProductImages(sql, params.id) } }
    },
  }),
  operation({
    ...{ method: 'post', path: '/products/{id}/images', tag, needs: 'products:write' },
    summary: 'Another picture: JPEG, PNG, WebP or GIF, 5 MB at most',
    description: 'The bytes are the body. The same picture again is the one that is there.',
    params: byId,
    takes: imageKinds,
    ...{ status: 201, gives: 'The picture', schema: image },
    runOutside: async ({ c, doors, inside, params, now }) => {
      await inside(async (sql) => found(await getProduct(sql, params.id)))
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      const mime = imageKindOf(bytes)
      if (!mime) throw new Refusal('That is no picture: send a JPEG, PNG, WebP or GIF.')
      const orgId = await inside(async (_sql, { actor }) => actor.orgId)
      const sha256 = await doors.files.put(orgId, bytes)
      const kept = { productId: params.id, sha256, mime, sizeBytes: bytes.byteLength, now }
      return { body: await inside((sql, { actor }) => addProductImage(sql, actor, kept)) }
    },
  }),
  operation({
    ...{ method: 'get', path: '/products/{id}/images/{imageId}', tag, needs: 'catalogue:search' },
    summary: 'The bytes of a picture',
    params: byId.extend({ imageId: id() }),
    ...{ status: 200, gives: 'The picture itself', mime: 'image/*' },
    runOutside: async ({ doors, inside, params }) => {
      const { orgId, one } = await inside(async (sql, { actor: { orgId } }) => {
        const images = await listProductImages(sql, params.id)
        return { orgId, one: found(images.find((image) => image.id === params.imageId)) }
      })
      const bytes = await doors.files.get(orgId, one.sha256)
      const headers = { 'Content-Type': one.mime, 'Content-Security-Policy': "default-src 'none'" }
      return new Response(bytes as Uint8Array<ArrayBuffer>, { headers })
    },
  }),
]
