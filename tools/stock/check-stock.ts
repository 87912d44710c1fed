import { z } from 'zod'
import { stockOf } from '#domain/stock/stock-of.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { words } from '#kit/inputs.ts'
import { whichProduct } from '../catalogue/which-product.ts'

const input = z.object({
  product: words().describe('The product as the person named it, its SKU or its barcode'),
})

export const checkStockTool = defineTool({
  name: 'check_stock',
  description: [
    'How many of one product there are, where, and what they are worth.',
    'Not for what runs out: use low_stock. Not for what was sold: use ask_sales.',
  ].join(' '),
  phrases: [
    '=how many|much {product} (do we have|have we got|have we|are left|is left|are there|is there|do i have|left|in stock|are in stock|is in stock|remain|remaining|on hand|are on hand|we have|are we left with) [left|in stock|now|today|on the shelf]',
    '=how many|much {product} (do we have|have we got|do i have) in [the] (store|shop|stock|warehouse)',
    '=(what is the stock of|what is the stock level of|what is our stock of|stock of|stock for|stock level of|stock level for|stock on|inventory of|check stock of|check stock for|check the stock of|check the stock for|check stock|quantity of|stock on hand of|stock count of) {product}',
    '=check [the] {product} stock|inventory [level|levels]',
    '={product} stock|inventory [level|levels|left]',
    '=(do we have|do we still have|have we got|have we still got|have we) [any] {product} [left|in stock|available|in]',
    '=is|are [there] {product} (in stock|left|available)',
    '=what is {product} worth in stock',
  ],
  needs: 'inventory:read',
  input,

  async run({ sql, actor }, { product }) {
    const found = await whichProduct(sql, product, {
      tool: 'check_stock',
      again: (product) => ({ product }),
    })
    if (found.is === 'ask') return found.ask
    const { id, name, sku, isStocked, reorderPoint, unit } = found.one
    if (!isStocked)
      return { facts: { product: name }, say: () => `${name} is a service: it has no stock.` }
    const [stock] = await stockOf(sql, [id])
    const quantity = stock?.quantity ?? '0'
    const places = stock?.byLocation ?? []
    const seesCost = actor.may.has('reports:read')
    const cost = seesCost ? (stock?.averageCost ?? null) : null
    return {
      facts: asJson({
        ...{ product: name, sku, quantity, reorderPoint },
        places: places.map(({ name, quantity }) => ({ place: name, quantity })),
        ...(cost !== null && { value: stock!.value, averageCost: cost }),
      }),
      say: ({ count, money }) => {
        const each = unit === 'each' ? '' : ` ${unit}`
        const lines = [`**${name}** (${sku}): **${count(quantity)}**${each} in stock.`]
        if (places.length > 1)
          lines.push(...places.map((place) => `• ${place.name}: ${count(place.quantity)}`))
        if (cost !== null && !quantity.startsWith('-') && quantity !== '0')
          lines.push(`Worth ${money(stock!.value)}, at an average cost of ${money(cost)}.`)
        if (reorderPoint !== null) lines.push(`Reorder point: ${count(reorderPoint)}.`)
        return lines.join('\n')
      },
    }
  },
})
