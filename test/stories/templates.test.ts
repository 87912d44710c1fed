/** Story: the shop writes first, with a template: news to anybody, offers only to who agreed. */
import { afterAll, describe, expect, test } from 'vitest'
import { sendTemplate } from '#chat/send-template.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { now, openShop } from '#test/support/shop.ts'

describe('a template', async () => {
  const shop = await openShop()
  afterAll(shop.close)

  async function send(template: string, parameters: string[], language = 'en') {
    await shop.db.asOrg(shop.org.id, async (sql) => {
      const [staff] = await findPeople(sql, 'staff')
      const actor = await actorFor(sql, staff!.userId)
      const [chat] = await sql<{ id: string }[]>`
        select c.id
        from conversations c
        join user_roles r on r.org_id = c.org_id and r.user_id = c.user_id
        where r.role = 'customer'`
      const sending = { conversationId: chat!.id, template, language, parameters, now }
      await sendTemplate(sql, actor, sending)
    })
    await shop.tillie.road.idle()
  }
  const offer = () => send('cart_reminder_v1', ['Juma', 'Blue Mug', 'KES 450.00'])
  async function queued() {
    return shop.db.asOwner(
      (sql) => sql<{ payload: unknown }[]>`
        select payload
        from outbox
        where payload ->> 'is' = 'template'
        order by id`,
    )
  }

  test('with news of an order goes to a customer, with its parameters', async () => {
    await shop.says('customer', 'hello')
    await send('order_update_v1', ['Juma', 'S-1042', 'on its way'])
    expect((await queued()).at(-1)!.payload).toMatchObject({
      name: 'order_update_v1',
      language: 'en',
      parameters: ['Juma', 'S-1042', 'on its way'],
    })
  })

  test('with an offer needs a yes, and STOP ends it', async () => {
    await expect(offer()).rejects.toThrow('has not agreed to get offers')
    await shop.says('customer', 'START')
    await offer()
    expect((await queued()).at(-1)!.payload).toMatchObject({ name: 'cart_reminder_v1' })
    await shop.says('customer', 'stop')
    await expect(offer()).rejects.toThrow('has not agreed to get offers')
  })

  test.each([
    ['shout_v1', ['a'], 'en', 'There is no template shout_v1'],
    ['order_update_v1', ['Juma'], 'en', 'takes 3 parameters: customer, order, status'],
    ['order_update_v1', ['Juma', 'S-1', 'here'], 'xx', 'not there in "xx", only in en, sw'],
    ['order_update_v1', ['Juma', 'S\n1', 'here'], 'en', 'order must be one line'],
  ])('%s of %j in %s is refused by name', async (template, parameters, language, why) => {
    await expect(send(template, parameters, language)).rejects.toThrow(why)
  })
})
