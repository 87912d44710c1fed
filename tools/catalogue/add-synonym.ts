import { z } from 'zod'
import { addSynonym, removeSynonym } from '#domain/products/synonyms.ts'
import { defineTool } from '#engine/tool.ts'
import { words } from '#kit/inputs.ts'

const input = z.object({
  said: words().describe('What people say, e.g. "French press"'),
  means: words().describe('What the catalogue calls it, e.g. "cafetière"'),
})

export const addSynonymTool = defineTool({
  name: 'add_synonym',
  description: [
    'Keeps another word that people use for a thing, so that looking for it by either word finds it.',
    'Not for another name of one product: change its name. To see those that are kept: synonyms.',
  ].join(' '),
  phrases: [
    '=(people also say|people say|customers say|customers also say|some people say|they also say) {said} for|instead {means}',
    '=(people also call|people call|customers call|they call) [a|an|the] {means} [a|an|the] {said}',
    '={said} (is another word for|is another name for|is the same as|means the same as|also means|is a synonym of|is a synonym for) {means}',
    '=(add|new|keep|save) [a|the] [new] synonym [:] {said} for|is|means|= {means}',
    '=(add|keep|save) {said} as [a] synonym for|of {means}',
  ],
  needs: 'inventory:write',
  input,

  async propose(_context, { said, means }) {
    return {
      proposed: true,
      input: { said, means },
      facts: { said, means },
      summary: () => `Find **${means}** also when people say **${said}**, and the other way round?`,
    }
  },

  async run({ sql, actor, now }, asked) {
    const { id, said, means } = await addSynonym(sql, actor, { ...asked, now })
    return {
      facts: { id, said, means },
      say: () => `Whoever asks for "${said}" now finds "${means}", too.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { facts }) {
    const { id, said } = z.object({ id: z.string(), said: z.string() }).parse(facts)
    await removeSynonym(sql, actor, { id, now })
    return { facts: { said }, say: () => `"${said}" is no synonym any more.` }
  },
})
