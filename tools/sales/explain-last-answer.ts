import { z } from 'zod'
import { lastAsked } from '#engine/asked-before.ts'
import { asJson, defineTool, type ToolResult } from '#engine/tool.ts'
import { receiptText } from '#reports/receipt-text.ts'

export const explainLastAnswerTool = defineTool({
  name: 'explain_last_answer',
  description:
    'Says where the figures of the last answer come from: metric, filters, period, timezone, currency, rows, as-of time, what it ties to. For "why?", "how do you know?".',
  phrases: [
    '=why',
    '=why is that',
    '=why that',
    '=why so',
    '=why this',
    '=how come',
    '=how so',
    '=explain',
    '=source',
    '=sources',
    '=receipt',
    '=prove it',
    '=really',
    '=are you sure',
    'how do you know',
    'where does|do|did|is|are (?:that|this|these|those|it|the figures?|the numbers?) come|from',
    'where did you get',
    'how did you get|calculate|work|compute|count',
    'how (?:is|was|are|were) (?:that|this|it|these|those) calculated|computed|counted|worked',
    'show your work(?:ing)?|receipts?',
    'explain (?:that|this|it|the|your|these)',
    'what (?:does|do) (?:that|this|it|these|they) include|mean|count|cover',
    "what's included|counted",
    'why (?:that|this) (?:figure|number|amount)',
  ],
  needs: 'reports:read',
  input: z.object({}),

  async run({ last }): Promise<ToolResult> {
    const receipts = last?.receipts ?? []
    if (receipts.length === 0) {
      return {
        facts: asJson({}),
        say: () =>
          'There is no answer with figures before this one that I could explain. Ask me a question first.',
      }
    }
    return {
      facts: asJson({ receipts, question: lastAsked(last) }),
      say: (words) => receipts.map((receipt) => receiptText(receipt, words)).join('\n\n'),
      receipts,
    }
  },
})
