/** Two Tillies on one database: of one chat, only one message is in hand, whatever was committed when. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeHeads } from '#chat/heads.ts'
import { roadLimits } from '#chat/limits.ts'
import { type LowWater, openLowWater } from '#chat/low-water.ts'
import type { Sql } from '#db/sql.ts'
import { gate, message } from '#test/support/messages.ts'
import { openShop, type Shop } from '#test/support/road.ts'

let shop: Shop
let chats = 0
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const looking = (lowWater: LowWater) => (sql: Sql) =>
  takeHeads(sql, { most: 16, busy: [], oldestHeld: null, lowWater, limits: roadLimits })
/** Of a process that looks for the first time. */
const take = (sql: Sql) => looking(openLowWater(() => 0))(sql)
const taken = async () => (await shop.db.asCourier(take)).map(({ head }) => Number(head.id))

/** Written with an id of its own choice, as the row of a slower transaction is. */
async function keepAs(id: number, chat: string) {
  const { externalId, ...one } = message('hello', { chat })
  await shop.ask(
    (sql) => sql`
      insert into inbox (org_id, id, channel, account, external_id, chat, kind, payload,
        sent_at, received_at, not_before)
      overriding system value
      values (${shop.org.id}, ${id}, 'whatsapp', 'shop-number', ${randomUUID()}, ${chat}, 'message',
        ${sql.json({ ...one, externalId } as never)}, now(), now(), now())`,
  )
}

async function end(id: number) {
  await shop.ask(
    (sql) => sql`update inbox set state = 'done', leased_until = null where id = ${id}`,
  )
}

function nextChat(): string {
  chats += 1
  return `+25470010000${chats}`
}

describe('a message that is committed after a later one of its chat', () => {
  test('waits until the later one is done', async () => {
    const chat = nextChat()
    await keepAs(1_002, chat)
    expect(await taken()).toEqual([1_002])
    await keepAs(1_001, chat)
    await keepAs(1_003, nextChat())
    expect(await taken()).toEqual([1_003])
    await end(1_002)
    expect(await taken()).toEqual([1_001])
  })

  test('is not taken beside the later one by a process that looks at the same moment', async () => {
    const chat = nextChat()
    await keepAs(2_002, chat)
    const [leased, looked] = [gate(), gate()]
    const first = shop.db.asCourier(async (sql) => {
      const rows = await take(sql)
      leased.resolve()
      // The embedded database has one connection: there nobody can look before the commit.
      if (shop.db.kind === 'server') await looked.promise
      return rows.map(({ head }) => Number(head.id))
    })
    await leased.promise
    await keepAs(2_001, chat)
    expect(await taken()).toEqual([])
    looked.resolve()
    expect(await first).toEqual([2_002])
    expect(await taken()).toEqual([])
    await end(2_002)
    expect(await taken()).toEqual([2_001])
  })
})

describe('a process that looks again and again', () => {
  test('begins where the oldest undone message was, and now and then at the very beginning', async () => {
    await shop.ask((sql) => sql`update inbox set state = 'done'`)
    let nowMs = 0
    const look = looking(openLowWater(() => nowMs))
    const ids = async () => (await shop.db.asCourier(look)).map(({ head }) => Number(head.id))
    await keepAs(900_000, nextChat())
    expect(await ids()).toContain(900_000)
    await end(900_000)
    await keepAs(900_300, nextChat())
    await ids()

    await keepAs(899_999, nextChat()) // A commit as late as that is a matter of seconds.
    await keepAs(900_299, nextChat()) // One that was just overtaken is found at once.
    nowMs = 4_999
    expect(await ids()).toEqual([900_299])
    nowMs = 5_000
    expect(await ids()).toEqual([899_999])
  })
})
