/** Story: a customer is written down by chat, also where a sale names one whom nobody knows yet. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actorFor, findPeople } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { now, openShop, type Shop } from '#test/support/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const actor = await actorFor(sql, owner!.userId)
    await addProduct(sql, actor, { name: 'Blue Mug', price: '450', now })
  })
})
afterAll(() => shop.close())

const kept = () =>
  shop.db.asReader(
    shop.org.id,
    (sql) => sql<{ name: string; phone: string | null }[]>`
      select name, phone
      from customers
      where name in ('Riverside Hotel', 'Pole Pole Safaris')
      order by id`,
  )

test('with a phone, once it is approved', async () => {
  const [asked] = await shop.says('owner', 'new customer Riverside Hotel, phone +254712345678')
  expect(asked!.text).toMatch(/Add this customer\?\n\**Riverside Hotel\**, phone \+254712345678/)
  expect(await kept()).toEqual([])
  await shop.says('owner', 'yes')
  expect(await kept()).toEqual([{ name: 'Riverside Hotel', phone: '+254712345678' }])
})

test('an unknown buyer is offered to be added by a button', async () => {
  const [asked] = await shop.says('owner', 'sold 1 blue mug to Pole Pole Safaris')
  expect(asked!.text).toMatch(/no customer called "Pole Pole Safaris"/)
  const add = asked!.buttons.find(({ title }) => title.startsWith('Add'))!
  const [offer] = await shop.says('owner', add.title, { tap: add.id })
  expect(offer!.text).toMatch(/Add this customer\?\n\**Pole Pole Safaris/)
  await shop.says('owner', 'yes')
  expect((await kept()).map(({ name }) => name)).toContain('Pole Pole Safaris')
})
