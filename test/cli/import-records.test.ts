/** The command line takes in what a business has: its catalogue, then its stock and its customers. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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
    })
    const again = await tillie(`import products ${woo} --org Webshop`)
    expect(again.out).toMatch(/25 rows read, 0 accepted .*, 25 known already, 0 refused/)
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
