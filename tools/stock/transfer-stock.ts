import { z } from 'zod'
import { momentOn } from '#domain/spoken-day.ts'
import type { Location } from '#domain/stock/locations.ts'
import { stockOf } from '#domain/stock/stock-of.ts'
import { transferStock } from '#domain/stock/transfer-stock.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { dayWords, quantity, words } from '#kit/inputs.ts'
import { whichProduct } from '../catalogue/which-product.ts'
import { earlierDay } from '../when.ts'
import { undoMovements } from './undo-movements.ts'
import { whichPlace } from './which-place.ts'

const input = z.object({
  product: words().describe('The product as the person named it, or its SKU'),
  quantity: quantity().describe('How many'),
  from: words().optional().describe('The place that they leave; the usual one when not said'),
  to: words().describe('The place that they go to'),
  day: dayWords().optional(),
})

const frozen = z.object({
  productId: z.string(),
  quantity: z.string(),
  from: z.string(),
  to: z.string(),
  at: z.iso.datetime(),
})

export const transferStockTool = defineTool({
  name: 'transfer_stock',
  description:
    'Moves goods from one place of the business to another. Not for goods that leave the business.',
  phrases: [
    '=transfer|move|moved|transferred|send|sent {quantity} {product} from {from} to {to} <[on] {day}>',
    '=transfer|move|moved|transferred {quantity} {product} to {to} <[on] {day}>',
    '=transfer|move|moved|transferred {quantity} {product} to {to} from {from} <[on] {day}>',
  ],
  needs: 'inventory:write',
  input,
  frozen,

  async propose({ sql, org, today, now }, said) {
    const found = await whichProduct(sql, said.product, {
      tool: 'transfer_stock',
      again: (product) => asJson({ ...said, product }),
    })
    if (found.is === 'ask') return found.ask
    const { id, name } = found.one
    const [from, to] = [await whichPlace(sql, said.from ?? null), await whichPlace(sql, said.to)]
    const [stock] = await stockOf(sql, [id])
    const held = (place: string) =>
      stock?.byLocation.find(({ locationId }) => locationId === place)?.quantity ?? '0'
    const at = momentOn(said.day, { org, today, now })
    return {
      proposed: true,
      input: asJson({
        ...{ productId: id, quantity: said.quantity, from: from.id, to: to.id },
        at,
      }),
      facts: asJson({ product: name, quantity: said.quantity, from: from.name, to: to.name }),
      summary: (words) => {
        const when = earlierDay(words, at, { org, today })
        const place = ({ id, name }: Location) => `${name} (now ${words.count(held(id))})`
        return `Move ${words.count(said.quantity)} × **${name}** from ${place(from)} to ${place(to)}${when ? `, ${when}` : ''}?`
      },
    }
  },

  async run({ sql, actor, now }, { at, ...transfer }) {
    const { moved } = await transferStock(sql, actor, { ...transfer, at: new Date(at), now })
    return {
      // One reversal undoes both sides.
      facts: { movementIds: moved.slice(0, 1).map(({ movementId }) => movementId) },
      say: () => 'Moved.',
      mustNotRepeat: true,
    }
  },

  undo: undoMovements,
})
