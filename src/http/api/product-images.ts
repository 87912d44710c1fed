/** Pictures of products: kept by their content, told by their own first signs. */
import { z } from '@hono/zod-openapi'
import { digest, FileGone, type Files } from '#clients/files.ts'
import { type KeptPicture, lookAtAll, storeSight } from '#domain/pictures/keep-picture.ts'
import { getProduct } from '#domain/products/product.ts'
import {
  addProductImage,
  listProductImages,
  type ProductImage,
  refuseTooMany,
  removeProductImage,
} from '#domain/products/product-images.ts'
import { byId, id, listOf, stamp } from './fields.ts'
import { type AnyOperation, type Outside, operation } from './operation.ts'
import { found, Problem } from './problem.ts'
import { pictureKinds, uploadOf } from './uploads.ts'

const tag = 'Products'
const image = z
  .strictObject({
    id: id(),
    productId: id(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    mime: z.string(),
    sizeBytes: z.int(),
    width: z.int().nullable().openapi({ description: 'Pixels' }),
    height: z.int().nullable(),
    hasThumbnail: z.boolean(),
    source: z.enum(['api', 'chat', 'import', 'demo']),
    createdAt: stamp(),
  })
  .openapi('ProductImage')
const one = byId.extend({ imageId: id() })

const shown = ({ thumbnailSha256, ...rest }: ProductImage) => ({
  ...rest,
  hasThumbnail: thumbnailSha256 !== null,
})

export const productImages: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/products/{id}/images', tag, needs: 'catalogue:search' },
    summary: 'The pictures of a product',
    params: byId,
    ...{ status: 200, gives: 'All of them', schema: listOf(image) },
    run: async (sql, { params }) => {
      found(await getProduct(sql, params.id))
      return { body: { items: (await listProductImages(sql, params.id)).map(shown) } }
    },
  }),
  operation({
    ...{ method: 'post', path: '/products/{id}/images', tag, needs: 'products:write' },
    summary: 'More pictures: one as the body, or up to ten in fields `file` of a form',
    description: [
      'JPEG, PNG, WebP, GIF or AVIF, 20 MB and 50 megapixels each, 60 MB in all. Each is kept',
      'upright and without its metadata; the same picture again is the one that is there. Of a form',
      'all are taken or none.',
    ].join(' '),
    params: byId,
    takes: pictureKinds,
    ...{
      status: 201,
      gives: 'The picture; of a form a list',
      schema: z.union([image, listOf(image)]),
    },
    runOutside: async ({ c, doors, inside, params, now }) => {
      const productId = params.id
      const orgId = await inside(async (sql, { actor }) => {
        found(await getProduct(sql, productId))
        return actor.orgId
      })
      const { isForm, pictures } = await uploadOf(c)
      const sights = await lookAtAll(doors.eye, pictures)
      const sha256s = sights.map(({ bytes }) => digest(bytes))
      await inside((sql) => refuseTooMany(sql, { productId, sha256s }))
      const kept: KeptPicture[] = []
      for (const sight of sights) kept.push(await storeSight(doors.pictures, orgId, sight))
      const items = await inside(async (sql, { actor }) => {
        const added: ReturnType<typeof shown>[] = []
        for (const each of kept) {
          const input = { productId, kept: each, source: 'api', now } as const
          const { isNew: _, ...image } = await addProductImage(sql, actor, input)
          added.push(shown(image))
        }
        return added
      })
      return { body: isForm ? { items } : items[0] }
    },
  }),
  operation({
    ...{ method: 'get', path: '/products/{id}/images/{imageId}', tag, needs: 'catalogue:search' },
    summary: 'The bytes of a picture',
    params: one,
    ...{ status: 200, gives: 'The picture itself', mime: 'image/*' },
    runOutside: (call) => bytesOf(call, ({ sha256, mime }) => ({ sha256, mime })),
  }),
  operation({
    ...{ method: 'get', path: '/products/{id}/images/{imageId}/thumbnail', tag },
    needs: 'catalogue:search',
    summary: 'A small JPEG of a picture, 320 pixels on its longer side',
    params: one,
    ...{ status: 200, gives: 'The thumbnail', mime: 'image/*' },
    runOutside: (call) =>
      bytesOf(call, ({ thumbnailSha256 }) => ({
        sha256: found(thumbnailSha256),
        mime: 'image/jpeg',
      })),
  }),
  operation({
    ...{ method: 'delete', path: '/products/{id}/images/{imageId}', tag, needs: 'products:write' },
    summary: 'The picture is taken away; that it was there stays in the audit log',
    params: one,
    ...{ status: 204, gives: 'It is gone' },
    run: async (sql, { params, actor, now }) => {
      const { id: productId, imageId } = params
      const isGone = await removeProductImage(sql, actor, { productId, imageId, now })
      if (!isGone) throw new Problem('not-found')
      return {}
    },
  }),
]

type One = Outside<typeof one, undefined, undefined>

async function bytesOf(
  { doors, inside, params }: One,
  which: (image: ProductImage) => { sha256: string; mime: string },
): Promise<Response> {
  const { orgId, image } = await inside(async (sql, { actor: { orgId } }) => {
    const images = await listProductImages(sql, params.id)
    return { orgId, image: found(images.find((image) => image.id === params.imageId)) }
  })
  const { sha256, mime } = which(image)
  const bytes = await read(doors.pictures, orgId, sha256)
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'Content-Type': mime } })
}

async function read(files: Files, orgId: number, sha256: string): Promise<Uint8Array> {
  try {
    return await files.get(orgId, sha256)
  } catch (fault) {
    if (!(fault instanceof FileGone)) throw fault
    throw new Problem('not-found', 'The bytes of this picture are lost: please send it again.')
  }
}
