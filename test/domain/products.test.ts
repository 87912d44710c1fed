/** Story: a shop keeps its catalogue: products come, change, are found again, and leave. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { archiveProduct, deleteProduct, restoreProduct } from '#domain/products/archive-product.ts'
import { editProduct } from '#domain/products/edit-product.ts'
import { findProduct } from '#domain/products/find-product.ts'
import { listProducts } from '#domain/products/list-products.ts'
import { getProduct, type NewProduct, Stale } from '#domain/products/product.ts'
import { openTestDb } from '#test/support/database.ts'

const now = new Date('2026-11-21T09:00:00Z')

describe('the catalogue of a shop', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  let owner: Actor
  let staff: Actor
  beforeAll(async () => {
    const duka = { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' }
    orgId = (await createOrg(db, duka)).id
    const named = (name: string, role: 'owner' | 'staff') =>
      inShop(async (sql) =>
        actorFor(sql, (await addPerson(sql, { name, roles: [role], now })).userId),
      )
    owner = await named('Wanjiru', 'owner')
    staff = await named('Otieno', 'staff')
  })
  const inShop = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(orgId, work)
  const add = (product: NewProduct) => inShop((sql) => addProduct(sql, owner, { ...product, now }))
  const edit = (id: string, changes: object, version?: number) =>
    inShop((sql) => editProduct(sql, owner, { id, changes, version, now }))
  const found = async (words: string) => {
    const answer = await inShop((sql) => findProduct(sql, words))
    if (answer.is === 'none') return 'none'
    return answer.is === 'one' ? answer.product.name : answer.products.map(({ name }) => name)
  }

  describe('a product comes and changes', () => {
    test('it is kept as it was said, decimals in their shortest form', async () => {
      const unga = await add({ sku: 'F-2', name: ' Unga  2kg ', price: '210.00', taxRate: '0.16' })
      expect(unga).toMatchObject({ sku: 'F-2', name: 'Unga 2kg', price: '210', taxRate: '0.16' })
      expect(unga).toMatchObject({ unit: 'each', isStocked: true, archivedAt: null, version: 1 })
      expect(await inShop((sql) => getProduct(sql, unga.id))).toEqual(unga)
    })

    test('without an SKU it gets the next one', async () => {
      expect((await add({ name: 'Salt 500g' })).sku).toBe('P-1')
      expect((await add({ name: 'Pepper 50g' })).sku).toBe('P-2')
    })

    test.each([
      [{ sku: 'f-2', name: 'Another' }, 'The SKU f-2 is taken: Unga 2kg (SKU F-2) has it already.'],
      [{ name: 'ÛNGA-2kg' }, 'The name ÛNGA-2kg is taken: Unga 2kg (SKU F-2) has it already.'],
      [{ name: ' ' }, 'A product needs a name.'],
      [{ name: '!!' }, 'The name "!!" has no letter or digit.'],
      [{ name: 'Tea', taxRate: '16' }, 'The tax rate 16 is over 1: write 16 % as 0.16.'],
      [
        { name: 'Tea', price: '-1' },
        'The price "-1" is not a number of 0 or more with at most 4 decimals.',
      ],
      [{ name: 'Tea', leadTimeDays: 0.5 }, 'The lead time is a whole number of days, 0 to 3650.'],
    ])('%j is refused in words', async (product, words) => {
      await expect(add(product)).rejects.toThrow(words)
    })

    test('staff may not change the catalogue', async () => {
      const work = inShop((sql) => addProduct(sql, staff, { name: 'Tea', now }))
      await expect(work).rejects.toThrow('Your account may not do that here.')
    })

    test('a change is kept with what stood before; the same again is none', async () => {
      const jam = await add({ sku: 'JAM', name: 'Plum jam', price: '300' })
      const after = await edit(jam.id, { price: '325.5', category: 'Spreads', name: 'Plum jam' })
      expect(after).toMatchObject({ price: '325.5', category: 'Spreads', version: 2 })
      expect(await edit(jam.id, { price: '325.50' })).toEqual(after)
      const kept = await inShop(
        (sql) => sql`select changes from product_changes where product_id = ${jam.id}`,
      )
      expect(kept.map(({ changes }) => changes)).toEqual([
        { category: [null, 'Spreads'], price: ['300', '325.5'] },
      ])
    })

    test('a change of what somebody else has changed meanwhile is refused', async () => {
      const oil = await add({ name: 'Sunflower oil 1 l', price: '320' })
      await edit(oil.id, { price: '330' }, oil.version)
      const late = edit(oil.id, { price: '310' }, oil.version)
      await expect(late).rejects.toBeInstanceOf(Stale)
      expect((await inShop((sql) => getProduct(sql, oil.id)))?.price).toBe('330')
    })

    test('of what a till brought along several may share a name, and each is changed alone', async () => {
      const ids = await inShop(
        (sql) => sql<{ id: string }[]>`
          insert into products (org_id, sku, name, source, external_id)
          select current_org(), code, 'Ribbon', 'file', code
          from unnest(array['22R', '22r']) code
          returning id`,
      )
      expect(await edit(ids[0]!.id, { name: 'Ribbon', price: '2' })).toMatchObject({ price: '2' })
      expect(await found('ribbons')).toEqual(['Ribbon', 'Ribbon'])
      await expect(edit(ids[0]!.id, { name: 'Unga 2kg' })).rejects.toThrow('is taken')
    })

    test('two who take one name at the same moment: one is refused in words', async () => {
      const both = await Promise.allSettled([
        add({ name: 'Chai masala' }),
        add({ name: 'chai Másala' }),
      ])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(String(both.find((one) => one.status === 'rejected')?.reason)).toMatch(/is taken/)
    })
  })

  describe('a product is found by what it is called', () => {
    beforeAll(async () => {
      for (const name of [
        'Enamel Mug, White with Blue Rim',
        'Speckled Stoneware Mug',
        "Chef's Knife, 20 cm",
        'Stovetop Kettle, Cream Enamel',
        'Electric Kettle, Brushed Steel 1.7 l',
        'Teapot, Midnight Blue',
        'Sugar 1kg',
        'Beanie',
        'Beanie with Logo',
        'شاي أخضر',
        'चाय की पत्ती',
      ])
        await add({ name, barcode: name.startsWith('Sugar') ? '6161100601234' : null })
    })

    test.each([
      ['blue mugs', 'Enamel Mug, White with Blue Rim'],
      ['the stoneware mugs', 'Speckled Stoneware Mug'],
      ['chef knives', "Chef's Knife, 20 cm"],
      ['sugar 1 kg', 'Sugar 1kg'],
      ['6161100601234', 'Sugar 1kg'],
      ['f-2', 'Unga 2kg'],
      ['SKU F-2', 'Unga 2kg'],
      ['teapots', 'Teapot, Midnight Blue'],
      ['the beanies', 'Beanie'],
      ['logo beanies', 'Beanie with Logo'],
      ['tepot', 'Teapot, Midnight Blue'],
      ['elektric kettel', 'Electric Kettle, Brushed Steel 1.7 l'],
      ['enamal mug', 'Enamel Mug, White with Blue Rim'],
      ['شاي أخضر', 'شاي أخضر'],
      ['चाय की पत्ती', 'चाय की पत्ती'],
    ])('"%s"', async (words, name) => {
      expect(await found(words)).toBe(name)
    })

    test('two that fit are both given, never one of them', async () => {
      const kettles = ['Electric Kettle, Brushed Steel 1.7 l', 'Stovetop Kettle, Cream Enamel']
      expect(await found('kettle')).toEqual(kettles)
      expect(await found('kettel')).toEqual(kettles)
    })

    test.each(['spade', 'mug with handle', 'sugar 2 kg', 'ugna 1kg', '', '%', 'the'])(
      '"%s" is nothing we have',
      async (words) => {
        expect(await found(words)).toBe('none')
      },
    )
  })

  describe('a product with variants', () => {
    let hoodie: string
    beforeAll(async () => {
      hoodie = (await add({ sku: 'HOOD', name: 'Hoodie', isStocked: false })).id
      for (const [colour, size] of [
        ['Red', 'L'],
        ['Blue', 'L'],
        ['Blue', 'S'],
      ])
        await add({
          name: `Hoodie - ${colour} / ${size}`,
          parentId: hoodie,
          options: { Colour: colour!, Size: size! },
        })
    })

    test('is not sold itself: its variants are what is found', async () => {
      const all = ['Hoodie - Blue / L', 'Hoodie - Blue / S', 'Hoodie - Red / L']
      expect(await found('hoodie')).toEqual(all)
      expect(await found('HOOD')).toEqual(all)
      expect(await found('red hoodies')).toBe('Hoodie - Red / L')
    })

    test('has each of its options once, and no variant of a variant', async () => {
      const twin = { name: 'Hoodie twin', parentId: hoodie, options: { Size: 'L', Colour: 'Red' } }
      await expect(add(twin)).rejects.toThrow('Hoodie - Red / L has the same options')
      const answer = await inShop((sql) => findProduct(sql, 'red hoodie'))
      const parentId = answer.is === 'one' ? answer.product.id : ''
      await expect(add({ name: 'Deeper', parentId })).rejects.toThrow('is a variant itself')
    })

    test('is not archived before them', async () => {
      const leave = inShop((sql) => archiveProduct(sql, owner, { id: hoodie, now }))
      await expect(leave).rejects.toThrow('Hoodie has variants: archive')
    })
  })

  describe('a product leaves', () => {
    const leave = (id: string) => inShop((sql) => deleteProduct(sql, owner, { id, now }))

    test('it is deleted when nothing names it, changes and all', async () => {
      const { id } = await add({ name: 'Mistake' })
      await edit(id, { price: '1' })
      expect(await leave(id)).toEqual({ is: 'deleted' })
      expect(await inShop((sql) => getProduct(sql, id))).toBeNull()
      expect(await found('Mistake')).toBe('none')
    })

    test('it is archived when it was ever sold; its name is free, and it comes back', async () => {
      const { id } = await add({ sku: 'OLD', name: 'Old lamp' })
      await inShop(async (sql) => {
        const [order] = await sql`
          insert into orders (org_id, number, status, ordered_at, business_day, hour, source,
            external_id)
          values (current_org(), '1', 'PAID', ${now}, '2026-11-21', 12, 'test', '1')
          returning id`
        await sql`
          insert into order_lines (org_id, order_id, position, product_id, quantity, unit_price)
          values (current_org(), ${order!.id}, 1, ${id}, 1, 10)`
      })
      expect(await leave(id)).toMatchObject({ is: 'archived', product: { archivedAt: now } })
      expect(await found('old lamp')).toBe('none')
      await expect(edit(id, { price: '2' })).rejects.toThrow('Old lamp is archived')
      const { id: heir } = await add({ sku: 'old', name: 'OLD LAMP' })
      const restore = () => inShop((sql) => restoreProduct(sql, owner, { id, now }))
      await expect(restore()).rejects.toThrow('is taken')
      await leave(heir)
      expect(await restore()).toMatchObject({ archivedAt: null, sku: 'OLD' })
    })

    test('neither, while there is any in stock', async () => {
      const { id } = await add({ name: 'Rice 5kg' })
      await inShop(
        (sql) => sql`
          insert into stock_balances (org_id, product_id, quantity)
          values (current_org(), ${id}, 4)`,
      )
      await expect(leave(id)).rejects.toThrow(
        'Rice 5kg still has 4 in stock: sell, count or write it off, then archive it.',
      )
    })
  })

  test('the catalogue is read page by page, each product once', async () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await inShop((sql) => listProducts(sql, { after, limit: 7 }))
      expect(page.items.length).toBeLessThanOrEqual(7)
      seen.push(...page.items.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after)
    const all = await inShop((sql) => listProducts(sql, { limit: 200 }))
    expect(seen).toEqual(all.items.map(({ id }) => id))
    const names = async (search: string) =>
      (await inShop((sql) => listProducts(sql, { limit: 9, search }))).items.map((p) => p.name)
    expect(await names('kettles')).toHaveLength(2)
    expect(await names('f-')).toEqual(['Unga 2kg'])
    expect(await names('Spe')).toEqual(['Speckled Stoneware Mug'])
    const stray = inShop((sql) => listProducts(sql, { limit: 5, after: 'x' }))
    await expect(stray).rejects.toThrow('begin with the first one')
  })
})
