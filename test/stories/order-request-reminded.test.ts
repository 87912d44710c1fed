/**
 * Story: nobody answers an order request. The team is reminded after an hour and on the next morning,
 * within the hours of the business; the customer hears once that it still waits. Real webhooks and SQL.
 */
import { afterEach, describe, expect, test } from 'vitest'
import type { Role } from '#domain/identity.ts'
import { reminderSettings, setReminders } from '#domain/order-requests/reminders.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { setQuietHours } from '#domain/quiet-hours.ts'
import { openChat, openOrderShop, requestedOrders, runJob } from '#test/support/order-chat.ts'
import { now, type Shop } from '#test/support/shop.ts'

/** It is noon in Nairobi when the customer asks. */
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
/** Eight in the morning of the next day. */
const morning = inHours(20)

const toWhom = (news: { to: Role }[]) => news.map(({ to }) => to).sort()

const opened: Shop[] = []
afterEach(async () => {
  for (const shop of opened.splice(0)) await shop.close()
})

describe.each(['whatsapp', 'telegram'] as const)(
  'a request that nobody answers, on %s',
  (channel) => {
    test('is brought up after an hour with its buttons, and the customer is told so once', async () => {
      const { shop, chat, told, number } = await openRequest(channel)
      expect(await told(inHours(0.9))).toEqual([])
      // Two instances ring at once.
      await Promise.all([runJob(shop, inHours(1)), runJob(shop, inHours(1))])
      const first = chat.news()
      expect(toWhom(first)).toEqual(['customer', 'owner', 'staff'])
      for (const { to, text, buttons } of first) {
        if (to === 'customer')
          expect(text).toBe(
            `Duka has not answered your order ${number} yet: it still waits, and they were reminded.`,
          )
        else {
          expect(text).toMatch(
            /^Nobody has answered this since Fri,? 20 November(?:,| at) 12:00\. Juma/,
          )
          expect(buttons.map(({ title }) => title)).toEqual(['Accept', 'Decline'])
        }
      }
      for (const at of [inHours(1), inHours(2), inHours(8), inHours(19.9)])
        expect(await told(at)).toEqual([])
      expect(toWhom(await told(morning))).toEqual(['owner', 'staff'])
      for (const at of [morning, inHours(22), inHours(44), inHours(70)])
        expect(await told(at)).toEqual([])
      const accepted = await chat.says('staff', 'Accept')
      expect(accepted.text).toMatch(/^Accepted/)
      expect(accepted.others.map(({ text }) => text.split('\n')[0])).toEqual([
        `Duka has accepted your order ${number}:`,
      ])
    })
  },
)

describe('a request that nobody answers', () => {
  test('is not brought up once it was answered', async () => {
    const { chat, told } = await openRequest('whatsapp')
    await chat.says('owner', 'Accept')
    chat.news()
    for (const at of [inHours(1), morning]) expect(await told(at)).toEqual([])
  })

  test('waits for the hours of the business, and for those whose quiet hours end', async () => {
    const { told, settle, quiet } = await openRequest('whatsapp')
    await settle({ on: true, afterMinutes: 15, from: '13:30', to: '18:00' })
    expect(await told(inHours(1))).toEqual([])
    await quiet('staff', { from: '11:00', to: '16:00' })
    await quiet('owner', { from: '11:00', to: '15:00' })
    expect(await told(inHours(2))).toEqual([])
    expect(toWhom(await told(inHours(3.5)))).toEqual(['customer', 'owner'])
  })

  test('is left alone where reminders are switched off', async () => {
    const { shop, told, settle } = await openRequest('whatsapp')
    await settle({ on: false, afterMinutes: 60, from: '08:00', to: '20:00' })
    for (const at of [inHours(1), morning]) expect(await told(at)).toEqual([])
    await expect(
      settle({ on: true, afterMinutes: 60, from: '20:00', to: '08:00' }),
    ).rejects.toThrow('Reminders need hours that begin before they end')
    expect(await shop.db.asOrg(shop.org.id, reminderSettings)).toMatchObject({ on: false })
  })
})

/** What each story begins with: a customer has asked for something, and nothing was said since. */
async function openRequest(channel: 'whatsapp' | 'telegram') {
  const shop = await openOrderShop()
  opened.push(shop)
  const chat = openChat(shop, channel)
  for (const who of ['staff', 'owner'] as const) await chat.says(who, 'hello')
  await chat.says('customer', 'order 2 sage latte mugs, collect')
  await chat.says('customer', 'yes')
  const { number } = (await requestedOrders(shop))[0]!
  chat.news()
  return { shop, chat, number, told, settle, quiet }

  async function told(at: Date) {
    await runJob(shop, at)
    return chat.news()
  }
  async function personOf(role: Role) {
    return shop.db.asOrg(shop.org.id, async (sql) => {
      const [person] = await findPeople(sql, role)
      return actorFor(sql, person!.userId)
    })
  }
  async function settle(settings: Awaited<ReturnType<typeof reminderSettings>>) {
    const owner = await personOf('owner')
    await shop.db.asOrg(shop.org.id, (sql) => setReminders(sql, owner, { ...settings, now }))
  }
  async function quiet(role: Role, hours: { from: string; to: string }) {
    const actor = await personOf(role)
    await shop.db.asOrg(shop.org.id, (sql) => setQuietHours(sql, actor, { quiet: hours, now }))
  }
}
