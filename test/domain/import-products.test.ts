/** Story: a shop brings its catalogue from a list, from WooCommerce and from Shopify, and brings it again. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importProducts } from '#domain/import/import-products.ts'
import { archiveProduct } from '#domain/products/archive-product.ts'
import { editProduct } from '#domain/products/edit-product.ts'
import { findProduct } from '#domain/products/find-product.ts'
import { listProducts } from '#domain/products/list-products.ts'
import { deskNow, openRecordDesk } from '#test/support/record-desk.ts'

const woo = fileURLToPath(
  new URL('../fixtures/products/woocommerce-sample-products.csv', import.meta.url),
)
type Business = Awaited<ReturnType<Awaited<ReturnType<typeof openRecordDesk>>['business']>>

describe('a catalogue from a file', async () => {
  const desk = await openRecordDesk()
  afterAll(desk.close)
  const products = async ({ inShop }: Business) =>
    (await inShop((sql) => listProducts(sql, { limit: 200 }))).items
  const bySku = async (business: Business) =>
    new Map((await products(business)).map((product) => [product.sku, product]))

  describe('of WooCommerce', () => {
    let shop: Business
    beforeAll(async () => {
      shop = await desk.business()
    })

    test('a dry run tells what would happen and writes nothing', async () => {
      const result = await shop.takes(importProducts, woo, { dryRun: true })
      expect(result).toMatchObject({ read: 25, accepted: 25, added: 25, refused: { count: 0 } })
      expect(await products(shop)).toEqual([])
    })

    test('variants have their own prices, and what stands above them none', async () => {
      const result = await shop.takes(importProducts, woo)
      expect(result).toMatchObject({ layout: 'WooCommerce', read: 25, accepted: 25, parents: 2 })
      expect(result.repaired.map(({ what }) => what)).toEqual([
        'the sale price was taken where there is one',
      ])
      const all = await bySku(shop)
      const tee = all.get('woo-vneck-tee')!
      expect(tee).toMatchObject({ price: null, isStocked: false, category: 'Tshirts' })
      const variants = ['red', 'green', 'blue'].map((colour) => all.get(`woo-vneck-tee-${colour}`)!)
      expect(variants.map(({ price }) => price)).toEqual(['20', '20', '15'])
      expect(variants.map(({ options }) => options)).toEqual(
        ['Red', 'Green', 'Blue'].map((Color) => ({ Color })),
      )
      for (const variant of variants)
        expect(variant).toMatchObject({ parentId: tee.id, category: 'Tshirts', isStocked: true })
      expect(all.get('woo-hoodie-blue-logo')!.options).toEqual({ Color: 'Blue', Logo: 'Yes' })
    })

    test('what is charged today is the price; what is no thing on a shelf is not counted', async () => {
      const all = await bySku(shop)
      expect(all.get('woo-beanie')).toMatchObject({ price: '18', isStocked: true })
      expect(all.get('woo-sunglasses')).toMatchObject({ price: '90' })
      for (const sku of ['woo-album', 'logo-collection', 'wp-pennant'])
        expect(all.get(sku), sku).toMatchObject({ isStocked: false })
      expect(all.get('wp-pennant')?.price).toBe('11.05')
    })

    test('the same file again changes nothing; a changed one changes what it says', async () => {
      const before = await products(shop)
      const again = await shop.takes(importProducts, woo)
      expect(again).toMatchObject({ accepted: 0, alreadyKnown: 25, refused: { count: 0 } })
      expect(await products(shop)).toEqual(before)
      const dearer = readFileSync(woo, 'utf8').replace(',,90,', ',,95.50,')
      expect(await shop.takes(importProducts, dearer)).toMatchObject({ updated: 1, added: 0 })
      expect((await bySku(shop)).get('woo-sunglasses')?.price).toBe('95.5')
    })

    test('a new SKU in the file is the same product, by its id there', async () => {
      const renamed = readFileSync(woo, 'utf8').replace(',woo-cap,', ',cap-2027,')
      await shop.takes(importProducts, renamed)
      const all = await bySku(shop)
      expect(all.get('cap-2027')?.name).toBe('Cap')
      expect(all.has('woo-cap')).toBe(false)
    })

    test('older exports name variants as their product, and parents by id; a sale has its days', async () => {
      const other = await desk.business()
      const file = `ID,Type,SKU,Name,Sale price,Regular price,Date sale price starts,Date sale price ends,Parent,Attribute 1 name,Attribute 1 value(s),Tax status
7,variable,TEE,Tee,,30,,,,Size,"S, L",taxable
8,variation,,Tee,20,25,2026-11-01,2026-11-30,id:7,Size,S,taxable
9,variation,,Tee,20,25,2026-11-22,,id:7,Size,L,none
10,variation,,Tee,,25,,,id:99,Size,M,taxable
`
      const result = await other.takes(importProducts, file)
      expect(result.refused.rows).toEqual([
        { row: 5, reason: 'its parent 99 is not in the catalogue' },
      ])
      const told = (await products(other)).map(({ name, price, taxRate }) => [name, price, taxRate])
      expect(told).toEqual([
        ['Tee', null, null],
        ['Tee - S', '20', null],
        ['Tee - L', '25', '0'],
      ])
      expect(await other.takes(importProducts, file)).toMatchObject({ alreadyKnown: 3 })
    })

    test('"red hoodie" is then one product', async () => {
      const found = await shop.inShop((sql) => findProduct(sql, 'red hoodie'))
      expect(found).toMatchObject({ is: 'one', product: { sku: 'woo-hoodie-red', price: '42' } })
    })
  })

  describe('of Shopify', () => {
    const heading = `Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Price,Variant Taxable,Variant Barcode,Image Src,Gift Card,Status`
    const file = [
      heading,
      `kettle,Stovetop Kettle,"<p>Cream &amp; steel.</p><p>2 l</p>",Tilly,Kitchen,,true,Title,Default Title,,,KET-1,shopify,3495.00,true,'6161100601234,https://x.test/1.jpg,false,active`,
      `kettle,,,,,,,,,,,,,,,,https://x.test/2.jpg,,`,
      `apron,Linen Apron,,Tilly,Linen,,true,Colour,Sage,Size,S,APR-SG-S,shopify,2080.00,true,,,false,active`,
      `apron,,,,,,,,Sage,,L,,shopify,2280.00,true,,,,`,
      `gift,Gift card,,Tilly,Cards,,true,Title,Default Title,,,GIFT,,1000,false,,,true,active`,
      `lamp,Old lamp,,Tilly,,,true,Title,Default Title,,,LAMP,shopify,900,true,,,false,archived`,
      `bowl,Bowl,,Tilly,,,true,Title,Default Title,,,BOWL,shopify,dear,true,,,false,active`,
      '',
    ].join('\n')

    test('a product of one variant is a product; of several, each is one', async () => {
      const shop = await desk.business()
      const result = await shop.takes(importProducts, file)
      expect(result).toMatchObject({ layout: 'Shopify', read: 7, accepted: 4, parents: 1 })
      expect(result.setAside).toEqual({
        count: 1,
        rows: [{ row: 3, reason: 'another picture of kettle' }],
      })
      expect(result.refused.rows).toEqual([
        { row: 7, reason: 'it is archived in Shopify' },
        { row: 8, reason: 'Variant Price "dear" is not a number' },
      ])
      const all = await bySku(shop)
      expect(all.get('KET-1')).toMatchObject({
        ...{ name: 'Stovetop Kettle', price: '3495', barcode: '6161100601234', options: {} },
        ...{ description: 'Cream & steel.\n2 l', category: 'Kitchen', parentId: null },
      })
      const apron = all.get('apron')!
      expect(apron).toMatchObject({ name: 'Linen Apron', price: null, isStocked: false })
      const variants = (await products(shop)).filter(({ parentId }) => parentId === apron.id)
      expect(variants.map(({ name, price }) => [name, price])).toEqual([
        ['Linen Apron - Sage / S', '2080'],
        ['Linen Apron - Sage / L', '2280'],
      ])
      expect(variants[1]?.options).toEqual({ Colour: 'Sage', Size: 'L' })
      expect(all.get('GIFT')).toMatchObject({ isStocked: false, taxRate: '0' })
      const again = await shop.takes(importProducts, file)
      expect(again).toMatchObject({ accepted: 0, alreadyKnown: 4 })
    })
  })

  describe('of a list', () => {
    const list = `My shop,,,,,
Item code;Product name;Category;Selling price;VAT;Min stock
U-1;Unga 1kg;Flour;110,00;16;20
U-2;Unga 2kg;Flour;1.210,50;16 %;
;Sugar 1kg;;165,5;0,16;
;;Flour;1;;
U-1;Another;;1;;
T-1;Tea;;free;;
`

    test('columns go by many names; decimals and percentages as the list writes them', async () => {
      const shop = await desk.business()
      const result = await shop.takes(importProducts, list)
      expect(result).toMatchObject({ read: 6, added: 3, updated: 1, refused: { count: 2 } })
      expect(result.mapping).toMatchObject({ sku: 'Item code', price: 'Selling price' })
      expect(result.refused.rows.map(({ reason }) => reason)).toEqual([
        'there is neither a name nor an SKU',
        'Selling price "free" is not a number',
      ])
      const all = await bySku(shop)
      expect(all.get('U-2')).toMatchObject({ price: '1210.5', taxRate: '0.16' })
      expect(all.get('P-1')).toMatchObject({ name: 'Sugar 1kg', price: '165.5', taxRate: '0.16' })
    })

    test('a blank cell says nothing, and leaves what a person has written', async () => {
      const shop = await desk.business()
      await shop.takes(importProducts, 'sku,name,price,unit\nA,Apple,10,kg\n')
      const id = (await bySku(shop)).get('A')!.id
      await shop.inShop((sql) =>
        editProduct(sql, shop.owner, { id, changes: { category: 'Fruit' }, now: deskNow }),
      )
      await shop.takes(importProducts, 'sku,name,price,category\na,,12,\n')
      expect((await bySku(shop)).get('A')).toMatchObject({
        ...{ name: 'Apple', price: '12', unit: 'kg', category: 'Fruit' },
      })
    })

    test('sales of a till, before and after, are of the same product, by its SKU', async () => {
      const shop = await desk.business()
      const till = (no: number, name: string) =>
        `Invoice No,SKU,Item,Qty,Date,Unit Price\n${no},U-1,${name},2,2026-11-2${no} 10:00,110\n`
      await shop.sells(till(0, 'unga'))
      await shop.takes(importProducts, 'SKU,Name,Price\nU-1,Unga 1kg,115\n')
      await shop.sells(till(1, 'UNGA 1'))
      const [one, ...others] = await products(shop)
      expect(one).toMatchObject({ sku: 'U-1', name: 'Unga 1kg', price: '115' })
      expect(others).toEqual([])
    })

    test('a till sells what is in the catalogue, not its archived namesake', async () => {
      const shop = await desk.business()
      await shop.takes(importProducts, 'SKU,Name,Price\nU-1,Old unga,90\n')
      const { id } = (await bySku(shop)).get('U-1')!
      await shop.inShop((sql) => archiveProduct(sql, shop.owner, { id, now: deskNow }))
      await shop.takes(importProducts, 'SKU,Name,Price\nU-1,Unga 1kg,115\n')
      await shop.sells('Invoice No,SKU,Qty,Date,Unit Price\n1,U-1,2,2026-11-20 10:00,110\n')
      const sold = await shop.inShop(
        (sql) => sql`
          select p.name
          from order_lines l
          join products p on p.org_id = l.org_id and p.id = l.product_id`,
      )
      expect(sold).toMatchObject([{ name: 'Unga 1kg' }])
    })

    test('a workbook is read as a list is', async () => {
      const shop = await desk.business()
      const rows = [
        ['SKU', 'Name', 'Price'],
        ['0012', 'Café crème', 2.5],
      ]
      const workbook = Buffer.from(await writeXlsx({ sheets: [{ name: 'Products', rows }] }))
      expect(await shop.takes(importProducts, workbook)).toMatchObject({ form: 'XLSX', added: 1 })
      expect((await bySku(shop)).get('0012')).toMatchObject({ name: 'Café crème', price: '2.5' })
    })

    test('a mapping names columns that nobody could know', async () => {
      const shop = await desk.business()
      const file = 'sku,name,Wie viel\nA,Apfel,"1,50"\n'
      const mapping = { columns: { price: 'Wie viel' } }
      await shop.takes(importProducts, file, { mapping })
      expect((await bySku(shop)).get('A')?.price).toBe('1.5')
      const wrong = shop.takes(importProducts, file, { mapping: { columns: { price: 'Preis' } } })
      await expect(wrong).rejects.toThrow('The mapping\'s column "Preis" is not in the file')
    })

    test('a file without a column of a product is refused', async () => {
      const shop = await desk.business()
      await expect(shop.takes(importProducts, 'x,y\n1,2\n')).rejects.toThrow(
        'has no row of column names that we know',
      )
    })
  })
})
