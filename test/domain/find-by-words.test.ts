/** What customers call things finds them; what only comes near is never passed off as the thing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { alternativesTo } from '#domain/products/alternatives.ts'
import { deleteProduct } from '#domain/products/archive-product.ts'
import { editProduct } from '#domain/products/edit-product.ts'
import { findByCode } from '#domain/products/find-by-code.ts'
import { findByWords, findOrNearest } from '#domain/products/find-by-words.ts'
import { findProduct } from '#domain/products/find-product.ts'
import type { Product } from '#domain/products/product.ts'
import { addSynonym, listSynonyms, removeSynonym } from '#domain/products/synonyms.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { Refusal } from '#kit/refusal.ts'
import { openTestDb } from '#test/support/database.ts'

const now = new Date('2026-11-21T09:00:00Z')
const shelves: [name: string, category: string | null, barcode?: string][] = [
  ['Kettle, Blue Enamel 1.5 l', 'Kettles', '5901234123457'],
  ['Kettle, Steel 1.7 l', 'Kettles', '012345678905'],
  ['Kettle, Blue Enamel 3 l', 'Kettles'],
  ['Blue Enamel Mug', 'Mugs'],
  ['Crème Brûlée Dish 150 ml', 'Dishes'],
  ['French Press, 8-cup', 'Coffee'],
  ['Moka Pot for 3 cups', 'Coffee'],
  ['Frying Pan 28 cm', 'Pans'],
  ['Frying Pan 20cm', 'Pans'],
  ['Teapot, Brown', 'Tea'],
  ['Sugar 0.5kg', null],
  ['Oak Board', 'Boards'],
]

describe('the catalogue found by words', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  const inShop = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(orgId, work)
  const owner = (sql: Sql) =>
    addPerson(sql, { name: 'Owner', roles: ['owner'], now }).then(({ userId }) =>
      actorFor(sql, userId),
    )
  const ids = new Map<string, string>()
  const named = async (name: string): Promise<Product> => {
    const found = await inShop((sql) => findProduct(sql, name))
    if (found.is !== 'one') throw new Error(`no ${name}`)
    return found.product
  }
  const asked = (said: string) =>
    inShop(async (sql) => {
      const found = await findOrNearest(sql, said)
      if (found.is === 'none') return ['none']
      const products = found.is === 'one' ? [found.product] : found.products
      return [found.is, ...products.map(({ name }) => name)]
    })
  const strictly = async (said: string) => (await inShop((sql) => findProduct(sql, said))).is

  beforeAll(async () => {
    const shop = { name: 'Kitchen', currency: 'GBP', timezone: 'Europe/London' }
    orgId = (await createOrg(db, shop)).id
    await inShop(async (sql) => {
      const actor = await owner(sql)
      for (const [name, category, barcode] of shelves) {
        const { id } = await addProduct(sql, actor, { name, category, barcode, now })
        ids.set(name, id)
      }
      const shirt = await addProduct(sql, actor, { name: 'Apron', category: 'Aprons', now })
      for (const colour of ['Red', 'Green'])
        await addProduct(sql, actor, {
          ...{ name: `Apron, ${colour}`, parentId: shirt.id, options: { Colour: colour }, now },
        })
    })
  })

  test.each([
    // Order, articles, plural, case.
    ['the blue kettle 1.5L', 'Kettle, Blue Enamel 1.5 l'],
    ['KETTLE blue 1.5 L', 'Kettle, Blue Enamel 1.5 l'],
    ['enamel mugs in blue', 'Blue Enamel Mug'],
    // Accents, either way.
    ['creme brulee dish', 'Crème Brûlée Dish 150 ml'],
    ['Öak Bôard', 'Oak Board'],
    // Units, in other spellings and sizes.
    ['blue kettle 1,5 l', 'Kettle, Blue Enamel 1.5 l'],
    ['blue kettle 1500ml', 'Kettle, Blue Enamel 1.5 l'],
    ['blue kettle 1,500 ml', 'Kettle, Blue Enamel 1.5 l'],
    ['1.5 litre blue kettle', 'Kettle, Blue Enamel 1.5 l'],
    ['blue 3 liter kettle', 'Kettle, Blue Enamel 3 l'],
    ['frying pan 280 mm', 'Frying Pan 28 cm'],
    ['20 cm pan', 'Frying Pan 20cm'],
    ['sugar 500 g', 'Sugar 0.5kg'],
    ['moka pot 3-cup', 'Moka Pot for 3 cups'],
    ['dish 15cl', 'Crème Brûlée Dish 150 ml'],
    // Other names of the house, spaces, and typing errors in one of several words.
    ['cafetière', 'French Press, 8-cup'],
    ['cafetiere 8 cup', 'French Press, 8-cup'],
    ['skillet 28cm', 'Frying Pan 28 cm'],
    ['tea pot', 'Teapot, Brown'],
    ['brown tea pot', 'Teapot, Brown'],
    ['blue ketlle 1.5l', 'Kettle, Blue Enamel 1.5 l'],
    ['oak bord', 'Oak Board'],
    // Options and categories.
    ['apron green', 'Apron, Green'],
  ])('"%s" is %s', async (said, name) => {
    expect(await asked(said)).toEqual(['one', name])
  })

  test.each([
    ['blue kettle 2 l', ['Kettle, Blue Enamel 1.5 l', 'Kettle, Blue Enamel 3 l']],
    ['frying pan 24cm', ['Frying Pan 20cm', 'Frying Pan 28 cm']],
    ['unicorn mug', ['Blue Enamel Mug']],
    ['red enamel mug', ['Blue Enamel Mug']],
    ['chopping bord', ['Oak Board']],
  ])('"%s" is only near %j', async (said, names) => {
    const [is, ...products] = await asked(said)
    expect(is).toBe('near')
    expect(products.toSorted()).toEqual(names.toSorted())
    expect(await strictly(said)).toBe('none')
  })

  test.each([
    'unicorn',
    'blue sofa',
    '900 ml',
    'the',
    '%',
    '_',
    'k%',
    '*',
    ':*',
    'a & b',
    '\\',
    '',
    ' ',
    '\u0000',
    '\ud800',
    '🫖',
    'x'.repeat(200),
  ])('%j finds nothing', async (said) => {
    expect(await asked(said)).toEqual(['none'])
    expect(await inShop((sql) => findByWords(sql, said, { limit: 5 }))).toEqual(
      said === 'blue sofa' || said === '900 ml' ? expect.anything() : [],
    )
  })

  test('200 characters of words are looked up by their beginning', async () => {
    expect((await asked(`blue enamel mug ${'blue '.repeat(40)}`))[1]).toBe('Blue Enamel Mug')
  })

  test('ranked for others to weigh: what is named comes first, what shares a word after it', async () => {
    const found = await inShop((sql) => findByWords(sql, 'blue enamel kettle', { limit: 3 }))
    const [first, second, third] = found.map(({ product, rank }) => [product.name, rank] as const)
    expect([first, second].map((one) => one![1])).toEqual([1, 1])
    expect(first![0]).toMatch(/^Kettle, Blue/)
    expect(third![1]).toBeLessThan(1)
    expect(found).toHaveLength(3)
  })

  test('what writes stays strict: no synonym, no other spelling of a unit, no word too many', async () => {
    for (const said of ['cafetiere', 'tea pot', 'sugar 500 g', 'frying pan 280 mm', 'unicorn mug'])
      expect([said, await strictly(said)]).toEqual([said, 'none'])
  })

  test('a product is found by its new name and not by the old one, and not once it is archived', async () => {
    const id = ids.get('Oak Board')!
    await inShop(async (sql) => {
      const actor = await owner(sql)
      await editProduct(sql, actor, { id, changes: { name: 'Walnut Tray' }, now })
    })
    expect(await asked('walnut tray 30cm')).toEqual(['near', 'Walnut Tray'])
    expect(await asked('oak')).toEqual(['none'])
    await inShop(async (sql) => deleteProduct(sql, await owner(sql), { id, now }))
    expect(await asked('walnut tray 30cm')).toEqual(['none'])
    const left = await inShop((sql) => sql`select 1 from product_words where product_id = ${id}`)
    expect(left).toEqual([])
  })

  describe('synonyms of the shop', () => {
    const add = (said: string, means: string) =>
      inShop(async (sql) => addSynonym(sql, await owner(sql), { said, means, now }))

    test('are found both ways, with other words around them, until they are removed', async () => {
      expect(await asked('beaker')).toEqual(['none'])
      const { id } = await add('“beakers”', 'mug')
      expect(await asked('the blue beaker')).toEqual(['one', 'Blue Enamel Mug'])
      const press = await add('moka', 'stove top brewer')
      expect(await asked('stove-top brewer 3 cups')).toEqual(['one', 'Moka Pot for 3 cups'])
      expect((await inShop(listSynonyms)).map(({ said }) => said)).toEqual(['beakers', 'moka'])
      await inShop(async (sql) => {
        const actor = await owner(sql)
        for (const one of [id, press.id])
          expect(await removeSynonym(sql, actor, { id: one, now })).toMatchObject({ id: one })
        expect(await removeSynonym(sql, actor, { id, now })).toBe(null)
      })
      expect(await asked('beaker')).toEqual(['none'])
    })

    test.each([
      ['mugs', 'mug', /same word to me already/],
      ['%%', 'mug', /no letter/],
      ['a b c d e', 'mug', /too long/],
      ['x'.repeat(61), 'mug', /too long/],
    ])('%j for %j is refused', async (said, means, why) => {
      await expect(add(said, means)).rejects.toThrow(why)
      await expect(add(said, means)).rejects.toBeInstanceOf(Refusal)
    })

    test('once there, a pair is refused the other way round as well', async () => {
      await add('jug', 'pitcher')
      await expect(add('Pitcher', 'JUG')).rejects.toThrow('I know already that "Pitcher" is "JUG".')
    })

    test('are not a customer’s to add', async () => {
      await inShop(async (sql) => {
        const { userId } = await addPerson(sql, { name: 'Guest', roles: ['customer'], now })
        const actor = await actorFor(sql, userId)
        await expect(addSynonym(sql, actor, { said: 'a1', means: 'mug', now })).rejects.toThrow()
      })
    })
  })

  describe('codes that a picture holds', () => {
    const coded = async (code: string) => {
      const found = await inShop((sql) => findByCode(sql, code))
      return found.is === 'one' ? found.product.name : found.is
    }

    test.each([
      ['5901234123457', 'Kettle, Blue Enamel 1.5 l'],
      // A UPC-A is the EAN-13 with a zero before it, whichever was written down.
      ['0012345678905', 'Kettle, Steel 1.7 l'],
      ['00012345678905', 'Kettle, Steel 1.7 l'],
      ['5901234123450', 'none'],
      ['https://evil.example/5901234123457', 'none'],
      ["' or barcode is not null --", 'none'],
      ['tillie:product:0', 'none'],
      ['tillie:product:999999999999999999', 'none'],
      ['', 'none'],
    ])('%j is %s', async (code, name) => {
      expect(await coded(code)).toBe(name)
    })

    test('by an SKU in any case, and by a label of our own', async () => {
      const { sku, id } = await named('Blue Enamel Mug')
      expect(await coded(sku.toLowerCase())).toBe('Blue Enamel Mug')
      expect(await coded(`tillie:product:${id}`)).toBe('Blue Enamel Mug')
    })
  })

  test('in the place of what is out of stock: what is like it, and there', async () => {
    const instead = async (name: string) => {
      const product = await named(name)
      const found = await inShop((sql) => alternativesTo(sql, product, { limit: 3 }))
      return found.map((one) => one.name)
    }
    expect(await instead('Kettle, Blue Enamel 1.5 l')).toEqual([])
    await inShop(async (sql) => {
      const names = [
        'Kettle, Steel 1.7 l',
        'Kettle, Blue Enamel 3 l',
        'Blue Enamel Mug',
        'Frying Pan 20cm',
      ]
      const lines = names.map((name) => {
        return { productId: ids.get(name)!, quantity: '5', unitCost: '1' }
      })
      const came = { lines, paidFrom: 'credit', receivedAt: now, now } as const
      await receiveStock(sql, await owner(sql), came)
    })
    expect(await instead('Kettle, Blue Enamel 1.5 l')).toEqual([
      'Kettle, Blue Enamel 3 l',
      'Kettle, Steel 1.7 l',
    ])
    expect(await instead('Sugar 0.5kg')).toEqual([])
  })
})
