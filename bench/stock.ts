/**
 * Stock and cost of one product among 10,000, in a short history of movements and in one a hundred
 * times as long: read as they are now, as they were on a day, and changed by one more movement.
 */
import type { Db, Sql } from '#db/sql.ts'
import { type Actor, scopes } from '#domain/identity.ts'
import { createOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { moveStock } from '#domain/stock/move-stock.ts'
import { stockAt, stockOf } from '#domain/stock/stock-of.ts'
import { onDatabase } from './support/database.ts'
import { isQuick, median, report, rounds } from './support/measure.ts'
import { fillStock } from './support/stock-data.ts'

const products = isQuick ? 1_000 : 10_000
const [few, many] = isQuick ? [5_000, 100_000] : [50_000, 5_000_000]
const asksPerRound = isQuick ? 50 : 400
const movesPerRound = isQuick ? 10 : 60
const now = new Date('2026-11-20T09:00:00Z')
const past = '2026-05-01'
const late = new Date('2026-10-15T09:00:00Z')

interface Room {
  db: Db
  actor: Actor
  ids: string[]
}

await withRoom(few, (small) => withRoom(many, (large) => compare(small, large)))

function withRoom(movements: number, work: (room: Room) => Promise<void>): Promise<void> {
  return onDatabase(async ({ db }) => {
    const { id } = await createOrg(db, {
      name: 'Bench',
      currency: 'GBP',
      timezone: 'Europe/London',
    })
    await fillStock(db, { orgId: id, products, movements })
    const room = await db.asOrg(id, async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Bench', roles: ['owner'], now })
      const ids = await sql<{ id: string }[]>`select id from products order by id`
      const actor = {
        orgId: id,
        userId,
        name: null,
        roles: ['owner'],
        may: new Set(scopes),
      } as const
      return { db, actor, ids: ids.map(({ id }) => id) }
    })
    await work(room)
  })
}

async function compare(small: Room, large: Room): Promise<void> {
  const figures = await rounds(4, async () => {
    const both = async (way: (room: Room) => Promise<number>) => [
      await way(small),
      await way(large),
    ]
    return {
      read: await both(read),
      readThen: await both(readThen),
      move: await both(move),
      moveLate: await both(moveLate),
    }
  })
  const warm = figures.slice(1) // The first round fills the caches.
  const claim = (metric: string, way: keyof (typeof figures)[number], goal?: string) =>
    report({
      metric: `${metric}, ${many.toLocaleString('en-GB')} movements`,
      unit: 'ms',
      goal,
      ours: warm.map((times) => times[way][1]!),
      anchor: warm.map((times) => times[way][0]!),
      against: `in ${few.toLocaleString('en-GB')}`,
    })
  claim('stock and cost of a product', 'read', '<= 1.5')
  claim('the same, on a day of the past', 'readThen', '<= 1.5')
  claim('one more movement, valued', 'move', '<= 1.5')
  claim('one a month late, all after it valued anew', 'moveLate')
}

/** Products far from each other, the same ones in every round. */
function nth({ ids }: Room, at: number): string {
  return ids[(at * 7_919) % ids.length]!
}

function read(room: Room): Promise<number> {
  return timed(room, asksPerRound, (sql, at) => stockOf(sql, [nth(room, at)]))
}

function readThen(room: Room): Promise<number> {
  return timed(room, asksPerRound, (sql, at) =>
    stockAt(sql, { productId: nth(room, at), day: past }),
  )
}

function move(room: Room): Promise<number> {
  return timed(room, movesPerRound, (sql, at) => bringIn(sql, room, nth(room, at), now))
}

function moveLate(room: Room): Promise<number> {
  return timed(room, movesPerRound, (sql, at) => bringIn(sql, room, nth(room, at), late))
}

function bringIn(sql: Sql, { actor }: Room, productId: string, movedAt: Date) {
  const movement = { productId, kind: 'return', quantity: '1', movedAt } as const
  return moveStock(sql, actor, { movements: [movement], now })
}

/** The median, in ms, each in a transaction of its own. */
async function timed(
  { db, actor }: Room,
  times: number,
  work: (sql: Sql, at: number) => Promise<unknown>,
): Promise<number> {
  const each: number[] = []
  for (let at = 1; at <= times; at += 1) {
    const started = performance.now()
    await db.asOrg(actor.orgId, (sql) => work(sql, at))
    each.push(performance.now() - started)
  }
  return median(each)
}
