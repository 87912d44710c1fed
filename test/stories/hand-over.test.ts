/** Story: a customer asks for a person, gets one, and the house is silent there until handed back. */
import { afterAll, describe, expect, test } from 'vitest'
import { account, cast, openShop } from '#test/support/shop.ts'

describe('a customer who asks for a person', async () => {
  const shop = await openShop()
  afterAll(shop.close)

  test('is told when nobody can be reached, and is not left alone', async () => {
    const [answer] = await shop.says('customer', 'can I talk to a real person please')
    expect(answer!.text).toMatch(/could not reach anybody/)
    const [help] = await shop.says('customer', 'help')
    expect(help!.text).toMatch(/./)
  })

  test('gets one; what they write goes to the staff and the house says nothing', async () => {
    await shop.says('staff', 'hello')
    const before = shop.platforms.delivered.length
    const [answer] = await shop.says('customer', 'I want to speak to a human')
    expect(answer!.text).toMatch(/told the team/)
    const notice = shop.platforms.delivered.slice(before).find(({ to }) => to !== answer!.to)
    expect(notice!.text).toMatch(/asks for a person \(WhatsApp, chat 1\)/)
    expect(notice!.text).toMatch(/speak to a human/)
    expect(notice!.buttons.map(({ title }) => title)).toEqual(['I take it', 'Hand back'])

    const silent = await shop.says('customer', 'my kettle came broken')
    expect(silent).toEqual([])
    expect(shop.platforms.delivered.at(-1)!.text).toMatch(/my kettle came broken/)
  })

  test('reads the answers of whoever writes them, each once', async () => {
    const before = shop.platforms.delivered.length
    const [confirmation] = await shop.says('staff', 'reply 1 So sorry! We send a new one today.')
    expect(confirmation!.text).toMatch(/^Sent to/)
    const arrived = shop.platforms.delivered
      .slice(before)
      .filter(({ text }) => text.includes('We send a new one today.'))
    expect(arrived.map(({ to }) => to)).toHaveLength(1)
  })

  test('cannot answer or end it for others: only who answers customers may', async () => {
    const silent = await shop.says('customer', 'hand back 1')
    expect(silent).toEqual([])
    const [finance] = await shop.says('finance', 'reply 1 hello')
    expect(finance!.text).not.toMatch(/^Sent/)
  })

  test('is the house’s again when handed back, and hand it back twice is told', async () => {
    const [done] = await shop.says('staff', 'hand back 1')
    expect(done!.text).toMatch(/^I answer .* again\.$/)
    const [again] = await shop.says('staff', 'hand back 1')
    expect(again!.text).toBe('There is no chat 1 that waits for a person.')
    const [answer] = await shop.says('customer', 'help')
    expect(answer!.text).toMatch(/./)
  })
})

describe('STOP', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  const consents = () =>
    shop.db.asOwner(
      (sql) => sql<{ granted: boolean }[]>`
        select is_granted as granted
        from consents
        order by id`,
    )

  test.each(['Stop!', 's t o p', 'UNSUBSCRIBE'])('%s is taken down and said', async (said) => {
    const [answer] = await shop.says('customer', said)
    expect(answer!.text).toMatch(/no more offers/)
    expect((await consents()).at(-1)).toEqual({ granted: false })
  })

  test('said in WhatsApp’s own settings counts as well', async () => {
    await shop.says('customer', 'START')
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '1', phone_number_id: account.number },
      user_preferences: [
        {
          wa_id: cast.customer.phone.slice(1),
          category: 'marketing_messages',
          value: 'stop',
          timestamp: 1731705721,
        },
      ],
    }
    const changes = [{ field: 'user_preferences', value }]
    const entry = [{ id: '1', changes }]
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
    expect((await shop.post('whatsapp', body)).status).toBe(200)
    await shop.tillie.road.idle()
    expect((await consents()).at(-1)).toEqual({ granted: false })
  })

  test('START gives it back', async () => {
    const [answer] = await shop.says('customer', 'START')
    expect(answer!.text).toMatch(/our offers again/)
    expect((await consents()).at(-1)).toEqual({ granted: true })
  })
})
