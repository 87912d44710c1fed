/**
 * The demo shop's stock and ledger, day by day as a till's close of day writes them: one movement of
 * each product and one journal entry for all that was sold, bought, paid and taken back.
 */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { type EntryLine, postEntry } from '#domain/ledger/post-entry.ts'
import { moveStock } from '#domain/stock/move-stock.ts'
import type { Movement } from '#domain/stock/movement.ts'
import { momentOfLocal } from '#kit/business-day.ts'
import { addDays } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { catalogue } from './catalogue.ts'
import { linesOfDays, taxOfDays } from './day-entries.ts'
import { byTheWeek, fullShelf, type StockDay, stockDays, type Trade } from './stock-days.ts'

interface Books {
  actor: Actor
  today: Day
  timezone: string
  now: Date
}

type Moving = Movement & { day: Day }

/** So many days back each day's goods are moved by themselves. */
const daysByDay = 75

/** Opens the books before `first`: money from the owners, and goods on the shelves. */
export async function openBooks(sql: Sql, first: Day, books: Books): Promise<void> {
  const day = addDays(first, -1)
  const bought = new Map(catalogue.map((product) => [product.sku, fullShelf(product, first)]))
  const nothing = new Map<string, number>()
  const opening = { day, from: day, bought, sold: nothing, returned: nothing }
  const values = await move(sql, [opening], books)
  const goods = values.get(day)!.bought
  await postEntry(sql, books.actor, {
    date: day,
    memo: 'Opening of the books',
    source: 'opening',
    externalId: 'demo opening',
    lines: [
      { account: 'bank', debit: '42000' },
      { account: 'cash', debit: '300' },
      { account: 'inventory', debit: goods },
      { account: 'owner_equity', credit: await sumOf(sql, ['42300', goods]) },
    ],
    now: books.now,
  })
}

/** Writes the days from `from` to `to`, each whole. */
export async function writeBooks(
  sql: Sql,
  { from, to }: { from: Day; to: Day },
  books: Books,
): Promise<void> {
  const days: Day[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  const shelves = await shelvesOf(sql)
  const moved = stockDays(days, await tradeOf(sql, { from, to }), shelves)
  const values = await move(sql, byTheWeek(moved, addDays(books.today, -daysByDay)), books)
  const money = await linesOfDays(sql, { from, to })
  const taxes = await taxOfDays(sql, { from, to })
  for (const day of days) {
    const { bought, sold, returned } = values.get(day) ?? none
    const goods: EntryLine[] = [
      { account: 'inventory', debit: bought },
      { account: 'bank', credit: bought },
      { account: 'cogs', debit: sold },
      { account: 'inventory', credit: sold },
      { account: 'inventory', debit: returned },
      { account: 'cogs', credit: returned },
    ]
    await postEntry(sql, books.actor, {
      date: day,
      memo: `Trade of ${day}`,
      source: 'sale',
      document: `day ${day}`,
      externalId: `demo day ${day}`,
      lines: [...(money.get(day) ?? []), ...goods],
      now: books.now,
    })
    await payTax(sql, day, taxes.get(day), books)
  }
}

/** To the tax office, which is no trade of the day. */
async function payTax(sql: Sql, day: Day, lines: EntryLine[] | undefined, books: Books) {
  if (!lines) return
  const memo = 'Sales tax of the month before'
  const entry = { date: day, memo, source: 'manual' as const, externalId: `demo tax ${day}` }
  await postEntry(sql, books.actor, { ...entry, lines, now: books.now })
}

type Values = Record<'bought' | 'sold' | 'returned', string>
const none: Values = { bought: '0', sold: '0', returned: '0' }

/** Moves the goods of these days and tells what they were worth, without signs, day by day. */
async function move(sql: Sql, days: StockDay[], books: Books): Promise<Map<Day, Values>> {
  const ids = await productIds(sql)
  const movements = days.flatMap((day) => movementsOf(day, ids, books.timezone))
  const { moved } = await moveStock(sql, books.actor, { movements, now: books.now })
  const rows = moved.map(({ valueChange }, at) => {
    const { day, kind } = movements[at]!
    return { day, kind, value: valueChange }
  })
  const sums = await sql<{ day: Day; kind: string; value: string }[]>`
    select day, kind, abs(sum(value))::text as value
    from jsonb_to_recordset(${sql.json(rows)}) as m(day text, kind text, value numeric)
    group by day, kind`
  const values = new Map<Day, Values>(days.map(({ day }) => [day, { ...none }]))
  for (const { day, kind, value } of sums) values.get(day)![nameOf(kind)] = value
  return values
}

const nameOf = (kind: string) =>
  kind === 'purchase' ? 'bought' : kind === 'sale' ? 'sold' : 'returned'

function movementsOf(
  { day, from, bought, sold, returned }: StockDay,
  ids: Map<string, string>,
  timezone: string,
): Moving[] {
  const morning = momentOfLocal(`${from}T07:30:00`, timezone).at
  const evening = momentOfLocal(`${day}T23:30:00`, timezone).at
  return catalogue.flatMap(({ sku, cost }) => {
    const productId = ids.get(sku)
    if (!productId) return []
    const common = { day, productId, document: `day ${day}`, source: 'demo' }
    const moving = (kind: Moving['kind'], pieces = 0, sign: 1 | -1 = 1): Moving[] =>
      pieces > 0
        ? [
            {
              ...common,
              kind,
              quantity: String(sign * pieces),
              ...(kind === 'purchase' && { unitCost: (cost / 100).toFixed(2) }),
              movedAt: kind === 'purchase' ? morning : evening,
              externalId: `${kind} ${sku} ${day}`,
            },
          ]
        : []
    return [
      ...moving('purchase', bought.get(sku)),
      ...moving('return', returned.get(sku)),
      ...moving('sale', sold.get(sku), -1),
    ]
  })
}

async function productIds(sql: Sql): Promise<Map<string, string>> {
  const rows = await sql<{ sku: string; id: string }[]>`
    select external_id as sku, id
    from products
    where source = 'demo'`
  return new Map(rows.map(({ sku, id }) => [sku, id]))
}

async function shelvesOf(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ sku: string; quantity: number }[]>`
    select p.external_id as sku, floor(b.quantity)::integer as quantity
    from products p
    join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
    where p.source = 'demo'`
  return new Map(rows.map(({ sku, quantity }) => [sku, quantity]))
}

async function tradeOf(sql: Sql, { from, to }: { from: Day; to: Day }): Promise<Trade[]> {
  return sql<Trade[]>`
    with sold as materialized (
      select o.business_day as day, l.product_id, sum(l.quantity) as pieces
      from orders o
      join order_lines l on l.org_id = o.org_id and l.order_id = o.id
      where o.source = 'demo' and o.status in ('PAID', 'FULFILLED')
        and o.business_day between ${from} and ${to}
      group by o.business_day, l.product_id
    ), returned as materialized (
      select r.business_day as day, l.product_id, sum(l.quantity) as pieces
      from returns r
      join return_lines l on l.org_id = r.org_id and l.return_id = r.id
      where r.source = 'demo' and r.kind = 'return' and r.business_day between ${from} and ${to}
      group by r.business_day, l.product_id
    )
    select day::text, p.external_id as sku, coalesce(s.pieces, 0)::integer as sold,
      coalesce(b.pieces, 0)::integer as returned
    from sold s
    full join returned b using (day, product_id)
    join products p on p.org_id = current_org() and p.id = product_id
    where p.source = 'demo'`
}

async function sumOf(sql: Sql, amounts: string[]): Promise<string> {
  const [row] = await sql<{ sum: string }[]>`
    select sum(amount)::text as sum
    from unnest(${amounts}::numeric[]) amount`
  return row!.sum
}
