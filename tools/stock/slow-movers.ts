import { z } from 'zod'
import { slowMovers } from '#domain/offers.ts'
import { asJson, defineTool } from '#engine/tool.ts'

const listedMax = 10

export const slowMoversTool = defineTool({
  name: 'slow_movers',
  description:
    'Goods that lie: in stock, and sold so slowly that they would last more than half a year. Not for the products that sold least: use ask_sales. Not for the age of stock: use stock_ageing.',
  phrases: [
    '=[show|show me|list|what are|which are|give me] [the|our|all] (slow movers|slow moving products|slow moving items|slow moving stock|slow-moving stock|slow-moving products|slow-moving items|slow sellers|dead stock|stale stock|slow stock|non-moving stock|non moving stock)',
    '=(what|which) [products|items|goods|stock] (is not selling|are not selling|is not moving|are not moving|do not sell|does not sell|sells slowly|sell slowly|is stuck|are stuck|moves slowly|move slowly|gathers dust|is gathering dust|are gathering dust|will not sell|are we stuck with)',
    "=(what|which) [products|items|goods|stock] (isn't|aren't|don't|doesn't|won't) (selling|moving|sell|move)",
  ],
  needs: 'inventory:read',
  input: z.object({}),

  async run({ sql, actor, today }) {
    const slow = await slowMovers(sql, { today, limit: listedMax })
    const seesCost = actor.may.has('reports:read')
    return {
      facts: asJson({
        products: slow.map(({ name, quantity, sold, lastSold, value }) => ({
          ...{ name, quantity, sold, lastSold },
          ...(seesCost && { value }),
        })),
      }),
      say: ({ count, money, day }) =>
        slow.length === 0
          ? 'Nothing lies for long: every product would be sold within half a year.'
          : [
              'These sell slowly for what is there:',
              ...slow.map(({ name, quantity, sold, lastSold, value }) => {
                const last = lastSold ? `last sold ${day(lastSold)}` : 'never sold'
                return `• **${name}**: ${count(quantity)} in stock${seesCost ? ` (${money(value)})` : ''}, ${count(sold)} sold in 60 days, ${last}`
              }),
            ].join('\n'),
    }
  },
})
