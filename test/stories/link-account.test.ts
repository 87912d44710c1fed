/** Story: a person becomes known by a one-time code, on Telegram by a link and on WhatsApp by a text. */
import { randomBytes } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { issueCode } from '#domain/linking.ts'
import { addPerson } from '#domain/people.ts'
import { now, openShop } from '#test/support/shop.ts'

describe('an account is linked', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  const codeFor = (name: string) =>
    shop.db.asOrg(shop.org.id, async (sql) => {
      const { userId } = await addPerson(sql, { name, roles: ['owner'], now })
      return (await issueCode(sql, { userId, now, random: randomBytes })).code
    })

  test('by /start with the code in Telegram; the next question is answered', async () => {
    const code = await codeFor('Njeri')
    const channel = 'telegram'
    const [before] = await shop.says('customer', 'net sales yesterday', { channel })
    expect(before!.text).toMatch(/can't share/)
    const [welcome] = await shop.says('customer', `/start ${code}`, { channel })
    expect(welcome!.text).toMatch(/Welcome, Njeri/)
    const [after] = await shop.says('customer', 'net sales yesterday', { channel })
    expect(after!.text).toMatch(/1,231\.00/)
  })

  test('by the code as a WhatsApp text, once', async () => {
    const code = await codeFor('Kamau')
    const [welcome] = await shop.says('customer', code.toLowerCase())
    expect(welcome!.text).toMatch(/Welcome, Kamau/)
    const [again] = await shop.says('customer', code)
    expect(again!.text).toMatch(/not valid/)
  })

  test('and whoever guesses is locked out', async () => {
    for (let i = 0; i < 5; i++) await shop.says('staff', `TILL-AAAA${i + 2}-BBBBB`)
    const [locked] = await shop.says('staff', await codeFor('Odhiambo'))
    expect(locked!.text).toMatch(/too many wrong codes/)
  })
})
