/** Story: pictures come to products, are kept once, are taken away, and come again. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { nearestPictures } from '#domain/pictures/nearest.ts'
import { hasRegionIndex, keepRegionIndex } from '#domain/pictures/region-hnsw.ts'
import { archiveProduct } from '#domain/products/archive-product.ts'
import {
  imagesMax,
  listProductImages,
  removeProductImage,
} from '#domain/products/product-images.ts'
import { pruneReports } from '#reports/desk/prune.ts'
import { flatRegion } from '#test/support/flat-eye.ts'
import { deskNow, openPictureDesk } from '#test/support/picture-desk.ts'

const later = (hours: number) => new Date(deskNow.getTime() + hours * 3_600_000)

describe('pictures of products', async () => {
  const desk = await openPictureDesk()
  afterAll(desk.close)
  const { db, duka, rival, files } = desk
  let count = 0
  let [mug, kettle] = ['', '']
  beforeEach(async () => {
    count += 1
    mug = await duka.product(`MUG-${count}`)
    kettle = await duka.product(`KETTLE-${count}`)
  })
  const images = (productId: string) => duka.inShop((sql) => listProductImages(sql, productId))
  const near = (content: string, limit = 10, org = duka) =>
    org.inShop((sql) =>
      nearestPictures(sql, {
        regions: [flatRegion(Buffer.from(content), 0), flatRegion(Buffer.from(content), 1)],
        ...{ model: 'flat-1', limit },
      }),
    )
  const takeAway = (productId: string, imageId: string, now = deskNow) =>
    duka.inShop((sql, actor) => removeProductImage(sql, actor, { productId, imageId, now }))
  const prune = (now: Date) =>
    pruneReports({ db, files, folder: `${desk.folder}/growing` }, duka.org.id, now)

  test('the same bytes are one picture of a product, and one object for all products', async () => {
    const before = duka.stored().length
    const first = await duka.picture(mug, 'blue mug')
    expect(first).toMatchObject({ isNew: true, width: 640, height: 480, source: 'api' })
    const again = await duka.picture(mug, 'blue mug')
    expect(again).toMatchObject({ isNew: false, id: first.id })
    const other = await duka.picture(kettle, 'blue mug')
    expect(other.isNew).toBe(true)
    expect(await images(mug)).toHaveLength(1)
    // The picture and its thumbnail.
    expect(duka.stored().length - before).toBe(2)
    const small = await files.get(duka.org.id, first.thumbnailSha256!)
    expect(Buffer.from(small).toString()).toBe('small blue mug')
  })

  test('what is refused leaves nothing behind', async () => {
    const before = duka.stored()
    await expect(duka.picture(mug, 'no picture')).rejects.toThrow('It is no picture.')
    expect(await images(mug)).toEqual([])
    expect(duka.stored()).toEqual(before)
  })

  test('a product has twenty at most', async () => {
    for (let at = 0; at < imagesMax; at++) await duka.picture(mug, `side ${at}`)
    await expect(duka.picture(mug, 'one more')).rejects.toThrow('20 pictures at most')
    expect((await duka.picture(mug, 'side 3')).isNew).toBe(false)
  })

  test('one that is taken away is gone from sight; the audit log and its row remember it', async () => {
    const { id } = await duka.picture(mug, 'old mug')
    expect((await near('old mug'))[0]).toMatchObject({ imageId: id })
    expect(await takeAway(mug, id)).toBe(true)
    expect(await takeAway(mug, id)).toBe(false)
    expect(await images(mug)).toEqual([])
    expect((await near('old mug', 100)).map(({ imageId }) => imageId)).not.toContain(id)
    const log = await duka.inShop(
      (sql) => sql`
        select action from audit_log
        where subject = ${`product:${mug}`} and action like 'product.picture%'
        order by id`,
    )
    expect(log.map(({ action }) => action)).toEqual([
      'product.picture_added',
      'product.picture_removed',
    ])
    const rows = await duka.inShop(
      (sql) => sql`
      select removed_at, removed_by from product_images where id = ${id}`,
    )
    expect(rows).toEqual([{ removed_at: deskNow, removed_by: duka.owner.userId }])
  })

  test('its bytes go a night later, unless another product has the same; and it may come again', async () => {
    const [one, other] = [await duka.picture(mug, 'shared'), await duka.picture(kettle, 'shared')]
    const bytes = () => files.get(duka.org.id, one.sha256)
    await takeAway(mug, one.id)
    await prune(later(24))
    expect(Buffer.from(await bytes()).toString()).toBe('kept shared')
    await takeAway(kettle, other.id, later(24))
    await prune(later(25))
    expect(await bytes()).toBeDefined()
    await prune(later(48))
    await expect(bytes()).rejects.toThrow('is not there')
    await expect(files.get(duka.org.id, one.thumbnailSha256!)).rejects.toThrow('is not there')
    const again = await duka.picture(mug, 'shared', { now: later(49) })
    expect([again.isNew, again.id === one.id]).toEqual([true, false])
    await prune(later(96))
    expect(await bytes()).toBeDefined()
  })

  test('archived products and those of other businesses are not near, and limits are kept', async () => {
    const own = await duka.picture(mug, 'red lamp')
    const hidden = await duka.picture(kettle, 'red lamp')
    const theirs = await rival.picture(await rival.product(`LAMP-${count}`), 'red lamp')
    await duka.inShop((sql, actor) => archiveProduct(sql, actor, { id: kettle, now: deskNow }))
    for (const isIndexed of [false, true]) {
      await keepRegionIndex(db, duka.org.id, { from: isIndexed ? 1 : 1_000_000 })
      expect(await duka.inShop(hasRegionIndex)).toBe(isIndexed)
      const found = await near('red lamp', 5)
      expect(found).toHaveLength(5)
      expect(found[0]!.imageId).toBe(own.id)
      expect(found[0]!.similarity).toBeCloseTo(1, 2)
      expect(found.map(({ imageId }) => imageId)).not.toContain(hidden.id)
      expect(new Set(found.map(({ imageId }) => imageId)).size).toBe(5)
      expect((await near('red lamp', 5, rival))[0]!.imageId).toBe(theirs.id)
    }
  })

  test('a business gets its index when it has many pictures, and loses it when it has few', async () => {
    await duka.picture(mug, 'a')
    const upkeep = (from: number) => keepRegionIndex(db, duka.org.id, { from })
    await upkeep(1_000_000)
    expect(await upkeep(1)).toBe('made')
    expect(await upkeep(1)).toBe('as it was')
    const [{ pictures }] = (await duka.inShop(
      (sql) => sql`
        select count(*)::integer as pictures from product_images where removed_at is null`,
    )) as unknown as [{ pictures: number }]
    // Between half and all of the bound it stays, so that it is not made and dropped in turns.
    expect(await upkeep(pictures + 1)).toBe('as it was')
    expect(await upkeep(pictures * 2 + 1)).toBe('dropped')
    expect(await duka.inShop(hasRegionIndex)).toBe(false)
    expect(await rival.inShop(hasRegionIndex)).toBe(false)
  })
})
