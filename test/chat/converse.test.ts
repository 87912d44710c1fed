/** The terminal has a conversation, too; and what is old or oddly dated does no harm to the road. */
import { afterAll, afterEach, expect, test } from 'vitest'
import { converse } from '#chat/converse.ts'
import { pruneInbox } from '#chat/dead-letters.ts'
import { addPerson } from '#domain/people.ts'
import type { Answer, Asked } from '#engine/answer.ts'
import { answered, message } from '#test/support/messages.ts'
import { openShop } from '#test/support/road.ts'

const shop = await openShop()
afterEach(() => shop.stopRoads())
afterAll(() => shop.close())
const now = new Date('2011-02-01T09:00:00Z')

test('a conversation in the terminal is remembered by person and key, and numbers choose', async () => {
  const asked: Asked[] = []
  const answer: Answer = async (question) => {
    asked.push(question)
    return answered('ok', { offers: [{ title: 'Why?', tool: 'explain', input: {} }] })
  }
  const [amina, baraka] = await shop.db.asOrg(shop.org.id, async (sql) => [
    await addPerson(sql, { name: 'Amina', roles: ['owner'], now }),
    await addPerson(sql, { name: 'Baraka', roles: ['customer'], now }),
  ])
  const say = (userId: string, text: string) =>
    converse(
      { db: shop.db, answer, clock: () => now },
      { orgId: shop.org.id, userId, conversationKey: 'default', text, now },
    )
  const { choices } = await say(amina!.userId, 'sales')
  await say(amina!.userId, '1')
  await say(amina!.userId, choices[0]!.token)
  await say(baraka!.userId, 'hello')

  expect(asked.map(({ text, tapped }) => [text, tapped?.tool])).toEqual([
    ['sales', undefined],
    ['Why?', 'explain'],
    ['Why?', 'explain'],
    ['hello', undefined],
  ])
  expect(asked.map(({ history }) => history.length)).toEqual([0, 1, 2, 0])
})

test('a lease or a wait that a clock set back has put far ahead holds nobody up', async () => {
  const { road, whatsapp, keep } = await shop.open()
  await road.stop()
  await keep(message('stuck', { chat: 'x' }), message('waiting', { chat: 'y' }))
  await shop.ask(
    (sql) => sql`
      update inbox
      set leased_by = case chat when 'x' then 'somebody' end,
        leased_until = case chat when 'x' then now() + interval '1 hour' end,
        not_before = case chat when 'y' then now() + interval '1 hour' else not_before end`,
  )
  await road.start()
  await road.idle()
  expect(whatsapp.said().sort()).toEqual(['You said: stuck', 'You said: waiting'])
})

test('what is pruned is done and older than thirty days, whatever is asked', async () => {
  const { road, says } = await shop.open()
  const [old, young] = [await says('old'), await says('young')]
  await road.idle()
  await shop.ask(
    (sql) => sql`
      update inbox
      set received_at = now() - interval '31 days'
      where external_id = ${old.externalId}`,
  )
  expect(await shop.db.asCourier((sql) => pruneInbox(sql, new Date()))).toBe(1)
  const left = await shop.ask(
    (sql) => sql`
      select external_id from inbox where external_id in (${old.externalId}, ${young.externalId})`,
  )
  expect(left).toEqual([{ external_id: young.externalId }])
})
