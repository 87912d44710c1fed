import { z } from 'zod'
import { asJson, defineTool } from '#engine/tool.ts'
import { reconcile } from '#reports/reconcile.ts'

export const checkBooksTool = defineTool({
  name: 'check_books',
  description:
    'Checks the books against the records: stock, customers and suppliers against their accounts, every entry in balance. Says where they differ.',
  phrases: [
    '=(do|are|is|does|did) [the|our|my] (books|accounts|ledger|figures|records) (balance|tie|tie up|agree|right|correct|in balance|in order|ok|okay|balanced|add up|reconciled)',
    '=(check|reconcile|verify|test|audit) [the|our|my] (books|accounts|ledger|entries)',
    '=(does|do) [the] stock (tie|agree|match|reconcile) [to|with] [the] (ledger|books|accounts)',
    '=[run] [a|the] reconciliation [report]',
  ],
  needs: 'ledger:read',
  input: z.object({}),

  async run({ sql }) {
    const controls = await reconcile(sql)
    const untied = controls.filter(({ ties }) => !ties)
    return {
      facts: asJson({ controls }),
      say: ({ money, count }) =>
        untied.length === 0
          ? `The books are in order: all ${count(String(controls.length))} checks tie.`
          : [
              `${count(String(untied.length))} of ${count(String(controls.length))} checks do not tie:`,
              ...untied.map(({ name, left, right, difference, kind }) => {
                const said = kind === 'count' ? count : money
                return `• **${name}**: ${left.label} ${said(left.value)}, ${right.label} ${said(right.value)}; they differ by ${said(difference)}.`
              }),
            ].join('\n'),
    }
  },
})
