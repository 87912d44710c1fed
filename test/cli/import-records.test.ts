/** The command line takes in what a business has: its catalogue, then its stock and its customers. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { openTerminal } from './terminal.ts'

const woo = fileURLToPath(
  new URL('../fixtures/products/woocommerce-sample-products.csv', import.meta.url),
)
const business = '--org Webshop --currency USD --timezone Europe/London'

describe('tillie import', () => {
  const { folder, tillie, close } = openTerminal()
  afterAll(close)
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  test('a file that is no catalogue leaves no business behind, and a dry run neither', async () => {
    const none = await tillie(`import products ${written('x.csv', 'a,b\n1,2\n')} ${business}`)
    expect(none).toMatchObject({ status: 1, out: '' })
    const dry = await tillie(`import products ${woo} ${business} --dry-run --json`)
    expect(JSON.parse(dry.out)).toMatchObject({ read: 25, accepted: 25, dryRun: true })
    expect((await tillie('ask --org Webshop hello')).err).toBe(
      'There is no business called Webshop.\n',
    )
  })

  test('products are read, counted and told; the same file again is known', async () => {
    const first = await tillie(`import products ${woo} ${business} --json`)
    expect(first).toMatchObject({ status: 0, err: '' })
    expect(JSON.parse(first.out)).toMatchObject({
      ...{ org: 'Webshop', layout: 'WooCommerce', read: 25, accepted: 25, parents: 2 },
      refused: { count: 0, rows: [] },
      ...{ pictures: 33, fetched: { asked: 33, fetched: 0, waiting: 33, failed: 0, faults: [] } },
    })
    const again = await tillie(`import products ${woo} --org Webshop`)
    expect(again.out).toMatch(/25 rows read, 0 accepted .*, 25 known already, 0 refused/)
    expect(again.out).toContain('33 waiting, 0 failed. A Tillie that runs fetches those that wait.')
  })

  test('pictures come from a folder of files named by SKU, and an address that fails is told', async () => {
    const photos = join(folder, 'photos')
    mkdirSync(photos)
    const create = { width: 64, height: 48, channels: 3 as const, background: '#2050a0' }
    await sharp({ create }).jpeg().toFile(join(photos, 'woo-cap.jpg'))
    await sharp({ create }).jpeg().toFile(join(photos, 'nobody.jpg'))
    writeFileSync(join(photos, 'woo-belt.jpg'), 'words')
    const taken = await tillie(`import pictures ${photos} --org Webshop`)
    expect(taken.out).toBe(
      [
        'Webshop: 3 files, 1 added, 0 known already, 1 of no product, 1 refused.',
        'Of no product: 1',
        '  nobody.jpg: no product has the SKU nobody',
        'Refused: 1',
        '  woo-belt.jpg: That file is not a picture that can be opened; send a JPEG, PNG or WebP.\n',
      ].join('\n'),
    )
    const list = written('new.csv', 'SKU,Name,Image URL\nnew-1,New,http://127.0.0.1/new.jpg\n')
    const now = await tillie(
      `import products ${list} --org Webshop --fetch-pictures --now 2020-01-01`,
    )
    expect(now.out).toContain('Pictures: 34 addresses, 0 fetched, 33 waiting, 1 failed.')
    expect(now.out).toContain(
      'new-1: http://127.0.0.1/new.jpg: The link leads to an address that is not on the public internet.',
    )
  })

  test('stock and customers come from lists of their own', async () => {
    const stock = written('stock.csv', 'SKU,Qty,Cost\nwoo-cap,12,7.25\nnone,1,1\n')
    const taken = JSON.parse((await tillie(`import stock ${stock} --org Webshop --json`)).out)
    expect(taken).toMatchObject({ read: 2, accepted: 1, refused: { count: 1 } })
    expect(taken.refused.rows).toEqual([
      { row: 3, reason: 'none is not in the catalogue: import the products first' },
    ])
    const people = written('people.csv', 'Name,Phone\nRiverside Hotel,+254700000010\n')
    const customers = await tillie(`import customers ${people} --org Webshop`)
    expect(customers.out).toMatch(/1 accepted \(1 new, 0 changed\)/)
  })
})
