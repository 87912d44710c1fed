/** Whatever a shop calls its things, and however people write that, the right one is found or none is guessed. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { findProduct } from '#domain/products/find-product.ts'
import { listProducts } from '#domain/products/list-products.ts'
import { Refusal } from '#kit/refusal.ts'
import { openTestDb } from '#test/support/database.ts'

const now = new Date('2026-11-21T09:00:00Z')
const seed = Number(process.env.SEED ?? 20261121)
const colours = ['red', 'blue', 'white', 'cream', 'sage']
const stuffs = ['enamel', 'oak', 'brass', 'linen', 'glass']
const things = ['mug', 'kettle', 'board', 'apron', 'knife', 'lamp']
const all = colours.flatMap((colour) =>
  stuffs.flatMap((stuff) => things.map((thing) => `${colour} ${stuff} ${thing}`)),
)
const plurals: Record<string, string> = { knife: 'knives' }
const disguises: ((name: string) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => `  ${name.replaceAll(' ', '  ')} `,
  (name) => name.replaceAll(' ', ', '),
  (name) => name.replaceAll('e', 'é').replaceAll('a', 'Å'),
  (name) => name.normalize('NFD'),
  (name) => `${name}!`,
]

describe(`names of products, seed ${seed}`, async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  const inShop = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(orgId, work)
  const names = async (said: string) => {
    const found = await inShop((sql) => findProduct(sql, said))
    if (found.is === 'none') return []
    return found.is === 'one' ? [found.product.name] : found.products.map(({ name }) => name)
  }
  const owner = () =>
    inShop(async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Owner', roles: ['owner'], now })
      return actorFor(sql, userId)
    })
  beforeAll(async () => {
    const shop = { name: 'Names', currency: 'GBP', timezone: 'Europe/London' }
    orgId = (await createOrg(db, shop)).id
    const actor = await owner()
    await inShop(async (sql) => {
      for (const name of all.filter((_, at) => at % 3 === 0))
        await addProduct(sql, actor, { name, sku: `S-${all.indexOf(name)}`, now })
    })
  })
  const kept = fc.constantFrom(...all.filter((_, at) => at % 3 === 0))
  const check = (property: fc.IAsyncProperty<unknown[]>, numRuns = 60) =>
    fc.assert(property as fc.IAsyncProperty<[unknown]>, { seed, numRuns })

  test('one name in any dress is taken once, and is that product', async () => {
    const actor = await owner()
    await check(
      fc.asyncProperty(kept, fc.constantFrom(...disguises), async (name, disguise) => {
        expect(await names(disguise(name))).toEqual([name])
        const again = inShop((sql) => addProduct(sql, actor, { name: disguise(name), now }))
        await expect(again).rejects.toBeInstanceOf(Refusal)
      }),
    )
  })

  test('its words in any order, one of them plural, with an article, are that product', async () => {
    await check(
      fc.asyncProperty(kept, fc.nat(5), async (name, turn) => {
        const words = name.split(' ')
        const thing = words.pop()!
        const many = plurals[thing] ?? `${thing}s`
        const said = turn % 2 ? ['the', many, ...words] : [words[1], many, words[0]]
        expect(await names(said.join(' '))).toEqual([name])
      }),
    )
  })

  test('fewer words give every product that has them, and no other', async () => {
    const pair = fc.tuple(fc.constantFrom(...colours), fc.constantFrom(...things))
    await check(
      fc.asyncProperty(pair, async ([colour, thing]) => {
        const right = all.filter(
          (name, at) => at % 3 === 0 && name.startsWith(colour) && name.endsWith(thing),
        )
        expect((await names(`${thing} ${colour}`)).sort()).toEqual(right.sort())
      }),
    )
  })

  test('no text that anybody may write is a fault, or finds what it does not name', async () => {
    await check(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), async (said) => {
        for (const name of await names(said))
          expect(name.split(' ').some((word) => said.toLowerCase().includes(word[0]!))).toBe(true)
        await inShop((sql) => listProducts(sql, { limit: 3, search: said, category: said }))
      }),
      100,
    )
    for (const said of ['\u0000', "'; drop table products; --", '\ud800', '%_', ':*', '\\'])
      expect(await names(said)).toEqual([])
  })
})
