import { z } from 'zod'
import { momentOn } from '#domain/spoken-day.ts'
import { writeOffStock } from '#domain/stock/adjust-stock.ts'
import { stockOf } from '#domain/stock/stock-of.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { choice, dayWords, quantity, words } from '#kit/inputs.ts'
import { whichProduct } from '../catalogue/which-product.ts'
import { earlierDay } from '../when.ts'
import { undoMovements } from './undo-movements.ts'

const input = z.object({
  product: words().describe('The product as the person named it, or its SKU'),
  quantity: quantity().describe('How many'),
  reason: words().optional().describe('broken, expired, stolen …'),
  cause: choice({
    broken: ['broken', 'smashed', 'cracked'],
    damaged: ['damaged', 'spoilt', 'spoiled', 'wet', 'rotten'],
    expired: ['expired', 'out of date', 'past its date'],
    stolen: ['stolen', 'missing', 'lost'],
  })
    .optional()
    .describe('The reason, when it is one of these'),
  day: dayWords().optional().describe('When; now when not said'),
})

const frozen = z.object({
  productId: z.string(),
  quantity: z.string(),
  reason: z.string(),
  at: z.iso.datetime(),
})

export const writeOffStockTool = defineTool({
  name: 'write_off_stock',
  description:
    'Goods that can no longer be sold: broken, expired, stolen. Their cost becomes an expense. Not for a wrong count: use count_stock.',
  phrases: [
    '=(write off|wrote off|written off|throw away|threw away|scrap|scrapped|discard|dispose of|bin) {quantity} {product} <(because|because of|due to|reason|as) [they were|they are|it is|it was] {reason}> <[they are|it is|they were|it was|as] {cause}> <[on] {day}>',
    '={quantity} {product} (broke|got broken|were broken|was broken|are broken|is broken) {reason=broken} <[on] {day}>',
    '={quantity} {product} (got damaged|were damaged|was damaged|are damaged|is damaged) {reason=damaged} <[on] {day}>',
    '={quantity} {product} (expired|have expired|has expired|are expired|went bad|spoiled|rotted) {reason=expired} <[on] {day}>',
    '={quantity} {product} (were stolen|was stolen|got stolen|are stolen|went missing|are missing|is missing) {reason=stolen} <[on] {day}>',
    '=(we broke|i broke|broke) {quantity} {product} {reason=broken} <[on] {day}>',
  ],
  needs: 'inventory:write',
  input,
  frozen,

  async propose({ sql, org, today, now }, said) {
    const found = await whichProduct(sql, said.product, {
      tool: 'write_off_stock',
      again: (product) => asJson({ ...said, product }),
    })
    if (found.is === 'ask') return found.ask
    const { id, name } = found.one
    const [stock] = await stockOf(sql, [id])
    const before = stock?.quantity ?? '0'
    const reason = said.reason ?? said.cause ?? 'written off'
    const at = momentOn(said.day, { org, today, now })
    return {
      proposed: true,
      input: asJson({
        ...{ productId: id, quantity: said.quantity, reason },
        at,
      }),
      facts: asJson({ product: name, before, quantity: said.quantity, reason }),
      summary: (words) => {
        const when = earlierDay(words, at, { org, today })
        const now = `now ${words.count(before)} in stock`
        return `Write off ${words.count(said.quantity)} × **${name}**${when ? ` ${when}` : ''} (${now}), "${reason}"?`
      },
    }
  },

  async run({ sql, actor, now }, { at, ...loss }) {
    const { moved } = await writeOffStock(sql, actor, { ...loss, at: new Date(at), now })
    return {
      facts: { movementIds: moved ? [moved.movementId] : [], after: moved?.quantityAfter ?? null },
      say: ({ count }) =>
        moved ? `Written off: **${count(moved.quantityAfter)}** left.` : 'Nothing changed.',
      mustNotRepeat: true,
    }
  },

  undo: undoMovements,
})
