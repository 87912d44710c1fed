/** Story: the shop writes customers down, finds them by what they are called, and knows who writes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '#db/sql.ts'
import { addCustomer, customerOfUser, findCustomer, type NewCustomer } from '#domain/customers.ts'
import type { Actor } from '#domain/identity.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson, recogniseSender } from '#domain/people.ts'
import { openTestDb } from '#test/support/database.ts'

const now = new Date('2026-11-21T09:00:00Z')

describe('the customers of a shop', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  let staff: Actor
  const inShop = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(orgId, work)
  const add = (customer: Omit<NewCustomer, 'now'>) =>
    inShop((sql) => addCustomer(sql, staff, { ...customer, now }))
  const found = async (words: string) => {
    const answer = await inShop((sql) => findCustomer(sql, words))
    if (answer.is === 'none') return 'none'
    return answer.is === 'one' ? answer.customer.name : answer.customers.map(({ name }) => name)
  }
  const writes = async (phone: string, name: string) => {
    const sender = { phone, name }
    const person = await inShop((sql) => recogniseSender(sql, { channel: 'whatsapp', sender, now }))
    return inShop((sql) => customerOfUser(sql, person.userId, now))
  }

  beforeAll(async () => {
    const duka = { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' }
    orgId = (await createOrg(db, duka)).id
    staff = await inShop(async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Otieno', roles: ['staff'], now })
      return actorFor(sql, userId)
    })
    await add({ name: 'Riverside Hotel', phone: '+254 700 000 010', email: 'desk@riverside.test' })
    await add({ name: 'Juma Otieno' })
    await add({ name: 'Juma Mwangi', country: 'Kenya' })
    await add({ name: 'Café Zoë' })
  })

  test.each([
    ['the Riverside Hotel', 'Riverside Hotel'],
    ['riverside', 'Riverside Hotel'],
    ['Hotel Riverside', 'Riverside Hotel'],
    ['riversid hotel', 'Riverside Hotel'],
    ['+254700000010', 'Riverside Hotel'],
    ['DESK@riverside.test', 'Riverside Hotel'],
    ['customer cafe zoe', 'Café Zoë'],
    ['mwangi', 'Juma Mwangi'],
    ['Hilton', 'none'],
    ['Café Noir', 'none'],
    ['Juma Kamau', 'none'],
    ['%', 'none'],
  ])('"%s" is %s', async (words, name) => {
    expect(await found(words)).toBe(name)
  })

  test('a first name that two have is both', async () => {
    expect(await found('juma')).toEqual(['Juma Mwangi', 'Juma Otieno'])
  })

  test.each([
    [{ name: '' }, 'A customer needs a name.'],
    [{ name: 'JUMA OTIENO' }, 'There is a customer called Juma Otieno already: say a phone'],
    [
      { name: 'Hotel', phone: '+254 (700) 000010' },
      'Riverside Hotel has that phone number already.',
    ],
    [{ name: 'Hotel', phone: 'call me' }, '"call me" is not a phone number.'],
    [{ name: 'Hotel', email: 'riverside' }, '"riverside" is not an email.'],
  ])('%j is refused in words', async (customer, words) => {
    await expect(add(customer)).rejects.toThrow(words)
  })

  test('a namesake with a phone of his own is another customer', async () => {
    const other = await add({ name: 'Juma Otieno', phone: '+254700000077' })
    expect(await found('Juma Otieno')).toHaveLength(2)
    expect(await found(other.code)).toBe('Juma Otieno')
  })

  test('who writes from the phone that was written down is that customer, for good', async () => {
    const hotel = await writes('+254700000010', 'Front desk')
    expect(hotel).toMatchObject({ name: 'Riverside Hotel' })
    expect(await writes('+254700000010', 'Front desk')).toEqual(hotel)
  })

  test('a number without its country proves nobody', async () => {
    const local = await add({ name: 'Local', phone: '0712 345 678' })
    const stranger = await writes('+712345678', 'Stranger')
    expect(stranger.id).not.toBe(local.id)
  })

  test('who writes from a phone that nobody knows is a new customer, once', async () => {
    const asha = await writes('+254700000099', 'Asha')
    expect(asha).toMatchObject({ name: 'Asha', phone: null })
    expect((await writes('+254700000099', 'Asha')).id).toBe(asha.id)
  })

  test('no phone and no name of a customer stands in the audit log', async () => {
    const log = await inShop((sql) => sql`select action, detail from audit_log`)
    expect(log.filter(({ action }) => action === 'customer.added')).toHaveLength(6)
    expect(JSON.stringify(log)).not.toMatch(/Riverside|254700/)
  })
})
