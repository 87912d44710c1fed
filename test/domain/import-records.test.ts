/** Story: a shop brings who it sells to and what it has, counts again, and brings the same lists again. */
import { afterAll, describe, expect, test } from 'vitest'
import { findCustomer } from '#domain/customers.ts'
import { importCustomers } from '#domain/import/import-customers.ts'
import { importProducts } from '#domain/import/import-products.ts'
import { importStock } from '#domain/import/import-stock.ts'
import { openRecordDesk } from '#test/support/record-desk.ts'

const desk = await openRecordDesk()
afterAll(desk.close)

describe('customers from a list', async () => {
  const shop = await desk.business()
  const list = `Customer ID,First name,Last name,Mobile,Email,Country
C1,Juma,Otieno,+254700000001,,Kenya
C2,Amina,Hassan,+254700000002,amina@example.test,Kenya
C3,,,,,Kenya
C4,Rose,Achieng,call,,
C5,Asha,Otieno,+254 700 000 001,,
`

  test('each is taken or refused with its reason', async () => {
    const result = await shop.takes(importCustomers, list)
    expect(result).toMatchObject({ read: 5, added: 2, updated: 0, alreadyKnown: 0 })
    expect(result.refused.rows).toEqual([
      { row: 4, reason: 'there is no name' },
      { row: 5, reason: '"call" is not a phone number.' },
      { row: 6, reason: 'Juma Otieno has that phone number already.' },
    ])
    const found = await shop.inShop((sql) => findCustomer(sql, 'c2'))
    expect(found).toMatchObject({ is: 'one', customer: { name: 'Amina Hassan', code: 'C2' } })
  })

  test('the same list again changes nothing, a new phone is put right, and a blank takes none away', async () => {
    expect(await shop.takes(importCustomers, list)).toMatchObject({ accepted: 0, alreadyKnown: 2 })
    const moved = 'Code,Name,Phone,Email\nC2,Amina Hassan,+254711111111,\n,Juma Otieno,,\n'
    expect(await shop.takes(importCustomers, moved)).toMatchObject({ updated: 1, alreadyKnown: 1 })
    const found = await shop.inShop((sql) => findCustomer(sql, '+254711111111'))
    expect(found).toMatchObject({ is: 'one', customer: { email: 'amina@example.test' } })
  })
})

describe('stock from a list', async () => {
  const shop = await desk.business()
  const held = async (sku: string) => {
    const [row] = await shop.inShop(
      (sql) => sql<{ quantity: string; value: string }[]>`
        select trim_scale(b.quantity)::text as quantity, trim_scale(round(b.value, 4))::text as value
        from products p
        join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
        where p.sku = ${sku}`,
    )
    return row && [row.quantity, row.value]
  }
  const equity = async () => {
    const [row] = await shop.inShop(
      (sql) => sql<{ sum: string }[]>`
        select trim_scale(coalesce(sum(l.credit - l.debit), 0))::text as sum
        from journal_lines l
        join accounts a on a.org_id = l.org_id and a.id = l.account_id
        where a.role = 'opening_equity'`,
    )
    return row?.sum
  }

  test('what never moved is opening stock at its cost, against opening equity', async () => {
    const products = 'SKU,Name,Type\nU-1,Unga 1kg,\nU-2,Unga 2kg,\nS-1,Sugar 1kg,\n'
    await shop.takes(importProducts, products)
    const result = await shop.takes(
      importStock,
      `SKU,Product,On hand,Unit cost,Location
u-1,Unga 1kg,20,80.50,Shop
U-1,Unga 1kg,5,80.50,Store room
,Sugar 1kg,3,,
X-9,Rice,4,1,
U-2,Unga 2kg,-2,150,
U-2,Unga 2kg,,150,
U-2,Unga,two,150,
`,
    )
    expect(result).toMatchObject({ read: 7, added: 3, setAside: { count: 1 } })
    expect(result.refused.rows).toEqual([
      { row: 6, reason: 'the quantity -2 is below zero' },
      { row: 8, reason: 'On hand "two" is not a number' },
      { row: 5, reason: 'X-9 is not in the catalogue: import the products first' },
    ])
    expect(await held('U-1')).toEqual(['25', '2012.5'])
    expect(await held('S-1')).toEqual(['3', '0'])
    expect(await equity()).toBe('2012.5')
  })

  test('the same list again moves nothing; another quantity is a count', async () => {
    const list = 'SKU,Qty,Cost,Location\nU-1,20,80.50,Shop\nU-1,5,80.50,Store room\n'
    expect(await shop.takes(importStock, list)).toMatchObject({ accepted: 0, alreadyKnown: 2 })
    const counted = await shop.takes(importStock, list.replace(',20,', ',18,'))
    expect(counted).toMatchObject({ updated: 1, alreadyKnown: 1 })
    expect(await held('U-1')).toEqual(['23', '1851.5'])
    expect(await equity()).toBe('2012.5')
  })

  test('a dry run moves nothing', async () => {
    const dry = await shop.takes(importStock, 'SKU,Qty,Cost\nU-2,7,100\n', { dryRun: true })
    expect(dry).toMatchObject({ added: 1, dryRun: true })
    expect(await held('U-2')).toBeUndefined()
  })

  test('a list without quantities is refused with its columns', async () => {
    const none = shop.takes(importStock, 'SKU,Colour\nU-1,red\n')
    await expect(none).rejects.toThrow(/No column holds a quantity: .*it has "SKU", "Colour"/)
  })
})
