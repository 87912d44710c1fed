/** Random movements of stock, recorded by the verbs that people use. */
import fc from 'fast-check'
import type { Sql } from '#db/sql.ts'
import { postEntry } from '#domain/ledger/post-entry.ts'
import { adjustStock, writeOffStock } from '#domain/stock/adjust-stock.ts'
import { addLocation, defaultLocation } from '#domain/stock/locations.ts'
import { moveStock } from '#domain/stock/move-stock.ts'
import type { Movement } from '#domain/stock/movement.ts'
import { postMovements } from '#domain/stock/post-movements.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { reverseMovement } from '#domain/stock/reverse-movement.ts'
import { transferStock } from '#domain/stock/transfer-stock.ts'
import type { Step } from './average-cost.ts'
import { now, type StockRoom } from './stock-room.ts'

/** Three days, noon and just past midnight in Nairobi; several things share a moment. */
const moments = ['2026-11-01T09:00Z', '2026-11-01T21:00Z', '2026-11-02T09:00Z', '2026-11-05T09:00Z']
const products = 2

const happening = fc.record({
  do: fc.constantFrom(
    'purchase',
    'purchase',
    'sale',
    'sale',
    'return',
    'adjust',
    'send-back',
    'write-off',
    'transfer',
  ),
  product: fc.nat({ max: products - 1 }),
  moment: fc.nat({ max: moments.length - 1 }),
  /** Tenths of a unit. */
  tenths: fc.integer({ min: 1, max: 120 }),
  isLess: fc.boolean(),
  /** Ten-thousandths. */
  cost: fc.integer({ min: 0, max: 90_000 }),
  /** Undone again, at some time after it was recorded. */
  isUndone: fc.constantFrom(false, false, false, true),
})
type Drawn = typeof happening extends fc.Arbitrary<infer T> ? T : never
export type Happening = { nth: number } & (Drawn | { do: 'undo'; of: Drawn & { nth: number } })

export const happenings: fc.Arbitrary<Happening[]> = fc
  .array(happening, { minLength: 1, maxLength: 14 })
  .map((drawn) => drawn.map((each, nth) => ({ ...each, nth })))
  .map((all) => [
    ...all,
    ...all.filter(({ isUndone }) => isUndone).map((of) => ({ do: 'undo' as const, of, nth: -1 })),
  ])

/** What stands in the end of one product, transfers left out: they come to nothing. */
export function standing(all: readonly Happening[], product: number): Step[] {
  return all.flatMap((each) => {
    if (each.do === 'undo' || each.isUndone || each.do === 'transfer') return []
    if (each.product !== product) return []
    const { moment, tenths, cost } = each
    switch (each.do) {
      case 'purchase':
        return { moment, tenths, cost }
      case 'return':
        return { moment, tenths, cost: null }
      case 'adjust':
        return { moment, tenths: each.isLess ? -tenths : tenths, cost: each.isLess ? null : cost }
      case 'send-back':
        return { moment, tenths: -tenths, cost }
      default:
        return { moment, tenths: -tenths, cost: null }
    }
  })
}

/** What is undone before it was recorded waits until it is there. */
export async function record(room: StockRoom, all: readonly Happening[]): Promise<void> {
  const ids: string[] = []
  for (let n = 0; n < products; n += 1) ids.push(await room.product(`Product ${n}`))
  const places = await room.does(async (sql) => [
    (await defaultLocation(sql, now)).id,
    (await addLocation(sql, room.owner, { name: 'Store', now })).id,
  ])
  const done = new Map<number, string>()
  const waiting: Happening[] = []
  for (const each of all)
    if (each.do === 'undo' && !done.has(each.of.nth)) waiting.push(each)
    else await room.does((sql) => recordOne(sql, each))
  for (const each of waiting) await room.does((sql) => recordOne(sql, each))

  async function recordOne(sql: Sql, each: Happening): Promise<void> {
    if (each.do === 'undo') return undo(sql, each.of, done.get(each.of.nth)!)
    const productId = ids[each.product]!
    const at = new Date(moments[each.moment]!)
    const quantity = (each.tenths / 10).toFixed(1)
    const unitCost = (each.cost / 10_000).toFixed(4)
    const verbs = {
      purchase: async () => {
        const lines = [{ productId, quantity, unitCost }]
        return receiveStock(sql, room.staff, { lines, paidFrom: 'credit', receivedAt: at, now })
      },
      sale: () => trade(sql, { productId, kind: 'sale', quantity: `-${quantity}`, movedAt: at }),
      return: () => trade(sql, { productId, kind: 'return', quantity, movedAt: at }),
      adjust: () => {
        const signed = each.isLess ? `-${quantity}` : quantity
        const facts = { productId, quantity: signed, unitCost, reason: 'looked', at, now }
        return adjustStock(sql, room.staff, facts).then(({ moved }) => ({ moved: [moved!] }))
      },
      'send-back': async () => {
        const movement = { productId, quantity: `-${quantity}`, unitCost, movedAt: at } as const
        const against = { kind: 'adjustment', against: 'stock_adjustment' } as const
        const movements = [{ ...movement, ...against }]
        const done = await moveStock(sql, room.staff, { movements, now })
        const posting = { memo: 'Sent back', source: 'stock', ifLocked: 'refuse', now } as const
        await postMovements(sql, room.staff, done.moved, posting)
        return done
      },
      'write-off': () =>
        writeOffStock(sql, room.staff, { productId, quantity, reason: 'wet', at, now }).then(
          ({ moved }) => ({ moved: [moved!] }),
        ),
      transfer: () => {
        const [from, to] = each.isLess ? places : places.toReversed()
        const facts = { productId, quantity, from: from!, to: to!, at, now }
        return transferStock(sql, room.staff, facts)
      },
    }
    const { moved } = await verbs[each.do]()
    done.set(each.nth, moved[0]!.movementId)
  }

  async function undo(sql: Sql, of: Drawn, movementId: string): Promise<void> {
    const movedAt = new Date(moments[of.moment]!)
    if (of.do !== 'sale' && of.do !== 'return')
      await reverseMovement(sql, room.staff, { movementId, reason: 'typo', now })
    else
      await trade(sql, {
        productId: ids[of.product]!,
        kind: of.do,
        quantity: '1',
        movedAt,
        reverses: movementId,
      })
  }

  /** Moves and posts its cost, as orders and returns do. */
  async function trade(sql: Sql, movement: Movement) {
    const done = await moveStock(sql, room.staff, { movements: [movement], now })
    const { movementId, valueChange } = done.moved[0]!
    const [row] = await sql<[{ day: string }]>`
      select business_day::text as day from stock_movements where id = ${movementId}`
    await postEntry(sql, room.staff, {
      date: row.day,
      memo: 'Trade',
      source: 'sale',
      lines: [
        { account: 'inventory', debit: valueChange },
        { account: 'cogs', credit: valueChange },
      ],
      now,
    })
    return done
  }
}

export interface Books {
  balances: { tenths: string; tenThousandths: string }[]
  movements: object[]
  ledger: object[]
  /** What should hold, and does not. */
  broken: object[]
}

/** All that people see of it, without the numbers that rows were given. */
export async function booksOf({ does }: StockRoom): Promise<Books> {
  return does(
    async (sql): Promise<Books> => ({
      balances: await sql<Books['balances']>`
      select trim_scale(coalesce(b.quantity, 0) * 10)::text as tenths,
        trim_scale(round(coalesce(b.value, 0), 4) * 10000)::text as "tenThousandths"
      from products p
      left join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
      order by p.id`,
      movements: await sql<object[]>`
      select p.name, m.kind, m.moved_at, m.quantity::text, m.unit_cost,
        m.reverses is null as stands, m.quantity_after::text, m.average_after::text, m.value_after::text, m.value_change
      from stock_movements m
      join products p on p.org_id = m.org_id and p.id = m.product_id
      order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`,
      ledger: await sql<object[]>`
      select e.entry_date::text as day, a.role, sum(l.debit - l.credit)::text as balance
      from journal_entries e
      join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
      join accounts a on a.org_id = l.org_id and a.id = l.account_id
      group by 1, 2
      having sum(l.debit - l.credit) <> 0
      order by 1, 2`,
      broken: await sql<object[]>`
      with sums as (
        select product_id, sum(quantity) as quantity, sum(value_change) as value
        from stock_movements
        group by product_id)
      select 'stock is the sum of its movements' as rule, b.product_id
      from stock_balances b
      join sums s on s.product_id = b.product_id
      where b.quantity <> s.quantity
      union all
      select 'value is quantity times average cost', product_id
      from stock_balances
      where value <> round(quantity * coalesce(average_cost, 0), 12)
      union all
      select 'changes of value come to the value', b.product_id
      from stock_balances b
      join sums s on s.product_id = b.product_id
      where round(b.value, 4) <> s.value
      union all
      select 'places together hold what there is', l.product_id
      from stock_levels l
      group by l.product_id
      having sum(l.quantity) <> (
        select quantity from stock_balances b where b.product_id = l.product_id)
      union all
      select 'a place holds the sum of its movements', l.product_id
      from stock_levels l
      where l.quantity <> (
        select sum(quantity) from stock_movements m
        where m.product_id = l.product_id and m.location_id = l.location_id)
      union all
      select 'the inventory account is the value of stock', null
      where (select coalesce(sum(round(value, 4)), 0) from stock_balances) <> (
        select coalesce(sum(l.debit - l.credit), 0)
        from journal_lines l
        join accounts a on a.org_id = l.org_id and a.id = l.account_id
        where a.role = 'inventory')
      union all
      select 'what is owed is what was bought', null
      where (
        select coalesce(sum(round(m.quantity * m.unit_cost, 4)), 0)
        from stock_movements m
        where m.kind = 'purchase') <> (
        select coalesce(sum(l.credit - l.debit), 0)
        from journal_lines l
        join accounts a on a.org_id = l.org_id and a.id = l.account_id
        where a.role = 'payable')`,
    }),
  )
}
