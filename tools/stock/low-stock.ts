import { z } from 'zod'
import { lowStock } from '#domain/stock/low-stock.ts'
import { asJson, defineTool } from '#engine/tool.ts'

const listedMax = 15
const when = { out: 'now', now: 'now', soon: 'soon' } as const

export const lowStockTool = defineTool({
  name: 'low_stock',
  description:
    'What runs out, how urgent it is, and how many to order: by how fast it sells and how long it takes to come. Not for one product: use check_stock.',
  phrases: [
    '=what|which [products|items|goods|stock|things] (is|are|are we|do we have|am i|is there) [that is|that are] (running out|running low|running short|low|short|nearly out|almost out|going to run out|about to run out|about to finish|finished|nearly finished) [of|on] [in stock|stock|soon|today]',
    '=what|which [products|items|goods] (is|are|are we|we are) [all] (out of stock|sold out|out|out of|running out of|running low on|low on|short of|short on)',
    '=what|which [products|items|goods] (do we need|do i need|should we|should i|must we|must i|do we have|need|needs|we need|can we|must be|should be) [to] (reorder|order|restock|replenish|buy|stock up on|be reordered|be restocked|reordering|restocking|reordered|restocked) [again|next|soon|now|today|this week]',
    '=(low stock|stock alerts|stock alert|low stock report|low stock list|reorder list|reorder advice|reorder report|reorder|replenishment|shopping list|out of stock|stock warnings|running low|running out|what to order|what to reorder|what to restock)',
    '=(show|list|give me|show me) [the|all|our] (low stock|reorder list|low stock items|low stock products|out of stock items|out of stock products|products running low|items running low)',
    '=(anything|something) [is] [running] (low|out|out of stock|short)',
    '=(do we|do i|must we) (need to|have to) (order|reorder|restock|buy) (anything|something) [today|now|soon]',
    '=is|are (anything|something|any products|any items|any of our products) [running] (low|out|out of stock|short|running out)',
    '=(how urgent is|do we need) [the|a] (reordering|reorder|restock|restocking)',
  ],
  needs: 'inventory:read',
  input: z.object({}),

  async run({ sql, today }) {
    const all = await lowStock(sql, { today })
    const shown = all.slice(0, listedMax)
    return {
      facts: asJson({ products: shown, howMany: all.length }),
      say: ({ count }) => {
        if (all.length === 0) return 'Nothing is running out: every product has enough for now.'
        const lines = shown.map(({ name, quantity, daysLeft, suggested, urgency }) => {
          const left = urgency === 'out' ? 'none left' : `${count(quantity)} left`
          const days = urgency === 'out' ? '' : lasting(daysLeft, count)
          return `• **${name}**: ${left}${days}; order ${count(suggested)} ${when[urgency]}`
        })
        const more = all.length - shown.length
        return [
          `${count(String(all.length))} ${all.length === 1 ? 'product is' : 'products are'} running out:`,
          ...lines,
          ...(more > 0 ? [`… and ${count(String(more))} more.`] : []),
        ].join('\n')
      },
    }
  },
})

function lasting(daysLeft: string | null, count: (quantity: string) => string): string {
  if (daysLeft === null) return ''
  if (daysLeft === '0') return ', for less than a day'
  return daysLeft === '1' ? ', for 1 day' : `, for ${count(daysLeft)} days`
}
