import { z } from 'zod'
import { previewSale } from '#domain/orders/preview-sale.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, lines, words } from '#kit/inputs.ts'
import { whichProducts } from '../catalogue/which-product.ts'
import { whichCustomer } from '../which-customer.ts'
import { previewLines } from './preview-words.ts'

const input = z.object({
  lines: lines().describe('What would be sold, each with how many'),
  price: amount().optional().describe('Price of one, for the lines that say none of their own'),
  customer: words().optional().describe('Who would buy it'),
})

export const previewSaleTool = defineTool({
  name: 'preview_sale',
  description:
    'What a sale would come to: total, tax, profit, margin and the stock left. Records nothing. To record it: record_sale.',
  phrases: [
    '=preview [a sale of|the sale of|sale of] {lines} <to|for {customer}> <at|@ {price} [each]>',
    '=(how much would|what would|how much will|what will|how much do|what do|how much does|what does|how much are|how much is|what are|what is) {lines} (cost|come to|make|be|total) <at|@ {price} [each]>',
    '=(how much for|what is the total for|what is the price of|total for|quote|price for) {lines} <at|@ {price} [each]> <to|for {customer}>',
    '=(how much is|how much are|what is|what are) {lines} <at|@ {price} [each]>',
    '=(what if i|if i|what if we|if we) sell|sold {lines} <at|@ {price} [each]> <to {customer}>',
  ],
  needs: 'sales:read',
  input,

  async run({ sql, actor }, said) {
    const asked = { ...said, lines: said.lines.map((line) => ({ price: said.price, ...line })) }
    const found = await whichProducts(sql, asked.lines, 'preview_sale', (lines) =>
      asJson({ ...asked, lines }),
    )
    if (found.is === 'ask') return found.ask
    const buyer = said.customer
      ? await whichCustomer(sql, said.customer, {
          tool: 'preview_sale',
          again: (customer) => asJson({ ...asked, customer }),
        })
      : null
    if (buyer?.is === 'ask') return buyer.ask
    const sold = found.one.map(({ found, quantity, price }) => ({
      productId: found.id,
      quantity,
      unitPrice: price ?? undefined,
    }))
    const seesCosts = actor.may.has('reports:read')
    const preview = await previewSale(sql, { lines: sold, customerId: buyer?.one.id, seesCosts })
    const { lines, total, tax, discount, profit, margin, warnings } = preview
    return {
      facts: asJson({
        lines: lines.map(({ name, quantity, unitPrice, total, stockLeft }) => ({
          ...{ name, quantity, unitPrice, total, stockLeft },
        })),
        ...{ total, tax, discount, warnings },
        ...(seesCosts && { profit, margin }),
      }),
      say: (words) => previewLines(words, preview).join('\n'),
    }
  },
})
