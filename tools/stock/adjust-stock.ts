import { z } from 'zod'
import { momentOn } from '#domain/spoken-day.ts'
import { adjustStock } from '#domain/stock/adjust-stock.ts'
import { stockOf } from '#domain/stock/stock-of.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { choice, dayWords, quantity, words } from '#kit/inputs.ts'
import { whichProduct } from '../catalogue/which-product.ts'
import { earlierDay } from '../when.ts'
import { undoMovements } from './undo-movements.ts'

const input = z.object({
  product: words().describe('The product as the person named it, or its SKU'),
  quantity: quantity().describe('How many'),
  direction: choice({ in: ['in', 'up', 'plus'], out: ['out', 'down', 'minus'] }).describe(
    'in: there are more than the records say; out: fewer',
  ),
  reason: words().optional().describe('Why, as the person said it'),
  day: dayWords().optional(),
})

const frozen = z.object({
  productId: z.string(),
  quantity: z.string(),
  reason: z.string(),
  at: z.iso.datetime(),
})

const why = '<(because|because of|due to|for|reason|as) {reason}> <[on] {day}>'

export const adjustStockTool = defineTool({
  name: 'adjust_stock',
  description: [
    'Corrects stock by so many up or down. Not for a count of what is there: use count_stock.',
    'Not for goods that were bought: use receive_stock; nor for spoilt or broken ones: use write_off_stock.',
  ].join(' '),
  phrases: [
    `=adjust|correct (the stock of|stock of|the|stock for) {product} up by {quantity} {direction=in} ${why}`,
    `=adjust|correct (the stock of|stock of|the|stock for) {product} down by {quantity} {direction=out} ${why}`,
    `=adjust|correct {product} [stock] (up by|by plus|up) {quantity} {direction=in} ${why}`,
    `=adjust|correct {product} [stock] (down by|by minus|down) {quantity} {direction=out} ${why}`,
    `=adjust|correct [the stock of|stock of|the|stock for] {product} [stock] by -|−|minus {quantity} {direction=out} ${why}`,
    `=adjust|correct [the stock of|stock of|the|stock for] {product} [stock] by [+|plus] {quantity} {direction=in} ${why}`,
    `=add {quantity} {product} to [the|our] stock|inventory {direction=in} ${why}`,
    `=increase|raise [the] stock of {product} by {quantity} {direction=in} ${why}`,
    `=take|remove|deduct|subtract {quantity} {product} (from|off|out of) [the|our] stock|inventory|shelf {direction=out} ${why}`,
    `=reduce|decrease|lower [the] stock of {product} by {quantity} {direction=out} ${why}`,
  ],
  needs: 'inventory:write',
  input,
  frozen,

  async propose({ sql, org, today, now }, said) {
    const found = await whichProduct(sql, said.product, {
      tool: 'adjust_stock',
      again: (product) => asJson({ ...said, product }),
    })
    if (found.is === 'ask') return found.ask
    const { id, name } = found.one
    const [stock] = await stockOf(sql, [id])
    const before = stock?.quantity ?? '0'
    const sign = said.direction === 'in' ? '+' : '−'
    const { reason = 'corrected' } = said
    const at = momentOn(said.day, { org, today, now })
    return {
      proposed: true,
      input: asJson({
        productId: id,
        quantity: said.direction === 'in' ? said.quantity : `-${said.quantity}`,
        reason,
        at,
      }),
      facts: asJson({ product: name, before, quantity: said.quantity, direction: said.direction }),
      summary: (words) => {
        const when = earlierDay(words, at, { org, today })
        const by = `${sign}${words.count(said.quantity)}${when ? ` ${when}` : ''}`
        return `Correct the stock of **${name}** by ${by} (now ${words.count(before)}), "${reason}"?`
      },
    }
  },

  async run({ sql, actor, now }, { at, ...change }) {
    const { moved } = await adjustStock(sql, actor, { ...change, at: new Date(at), now })
    return {
      facts: { movementIds: moved ? [moved.movementId] : [], after: moved?.quantityAfter ?? null },
      say: ({ count }) =>
        moved ? `Corrected: **${count(moved.quantityAfter)}** in stock now.` : 'Nothing changed.',
      mustNotRepeat: true,
    }
  },

  undo: undoMovements,
})
