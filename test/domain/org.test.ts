import { afterAll, describe, expect, test } from 'vitest'
import { createOrg, currentOrg, findOrg } from '#domain/org.ts'
import { openTestDb } from '#test/support/database.ts'

describe('a business is created', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)

  test('with its currency and timezone, and found by name whatever the case', async () => {
    const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
    expect(await findOrg(db, 'duka')).toEqual(org)
    expect(await db.asReader(org.id, currentOrg)).toEqual(org)
  })

  test('but not twice, nor with a currency that is none', async () => {
    const again = createOrg(db, { name: 'DUKA', currency: 'KES', timezone: 'Africa/Nairobi' })
    await expect(again).rejects.toThrow('There is a business called DUKA already.')
    const odd = createOrg(db, { name: 'Odd', currency: 'ABC', timezone: 'Africa/Nairobi' })
    await expect(odd).rejects.toThrow('"ABC" is not a currency code')
  })
})
