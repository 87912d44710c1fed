import { z } from 'zod'
import { momentOn } from '#domain/spoken-day.ts'
import { countStock } from '#domain/stock/count-stock.ts'
import { stockOf } from '#domain/stock/stock-of.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { dayWords, tally, words } from '#kit/inputs.ts'
import { whichProduct } from '../catalogue/which-product.ts'
import { undoMovements } from './undo-movements.ts'
import { whichPlace } from './which-place.ts'

const input = z.object({
  product: words().describe('The product as the person named it, or its SKU'),
  counted: tally().describe('How many there really are; may be "0"'),
  place: words().optional().describe('Where it was counted, if the business has several places'),
  day: dayWords().optional().describe('When it was counted; now when not said'),
})

const frozen = z.object({
  productId: z.string(),
  counted: z.string(),
  locationId: z.string().optional(),
  at: z.iso.datetime(),
})

export const countStockTool = defineTool({
  name: 'count_stock',
  description:
    'Somebody counted what is really there: the records are set to it. Not to add or take away so many: use adjust_stock. Not to ask how many there are: use check_stock.',
  phrases: [
    '=(counted|count|stock take|stocktake|i counted) {counted} {product} <in|at [the] {place}> <[on] {day}>',
    '=(counted|count|stock count of|stock count for|stock count|the count of|the count for|count of|count for|stock take of) {product} [is|was|as|at|gives|=] {counted} <in|at [the] {place}>',
    '={product} counted|count [at|as|is] {counted} <in|at [the] {place}>',
    '=set (the stock of|stock of|stock for) {product} to|at {counted} <in|at [the] {place}>',
    '=set {product} stock to|at {counted} <in|at [the] {place}>',
    '=there are [only|really|actually] {counted} {product} (left|on the shelf|in stock|really)',
    '=(we have|there is|i have) [only|now|got] {counted} {product} [left|in stock|on the shelf|now]',
    '=the stock of {product} is [now|really|actually] {counted}',
  ],
  needs: 'inventory:write',
  input,
  frozen,

  async propose({ sql, org, today, now }, said) {
    const found = await whichProduct(sql, said.product, {
      tool: 'count_stock',
      again: (product) => asJson({ ...said, product }),
    })
    if (found.is === 'ask') return found.ask
    const place = said.place ? await whichPlace(sql, said.place) : null
    const { id, name } = found.one
    const [stock] = await stockOf(sql, [id])
    const here = stock?.byLocation.find(({ locationId }) => locationId === place?.id)
    const before = (place ? here?.quantity : stock?.quantity) ?? '0'
    return {
      proposed: true,
      input: asJson({
        productId: id,
        counted: said.counted,
        locationId: place?.id,
        at: momentOn(said.day, { org, today, now }),
      }),
      facts: asJson({ product: name, before, counted: said.counted }),
      summary: ({ count }) =>
        `Set the stock of **${name}**${place ? ` in ${place.name}` : ''} to what was counted: ${count(before)} → **${count(said.counted)}**?`,
    }
  },

  async run({ sql, actor, now }, { at, ...count }) {
    const done = await countStock(sql, actor, { ...count, at: new Date(at), now })
    const { moved, before, difference } = done
    return {
      facts: { movementIds: moved ? [moved.movementId] : [], before, difference },
      say: ({ count: written }) =>
        moved
          ? `Counted: ${written(before)} → **${written(count.counted)}**.`
          : `Counted: ${written(before)}, as the records say.`,
      mustNotRepeat: true,
    }
  },

  undo: undoMovements,
})
