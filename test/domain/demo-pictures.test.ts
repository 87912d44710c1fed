/** Story: the demo shop opens with a picture of every product, and knows them again on a stranger's screen. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Files, openFiles, StoreAway } from '#clients/files.ts'
import { catalogue } from '#domain/demo/catalogue.ts'
import { renderDrawing } from '#domain/demo/drawings/draw.ts'
import { hangPictures } from '#domain/demo/hang-pictures.ts'
import { stockShelves } from '#domain/demo/shelves.ts'
import type { Actor } from '#domain/identity.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { findByPicture } from '#domain/pictures/find-by-picture.ts'
import { listProductImages, removeProductImage } from '#domain/products/product-images.ts'
import { openEye } from '#main/eye.ts'
import { openTestDb, quiet, type TestDb } from '#test/support/database.ts'

const now = new Date('2026-11-20T14:20:00Z')
const eye = openEye()
/** Of 43: the others are the first of a few that are offered. */
const sureMin = 36

let opened: TestDb
let folder: string
let files: Files
beforeAll(async () => {
  opened = await openTestDb()
  folder = await mkdtemp(join(tmpdir(), 'tillie-pictures-'))
  files = openFiles(folder)
})
afterAll(async () => {
  await eye.close()
  await opened.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the pictures of the demo shop', () => {
  let hung: Awaited<ReturnType<typeof openShelves>>

  test('hang at every product, once, and one that was taken away stays away', async () => {
    const shop = await openShelves('Hung twice')
    await shop.hang()
    expect(await shop.pictures()).toEqual(catalogue.map(({ sku }) => sku).sort())

    await shop.takeAway('MUG-203')
    await shop.hang()

    const without = catalogue.map(({ sku }) => sku).filter((sku) => sku !== 'MUG-203')
    expect(await shop.pictures()).toEqual(without.sort())
  })

  test('come later when the store of files is away, and the shop opens all the same', async () => {
    const shop = await openShelves('Store away')
    await shop.hang({ ...files, put: () => Promise.reject(new StoreAway('The store is away.')) })
    expect(await shop.pictures()).toEqual([])

    await shop.hang()
    expect(await shop.pictures()).toHaveLength(catalogue.length)
    hung = shop
  })

  test("are known again in a screenshot of another shop's app", async () => {
    const missed: unknown[] = []
    let sure = 0
    for (const { sku } of catalogue) {
      const glance = await eye.look(await screenshotOf(sku))
      const { verdict, items } = await findByPicture({ db: opened.db, eye }, hung.actor, { glance })
      const [best] = items
      if (verdict === 'this') sure += 1
      if (verdict === 'none' || best?.product.sku !== sku) missed.push({ sku, verdict, items })
    }
    expect(missed).toEqual([])
    expect(sure).toBeGreaterThanOrEqual(sureMin)
  })
})

/** The demo shop before any trade, and who owns it. */
async function openShelves(name: string) {
  const { db } = opened
  const org = await createOrg(db, { name, currency: 'GBP', timezone: 'Europe/London' })
  const actor = await db.asOrg(org.id, async (sql): Promise<Actor> => {
    await stockShelves(sql, now)
    const { userId } = await addPerson(sql, { name: 'Nell Hartley', roles: ['owner'], now })
    return actorFor(sql, userId)
  })
  return { actor, hang, pictures, takeAway }

  function hang(into = files): Promise<void> {
    const hands = { files: into, eye, log: quiet }
    return hangPictures(db, org.id, { hands, by: actor.userId!, now })
  }

  /** SKUs, one for each picture that hangs and was looked at. */
  async function pictures(): Promise<string[]> {
    const rows = await db.asReader(
      org.id,
      (sql) => sql<{ sku: string }[]>`
        select p.sku
        from product_images i
        join products p on p.org_id = i.org_id and p.id = i.product_id
        where i.source = 'demo' and i.removed_at is null and i.width = 640
          and i.thumbnail_sha256 is not null and i.visual_print is not null
        order by p.sku collate "C"`,
    )
    return rows.map(({ sku }) => sku)
  }

  async function takeAway(sku: string): Promise<void> {
    await db.asOrg(org.id, async (sql) => {
      const [product] = await sql<{ id: string }[]>`select id from products where sku = ${sku}`
      const [image] = await listProductImages(sql, product!.id)
      await removeProductImage(sql, actor, { productId: product!.id, imageId: image!.id, now })
    })
  }
}

/** A stranger's app around it: bars above and below, a tag over a corner, cut and pressed hard. */
async function screenshotOf(sku: string): Promise<Uint8Array> {
  const cut = { left: 50, top: 40, width: 540, height: 560 }
  const picture = await sharp(await renderDrawing(sku))
    .extract(cut)
    .resize(390)
    .toBuffer()
  const bar = (left: number, top: number, width: number, height: number, background: string) => ({
    input: { create: { width, height, channels: 3 as const, background } },
    ...{ left, top },
  })
  return sharp({ create: { width: 390, height: 760, channels: 3, background: '#ffffff' } })
    .composite([
      { input: picture, left: 0, top: 96 },
      bar(0, 40, 390, 56, '#3b2f8f'),
      bar(20, 14, 44, 14, '#222222'),
      bar(0, 450, 104, 30, '#d32f2f'),
      bar(20, 530, 230, 20, '#222222'),
      bar(20, 566, 90, 24, '#d32f2f'),
      bar(20, 640, 350, 52, '#3b2f8f'),
    ])
    .jpeg({ quality: 40 })
    .toBuffer()
}
