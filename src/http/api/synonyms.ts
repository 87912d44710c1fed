/** What else people call a thing: the shop's own synonyms, by which products are found. */
import { z } from '@hono/zod-openapi'
import { addSynonym, listSynonyms, removeSynonym } from '#domain/products/synonyms.ts'
import { byId, id, listOf, stamp, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { found } from './problem.ts'

const tag = 'Products'
const synonym = z
  .strictObject({
    id: id(),
    said: z.string().openapi({ description: 'What people say', example: 'French press' }),
    means: z.string().openapi({ description: 'What the catalogue says', example: 'cafetière' }),
    createdAt: stamp(),
  })
  .openapi('Synonym')

export const synonyms: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/synonyms', tag, needs: 'catalogue:search' },
    summary: 'Synonyms of the shop, in the order of the alphabet',
    ...{ status: 200, gives: 'All of them, 500 at most', schema: listOf(synonym) },
    run: async (sql) => ({ body: { items: await listSynonyms(sql) } }),
  }),
  operation({
    ...{ method: 'post', path: '/synonyms', tag, needs: 'inventory:write' },
    summary: 'Another word for a thing; products are then found by either',
    body: z.strictObject({ said: text(60), means: text(60) }),
    ...{ status: 201, gives: 'The synonym', schema: synonym },
    run: async (sql, { actor, body, now }) => ({
      body: await addSynonym(sql, actor, { ...body, now }),
    }),
  }),
  operation({
    ...{ method: 'delete', path: '/synonyms/{id}', tag, needs: 'inventory:write' },
    summary: 'A synonym is forgotten',
    params: byId,
    ...{ status: 200, gives: 'What it was', schema: synonym },
    run: async (sql, { actor, params, now }) => ({
      body: found(await removeSynonym(sql, actor, { id: params.id, now })),
    }),
  }),
]
