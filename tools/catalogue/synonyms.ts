import { z } from 'zod'
import { listSynonyms } from '#domain/products/synonyms.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { justSay } from '../ask-back.ts'

const shownMax = 40

export const synonymsTool = defineTool({
  name: 'synonyms',
  description:
    'Lists the words that were kept for other words, by which products are found. To add one: add_synonym.',
  phrases: [
    '=[show|list] [me] [the|our|all] synonyms',
    '=(what synonyms|which synonyms) (do we have|are there|do you know)',
  ],
  needs: 'inventory:read',
  input: z.object({}),

  async run({ sql }) {
    const all = await listSynonyms(sql)
    if (all.length === 0)
      return justSay('No synonyms are kept. Say for example: "people also say beaker for mug".')
    const pairs = all.slice(0, shownMax).map(({ said, means }) => ({ said, means }))
    const more = all.length - pairs.length
    return {
      facts: asJson({ count: all.length, pairs }),
      say: ({ count }) =>
        [
          ...pairs.map(({ said, means }) => `• ${said} = ${means}`),
          ...(more > 0
            ? [`and ${count(String(more))} more: they are listed at /api/v1/synonyms.`]
            : []),
        ].join('\n'),
    }
  },
})
