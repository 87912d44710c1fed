/** The image search of the API: what a picture shows, for whom, and what is refused. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '#config.ts'
import { renderDrawing } from '#domain/demo/drawings/draw.ts'
import { openEye } from '#main/eye.ts'
import { openFileStores } from '#main/file-store.ts'
import { openTestDb } from '#test/support/database.ts'
import { nothingKnown, screenshotOf } from '#test/support/photo-shop.ts'
import { openDesk, type Told } from './desk.ts'

describe('POST /products/image-search', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillie-image-search-'))
  const { db, close } = await openTestDb()
  const eye = openEye()
  const stores = openFileStores(readConfig({ TILLIE_DATA: folder }))
  afterAll(async () => {
    await eye.close()
    await close()
    rmSync(folder, { recursive: true })
  })
  const desk = await openDesk(db, { ...stores, eye })
  const owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
  const customer = await desk.joins(desk.duka, 'customer', 'Juma')
  const rival = await desk.joins(desk.rival, 'owner', 'Rita')
  const path = '/products/image-search'

  test('finds the product in a screenshot, for a customer too', async () => {
    for (const sku of ['COF-110', 'LAM-501', 'MUG-203']) {
      const { body } = await owner.calls('POST', '/products', {
        name: `Thing ${sku}`,
        sku,
        price: '450',
      })
      await owner.calls('POST', `/products/${body.id}/images`, await renderDrawing(sku))
    }
    const found = await customer.calls('POST', path, await screenshotOf('LAM-501'))
    expect(found.status).toBe(200)
    expect(found.body.verdict).toBe('this')
    expect(found.body.items[0]).toMatchObject({
      product: { sku: 'LAM-501', price: '450', stock: 'ask us' },
      by: 'looks',
      imageId: expect.stringMatching(/^\d+$/),
    })
    expect(found.body.items[0].score).toBeGreaterThan(0.5)
  })

  test('takes a form with words, and gives no more than asked for', async () => {
    const form = new FormData()
    form.append('file', new File([Uint8Array.from(await nothingKnown())], 'x.jpg'))
    form.append('words', 'do you have thing MUG-203?')
    const headers = { authorization: `Bearer ${customer.token}` }
    const init = { method: 'POST', headers, body: form }
    const answer = await desk.app.request(`/api/v1${path}?limit=1`, init)
    const { verdict, items } = (await answer.json()) as Told['body']
    expect({
      verdict,
      skus: items.map(({ product }: { product: { sku: string } }) => product.sku),
    }).toEqual({
      verdict: 'maybe',
      skus: ['MUG-203'],
    })
  })

  test('finds nothing of another business, and says none to what nobody sells', async () => {
    const theirs = await rival.calls('POST', path, await screenshotOf('LAM-501'))
    expect(theirs.body).toEqual({ verdict: 'none', items: [] })
    const unknown = await customer.calls('POST', path, await nothingKnown(7))
    expect(unknown.body).toEqual({ verdict: 'none', items: [] })
  })

  test('refuses what is no picture in a sentence, and strangers at all', async () => {
    const bad = await customer.calls('POST', path, new TextEncoder().encode('hello'))
    expect(bad.status).toBe(422)
    const stranger = await desk.app.request(`/api/v1${path}`, { method: 'POST', body: 'x' })
    expect(stranger.status).toBe(401)
  })
})
