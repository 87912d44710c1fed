import { z } from 'zod'
import { defineTool } from '#engine/tool.ts'

export const showHelpTool = defineTool({
  name: 'help',
  description: 'Says what Tillie can do for this person. For "help", "hi", "what can you do?".',
  phrases: [
    '=help',
    '=hi',
    '=hello',
    '=hey',
    '=hi tillie',
    '=hello tillie',
    '=start',
    '=menu',
    '=/start',
    '=/help',
    '=good morning',
    '=good afternoon',
    '=good evening',
    '=who are you',
    '=what are you',
    'what can you do|answer',
    'what can i ask',
    'how does this|it work',
    'help me',
  ],
  needs: null,
  input: z.object({}),

  async run({ actor, org }) {
    const seesFigures = actor.may.has('reports:read')
    const lines = seesFigures
      ? [
          `I answer questions about ${org.name} from its own records. For example:`,
          '• How did we do yesterday?',
          '• Top 5 products last month',
          '• Sales by country this month vs last month',
          '• Average order value in March',
          '• Daily report for Monday as PDF',
          '• Chart daily sales this month',
          'After an answer, ask "and the month before?" or "why?".',
        ]
      : [
          `This is ${org.name}. I am Tillie, the shop's assistant.`,
          'If you work here, send me the one-time code that the owner gave you to link your account.',
        ]
    return { facts: { seesFigures }, say: () => lines.join('\n') }
  },
})
