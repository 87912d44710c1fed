import { z } from 'zod'
import type { Sql } from '#db/sql.ts'
import { momentOn } from '#domain/spoken-day.ts'
import { countStock, heldThen } from '#domain/stock/count-stock.ts'
import { type Location, listLocations } from '#domain/stock/locations.ts'
import { stockOf } from '#domain/stock/stock-of.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { dayWords, tally, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import { whichProduct } from '../catalogue/which-product.ts'
import { earlierDay } from '../when.ts'
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
    '=(counted|count|stock count of|stock count for|stock count|the count of|the count for|count of|count for|stock take of) {product} [is|was|as|at|gives|=] {counted} <in|at [the] {place}> <[on] {day}>',
    '={product} counted|count [at|as|is] {counted} <in|at [the] {place}> <[on] {day}>',
    '=set (the stock of|stock of|stock for) {product} to|at {counted} <in|at [the] {place}> <[on] {day}>',
    '=set {product} stock to|at {counted} <in|at [the] {place}> <[on] {day}>',
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
    const { id, name } = found.one
    const place = await placeOf(sql, said.place, found.one)
    const at = momentOn(said.day, { org, today, now })
    const there = place && { productId: id, locationId: place.id, at }
    const before = there ? await heldThen(sql, there) : '0'
    return {
      proposed: true,
      input: asJson({
        productId: id,
        counted: said.counted,
        locationId: place?.id,
        at,
      }),
      facts: asJson({ product: name, before, counted: said.counted }),
      summary: (words) => {
        const when = earlierDay(words, at, { org, today })
        const where = said.place && place ? ` in ${place.name}` : ''
        const change = `${words.count(before)} → **${words.count(said.counted)}**`
        return `Set the stock of **${name}**${where} to what was counted${when ? ` ${when}` : ''}: ${change}?`
      },
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

/** Where it was counted: the usual place, unless the goods lie elsewhere, too; null while there is none. */
async function placeOf(
  sql: Sql,
  said: string | undefined,
  { id, name }: { id: string; name: string },
): Promise<Location | null> {
  if (said) return whichPlace(sql, said)
  const usual = (await listLocations(sql)).find(({ isDefault }) => isDefault) ?? null
  const [stock] = await stockOf(sql, [id])
  const places = stock?.byLocation ?? []
  if (places.every(({ locationId }) => locationId === usual?.id)) return usual
  const held = places.map(({ name, quantity }) => `${name} (${quantity})`).join(', ')
  throw new Refusal(
    `${name} is kept in ${held}. Say where it was counted: … in ${places[0]!.name}.`,
  )
}
