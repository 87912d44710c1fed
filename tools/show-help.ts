import { z } from 'zod'
import { type Scope, worksHere } from '#domain/identity.ts'
import { defineTool } from '#engine/tool.ts'

const examples: { say: string; needs: Scope }[] = [
  { say: 'How did we do yesterday?', needs: 'reports:read' },
  { say: 'Top 5 products last month', needs: 'reports:read' },
  { say: 'Daily report for Monday as PDF', needs: 'reports:read' },
  { say: 'Send me the daily report every day at 7:30', needs: 'reports:read' },
  { say: 'What is my digest?', needs: 'ledger:read' },
  { say: 'Send me a weekly digest every Monday at 8', needs: 'ledger:read' },
  { say: 'Sales summary for October by product as Excel', needs: 'reports:read' },
  { say: 'What stands out yesterday?', needs: 'reports:read' },
  { say: 'Chart daily sales this month', needs: 'reports:read' },
  { say: 'Open the dashboard', needs: 'reports:read' },
  { say: 'Sold 3 mugs at 450 to the Riverside Hotel', needs: 'orders:write' },
  { say: 'Which order requests are waiting?', needs: 'orders:write' },
  { say: 'Received 40 mugs at 210', needs: 'inventory:write' },
  { say: 'People also say French press for cafetière', needs: 'inventory:write' },
  { say: 'What is running out?', needs: 'inventory:read' },
  { say: 'a photo of the shelf: what is on it, and how many there are', needs: 'inventory:read' },
  { say: 'a photo with “this is the blue kettle”, for the catalogue', needs: 'products:write' },
  { say: 'Can I give 15 % on the kettle?', needs: 'sales:read' },
  { say: 'P&L for October', needs: 'ledger:read' },
  { say: 'VAT report for October', needs: 'ledger:read' },
  { say: 'Monthly audit for October', needs: 'audit:read' },
  { say: 'Paid 12,000 for rent by bank', needs: 'ledger:write' },
]

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
    const told = examples.filter(({ needs }) => actor.may.has(needs)).map(({ say }) => `• ${say}`)
    const isShopper = !worksHere(actor)
    const lines = isShopper
      ? [
          `This is ${org.name}. I am Tillie, the shop's assistant. Ask me for example:`,
          '• How much is the kettle?',
          '• Do you have blue mugs?',
          '• I want 2 of the blue mugs',
          '• a photo or screenshot of what you look for',
          '• Where is my order?',
          'If you work here, send me the one-time code that the owner gave you to link your account.',
        ]
      : [
          `I answer questions about ${org.name} from its own records, and record what you tell me. For example:`,
          ...told,
          seesFigures
            ? 'After an answer, ask "and the month before?" or "why?". What changes something, I show before I do it.'
            : 'What changes something, I show before I do it.',
        ]
    return { facts: { seesFigures }, say: () => lines.join('\n') }
  },
})
