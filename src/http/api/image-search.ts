/** Which product a picture shows: the search behind the photos that people send by chat. */
import { z } from '@hono/zod-openapi'
import { availabilityOf } from '#domain/availability.ts'
import { findByPicture } from '#domain/pictures/find-by-picture.ts'
import { decimal, id, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { Problem } from './problem.ts'
import { pictureKinds, uploadOf } from './uploads.ts'

const words = text(1_000, 0)
const match = z
  .strictObject({
    product: z.strictObject({
      id: id(),
      sku: z.string(),
      name: z.string(),
      price: decimal().nullable(),
      stock: z.enum(['in stock', 'few left', 'out of stock', 'ask us']),
    }),
    score: z.number().min(0).max(1),
    by: z.enum(['looks', 'code', 'words']),
    imageId: id().nullable().openapi({ description: 'The picture that is most alike' }),
  })
  .openapi('PictureMatch')

const found = z
  .strictObject({
    verdict: z.enum(['this', 'maybe', 'none']).openapi({
      description: '`this`: the first one; `maybe`: one of these; `none`: nothing of the catalogue',
    }),
    items: z.array(match),
  })
  .openapi('PictureSearch')

export const imageSearch: AnyOperation[] = [
  operation({
    ...{ method: 'post', path: '/products/image-search', tag: 'Products' },
    needs: 'catalogue:search',
    summary:
      'The product that a picture shows: the bytes as the body, or the field `file` of a form',
    description: [
      'A photo or a screenshot, as for pictures of products. Words beside it, as `words` in the query',
      'or in the form, put likely ones in order. Nothing is kept.',
    ].join(' '),
    query: z.object({
      words: words.optional(),
      limit: z.coerce.number().int().min(1).max(20).default(5),
    }),
    takes: pictureKinds,
    ...{ status: 200, gives: 'What was found, best first', schema: found },
    runOutside: async ({ c, doors, inside, query }) => {
      const { isForm, pictures } = await uploadOf(c)
      const [picture, second] = pictures
      if (!picture || second) throw new Problem('invalid', 'Send one picture to search for.')
      const actor = await inside(async (_sql, { actor }) => actor)
      const glance = await doors.eye.look(picture)
      const said = query.words ?? (isForm ? wordsOf(await c.req.formData()) : '')
      const { limit } = query
      const { verdict, items } = await findByPicture(doors, actor, { glance, words: said, limit })
      const ids = items.map(({ product }) => product.id)
      const stock = await inside((sql) => availabilityOf(sql, ids))
      return {
        body: {
          verdict,
          items: items.map(({ product: { id, sku, name, price }, score, by, imageId }) => ({
            product: { id, sku, name, price, stock: stock.get(id) ?? 'ask us' },
            ...{ score, by, imageId },
          })),
        },
      }
    },
  }),
]

function wordsOf(form: FormData): string {
  const said = words.safeParse(form.get('words') ?? '')
  if (!said.success) throw new Problem('invalid', 'The words are one line of 1,000 signs at most.')
  return said.data
}
