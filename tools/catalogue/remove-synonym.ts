import { z } from 'zod'
import { addSynonym, removeSynonym, synonymsOf } from '#domain/products/synonyms.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import { justSay } from '../ask-back.ts'

const input = z.object({ word: words().describe('Either word of the synonym') })
const frozen = z.object({ ids: z.array(z.string()), pairs: z.array(z.array(z.string())) })

export const removeSynonymTool = defineTool({
  name: 'remove_synonym',
  description:
    'Forgets a word that was kept for another by add_synonym. Those of the house stay. Not for products: they leave the catalogue on the dashboard.',
  phrases: [
    '=(remove|delete|forget|drop) [the] synonym|synonyms [for|of|:] {word}',
    '={word} is no synonym [any more|anymore|of anything]',
  ],
  needs: 'inventory:write',
  input,
  frozen,

  async propose({ sql }, { word }) {
    const found = await synonymsOf(sql, word)
    if (found.length === 0) return justSay(`I keep no synonym "${word}".`, { unknown: word })
    const pairs = found.map(({ said, means }) => [said, means])
    return {
      proposed: true,
      input: { ids: found.map(({ id }) => id), pairs },
      facts: asJson({ pairs }),
      summary: () =>
        `Forget ${pairs.map(([said, means]) => `**${said}** for **${means}**`).join(' and ')}?`,
    }
  },

  async run({ sql, actor, now }, { ids, pairs }) {
    const gone = []
    for (const id of ids) gone.push(await removeSynonym(sql, actor, { id, now }))
    if (gone.every((one) => one === null)) throw new Refusal('That synonym is gone already.')
    return {
      facts: asJson({ pairs }),
      say: () => `Forgotten: ${pairs.map((pair) => pair.join(' for ')).join(', ')}.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { input }) {
    const { pairs } = frozen.parse(input)
    for (const [said, means] of pairs)
      await addSynonym(sql, actor, { said: said!, means: means!, now })
    return {
      facts: asJson({ pairs }),
      say: () => `Kept again: ${pairs.map((pair) => pair.join(' for ')).join(', ')}.`,
    }
  },
})
