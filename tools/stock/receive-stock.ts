import { z } from 'zod'
import type { Actor } from '#domain/identity.ts'
import { unitPriceOf } from '#domain/orders/unit-price.ts'
import { momentOn } from '#domain/spoken-day.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { stockOf } from '#domain/stock/stock-of.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, choice, dayWords, lines, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Words } from '#kit/words.ts'
import { type NamedLine, whichProducts } from '../catalogue/which-product.ts'
import { earlierDay } from '../when.ts'
import { undoMovements } from './undo-movements.ts'

const input = z.object({
  lines: lines().describe('What came in, each with how many, and what one cost if it was said'),
  cost: amount().optional().describe('What one cost, for the lines that say none of their own'),
  total: amount().optional().describe('Of one line: what all of it cost together'),
  supplier: words().optional().describe('Who delivered it'),
  document: words().optional().describe('The paper that came with it, such as "PO 1207"'),
  paid_from: choice({
    credit: ['credit', 'account', 'invoice', 'later', 'unpaid'],
    cash: ['cash'],
    bank: ['bank', 'bank transfer', 'transfer', 'cheque', 'card', 'mpesa', 'mobile money'],
  })
    .optional()
    .describe('credit when not said: it is owed to the supplier'),
  day: dayWords().optional().describe('When it came, in words; now when not said'),
})

const frozen = z.object({
  lines: z.array(z.object({ productId: z.string(), quantity: z.string(), unitCost: z.string() })),
  supplier: z.string().optional(),
  document: z.string().optional(),
  paidFrom: z.enum(['credit', 'cash', 'bank']),
  receivedAt: z.iso.datetime(),
})

const ending = [
  '<(at|for|@|costing) {cost} (each|apiece|per piece|a piece)> <(at|@|costing) {cost}>',
  '<for {total} [in total|altogether]> <from {supplier}> <[paid by|paid in|paid with|paid|by|in|on|with|via] {paid_from}>',
  '<(against|with|delivery note|document) {document}> <[on] {day}>',
].join(' ')
const paidIn = { credit: 'to be paid later', cash: 'paid in cash', bank: 'paid from the bank' }

export const receiveStockTool = defineTool({
  name: 'receive_stock',
  description: [
    'Goods that were bought have come in: stock, cost and the books follow.',
    'Not for goods that a customer brings back: use return_sale. Not to correct a count: use count_stock or adjust_stock.',
  ].join(' '),
  phrases: [
    `=received|receive|bought|purchased|restocked|restock|got {lines} ${ending}`,
    `=(took delivery of|take delivery of|got in|got a delivery of|delivery of|took in|we got|goods in|stock in|purchase of) {lines} ${ending}`,
    `=(received|receive|got|had|record|enter) [a|the|another] (delivery|shipment|consignment) of {lines} ${ending}`,
    `=(new stock|new delivery|goods received|delivery|stock received) [of] {lines} ${ending}`,
    `=record|enter|log|book (a purchase of|purchase of|a delivery of|delivery of|receipt of|the receipt of) {lines} ${ending}`,
    '={supplier} delivered|supplied|brought {lines} <(at|@) {cost} [each]> <(paid by|paid in|paid|on|by|in) {paid_from}> <[on] {day}>',
    '={lines} (came in|arrived|have arrived|were delivered|have come in) <from {supplier}> <(at|@) {cost} [each]> <[on] {day}>',
  ],
  needs: 'inventory:write',
  input,
  frozen,

  async propose({ sql, actor, org, today, now }, said) {
    const [first, ...others] = said.lines
    if (said.total && others.length > 0)
      throw new Refusal('Say the cost of each product, not of all of them together.')
    const cost = said.total
      ? await unitPriceOf(sql, { total: said.total, quantity: first!.quantity })
      : said.cost
    const { total: _, ...rest } = said
    const asked = { ...rest, lines: said.lines.map((line) => ({ price: cost, ...line })) }
    const found = await whichProducts(sql, asked.lines, 'receive_stock', (lines) =>
      asJson({ ...asked, lines }),
    )
    if (found.is === 'ask') return found.ask
    const stock = new Map(
      (
        await stockOf(
          sql,
          found.one.map(({ found }) => found.id),
        )
      ).map((s) => [s.productId, s]),
    )
    const costless = found.one.find((line) => !line.price && !stock.get(line.found.id)?.averageCost)
    if (costless) return askCost(costless)
    const coming = found.one.map(({ found, quantity, price }) => ({
      ...{ productId: found.id, name: found.name, quantity },
      before: stock.get(found.id)?.quantity ?? '0',
      unitCost: price ?? toFourPlaces(stock.get(found.id)!.averageCost!),
      isSaid: Boolean(price),
    }))
    const { paid_from: paidFrom = 'credit', supplier, document } = said
    const receivedAt = momentOn(said.day, { org, today, now })
    return {
      proposed: true,
      input: asJson({
        lines: coming.map(({ productId, quantity, unitCost }) => ({
          ...{ productId, quantity, unitCost },
        })),
        ...{ supplier, document, paidFrom, receivedAt },
      }),
      facts: asJson({ lines: coming.map((line) => shownTo(actor, line)), supplier }),
      summary: (words) => {
        const from = supplier ? ` from ${supplier}` : ''
        const when = earlierDay(words, receivedAt, { org, today })
        return [
          `Record that these came in${from}${when ? `, ${when}` : ''}, ${paidIn[paidFrom]}?`,
          ...coming.map((line) => lineWords(shownTo(actor, line), words)),
        ].join('\n')
      },
    }
  },

  async run({ sql, actor, now }, { receivedAt, ...receipt }) {
    const done = await receiveStock(sql, actor, {
      ...receipt,
      receivedAt: new Date(receivedAt),
      now,
    })
    const { moved, total, revalued } = done
    return {
      facts: asJson({
        movementIds: moved.map(({ movementId }) => movementId),
        ...(seesCosts(actor) && { total }),
        quantitiesAfter: moved.map(({ quantityAfter }) => quantityAfter),
        revalued,
      }),
      say: ({ money, count }) =>
        [
          seesCosts(actor) ? `Received, for **${money(total)}**.` : 'Received.',
          `In stock now: ${moved.map(({ quantityAfter }) => count(quantityAfter)).join(', ')}.`,
          ...(revalued ? ['It came before later sales, so their costs were worked out anew.'] : []),
        ].join(' '),
      mustNotRepeat: true,
    }
  },

  undo: undoMovements,
})

interface Coming {
  name: string
  quantity: string
  before: string
  /** Null for who may not see what the business pays. */
  unitCost: string | null
  isSaid: boolean
}

const seesCosts = ({ may }: Actor) => may.has('reports:read')

/** A cost that the person said is theirs to see; the average is not everybody's. */
function shownTo(actor: Actor, { name, quantity, before, unitCost, isSaid }: Coming): Coming {
  const cost = isSaid || seesCosts(actor) ? unitCost : null
  return { name, quantity, before, unitCost: cost, isSaid }
}

function lineWords(line: Coming, { money, count }: Words): string {
  const { name, quantity, before, unitCost, isSaid } = line
  const cost =
    unitCost === null
      ? 'at the average cost so far'
      : `at ${money(unitCost)} each${isSaid ? '' : ' (the average cost so far)'}`
  return `• ${count(quantity)} × ${name} ${cost}; in stock before: ${count(before)}`
}

function askCost({ found, quantity }: NamedLine) {
  return {
    facts: { product: found.name },
    say: () =>
      `What did one ${found.name} cost? Say it like this: received ${quantity} ${found.sku} at 2,100.`,
  }
}

/** A cost is kept to four decimals. */
function toFourPlaces(cost: string): string {
  const [whole, fraction = ''] = cost.split('.')
  return fraction.length <= 4 ? cost : `${whole}.${fraction.slice(0, 4)}`
}
