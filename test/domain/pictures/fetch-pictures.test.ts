/** Story: a catalogue names pictures by their addresses; they are fetched, and what fails is told. */

import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isPublicAddress } from '#clients/public-address.ts'
import { importProducts } from '#domain/import/import-products.ts'
import { fetchedPictures, fetchPictures } from '#domain/pictures/fetch-pictures.ts'
import { listProductImages } from '#domain/products/product-images.ts'
import { quiet } from '#test/support/database.ts'
import { flatEye } from '#test/support/flat-eye.ts'
import { deskNow, openPictureDesk } from '#test/support/picture-desk.ts'

describe('pictures named by address', async () => {
  const desk = await openPictureDesk()
  const asked: string[] = []
  let isBusy = true
  let server: Server
  let shop = ''
  beforeAll(async () => {
    server = createServer((request, answer) => {
      const path = request.url ?? ''
      asked.push(path)
      if (path.startsWith('/busy') && isBusy) return answer.writeHead(503).end()
      if (path.startsWith('/none')) return answer.writeHead(404).end()
      if (path.startsWith('/inside'))
        return answer.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end()
      answer.end(path.startsWith('/text') ? 'no picture' : `bytes of ${path}`)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    shop = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.close()
    await desk.close()
  })
  const { db, duka, files } = desk
  let written = 0

  const brings = (csv: string, { dryRun }: { dryRun?: boolean } = {}) => {
    written += 1
    const file = join(desk.folder, `${written}.csv`)
    writeFileSync(file, csv.replaceAll('SHOP', shop))
    const { org, owner } = duka
    const given = { org, currency: 'KES', actorOf: async () => owner, mapping: { columns: {} } }
    return importProducts(db, { ...given, file, dryRun, now: () => deskNow })
  }
  const fetches = (now = deskNow) =>
    fetchPictures(
      {
        ...{ db, files, eye: flatEye(), clock: () => now, log: quiet },
        isOpen: (address) => address === '127.0.0.1' || isPublicAddress(address),
      },
      duka.org.id,
    )
  const told = () => db.asReader(duka.org.id, fetchedPictures)
  const imagesOf = (sku: string) =>
    duka.inShop(async (sql) => {
      const [product] = await sql<{ id: string }[]>`select id from products where sku = ${sku}`
      return listProductImages(sql, product!.id)
    })
  const later = (minutes: number) => new Date(deskNow.getTime() + minutes * 60_000)

  test('a dry run asks for none', async () => {
    const csv = 'SKU,Name,Price,Image URL\nMUG,Mug,450,SHOP/mug.jpg\n'
    expect(await brings(csv, { dryRun: true })).toMatchObject({ pictures: 1, added: 1 })
    expect(await told()).toMatchObject({ asked: 0 })
  })

  test('are fetched after the import, each with its outcome in a sentence', async () => {
    const csv = [
      'SKU,Name,Price,Images',
      'MUG,Mug,450,"SHOP/mug.jpg, SHOP/mug-2.jpg"',
      'KETTLE,Kettle,2100,SHOP/busy.jpg',
      'LAMP,Lamp,900,SHOP/none.jpg',
      'ROPE,Rope,90,SHOP/text.jpg',
      'CUP,Cup,90,SHOP/inside.jpg',
      'JUG,Jug,90,file:///etc/passwd',
    ].join('\n')
    expect(await brings(csv)).toMatchObject({ added: 6, pictures: 7 })
    expect(asked).toEqual([])
    expect(await fetches()).toBe(7)
    expect(await imagesOf('MUG')).toMatchObject([{ source: 'import' }, { source: 'import' }])
    const says = await told()
    expect(says).toMatchObject({ asked: 7, fetched: 2, waiting: 1, failed: 4 })
    expect(says.faults.map(({ sku, says, isOver }) => [sku, says, isOver])).toEqual([
      ['KETTLE', 'The link was answered with 503.', false],
      ['LAMP', 'The link was answered with 404.', true],
      ['ROPE', 'It is no picture.', true],
      ['CUP', 'The link leads to an address that is not on the public internet.', true],
      ['JUG', 'The link is no address that begins with http:// or https://.', true],
    ])
  })

  test('the same catalogue again asks for nothing that was asked before', async () => {
    const before = asked.length
    await brings('SKU,Name,Price,Images\nMUG,Mug,450,"SHOP/mug.jpg, SHOP/mug-2.jpg"\n')
    await fetches()
    expect(asked).toHaveLength(before)
    expect(await imagesOf('MUG')).toHaveLength(2)
  })

  test('one that was answered with "busy" is tried again later, three times at most', async () => {
    expect(await fetches(later(1))).toBe(0)
    expect(await fetches(later(6))).toBe(1)
    isBusy = false
    expect(await fetches(later(70))).toBe(1)
    expect(await told()).toMatchObject({ fetched: 3, waiting: 0 })
    isBusy = true
    await brings('SKU,Name,Price,Images\nPAN,Pan,450,SHOP/busy-2.jpg\n')
    for (const minutes of [80, 90, 160, 300, 600]) await fetches(later(minutes))
    expect(asked.filter((path) => path === '/busy-2.jpg')).toHaveLength(3)
    expect(await told()).toMatchObject({ waiting: 0, failed: 5 })
  })

  test('one whose process ended in the middle each time is given up', async () => {
    await brings('SKU,Name,Price,Images\nPOT,Pot,450,SHOP/pot.jpg\n')
    await duka.inShop((sql) => sql`update picture_fetches set tries = 3 where url like '%/pot.jpg'`)
    await fetches(later(900))
    expect(asked).not.toContain('/pot.jpg')
    expect((await told()).faults.at(-1)).toMatchObject({
      ...{ sku: 'POT', says: 'It was given up: each try broke off.', isOver: true },
    })
  })
})

describe('columns of pictures', async () => {
  const desk = await openPictureDesk()
  afterAll(desk.close)
  const urlsOf = async (csv: string) => {
    const file = join(desk.folder, 'list.csv')
    writeFileSync(file, csv)
    const { org, owner, inShop } = desk.duka
    const given = { org, currency: 'KES', actorOf: async () => owner, mapping: { columns: {} } }
    await importProducts(desk.db, { ...given, file, now: () => deskNow })
    const rows = await inShop(
      (sql) => sql<{ sku: string; url: string }[]>`
        select p.sku, f.url
        from picture_fetches f
        join products p on p.id = f.product_id
        order by f.id`,
    )
    return rows.map(({ sku, url }) => `${sku} ${url}`)
  }

  test('of Shopify are the product’s, and a variant’s its own', async () => {
    const csv = [
      'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Variant Image',
      'tee,Tee,Colour,Red,TEE-R,10,https://cdn.example/tee.jpg?v=1,https://cdn.example/red.jpg',
      'tee,,,Blue,TEE-B,10,https://cdn.example/back.jpg,',
      'tee,,,,,,https://cdn.example/side.jpg,',
      'cap,Cap,Title,Default Title,CAP,5,https://cdn.example/cap.jpg,',
    ].join('\n')
    expect(await urlsOf(csv)).toEqual([
      'tee https://cdn.example/tee.jpg?v=1',
      'tee https://cdn.example/back.jpg',
      'tee https://cdn.example/side.jpg',
      'CAP https://cdn.example/cap.jpg',
      'TEE-R https://cdn.example/red.jpg',
    ])
  })
})
