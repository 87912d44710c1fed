/** Story: the model changes, and pictures are looked at anew while the old look still serves. */
import { afterAll, describe, expect, test } from 'vitest'
import { type Files, StoreAway } from '#clients/files.ts'
import { nearestPictures } from '#domain/pictures/nearest.ts'
import { seePictures } from '#domain/pictures/see-pictures.ts'
import { listProductImages } from '#domain/products/product-images.ts'
import { quiet } from '#test/support/database.ts'
import { flatEye, flatRegion } from '#test/support/flat-eye.ts'
import { deskNow, openPictureDesk } from '#test/support/picture-desk.ts'

describe('pictures are looked at anew', async () => {
  const desk = await openPictureDesk()
  afterAll(desk.close)
  const { db, duka, files } = desk
  const looker = (
    model: string,
    more: { files?: Files; eye?: ReturnType<typeof flatEye> } = {},
  ) => {
    const eye = flatEye(model)
    const deps = { db, files, eye, clock: () => deskNow, log: quiet, model, ...more }
    return { eye, see: (atMost?: number) => seePictures(deps, duka.org.id, { atMost }) }
  }
  const rows = () =>
    duka.inShop(
      (sql) => sql<{ model: string; pictures: number }[]>`
        select model, count(distinct image_id)::integer as pictures
        from product_image_regions
        group by model
        order by model`,
    )
  const found = (content: string, model: string) =>
    duka.inShop((sql) => {
      // The old model's bytes were those that were sent, the new one's those that were kept.
      const regions = [flatRegion(Buffer.from(content), 0)]
      return nearestPictures(sql, { regions, model, limit: 1 })
    })
  const faults = () =>
    duka.inShop(
      (sql) => sql`
        select visual_tries as tries, visual_fault as fault from product_images
        where visual_fault is not null`,
    )

  test('in batches, the old look standing until all have the new one', async () => {
    const product = await duka.product('MUG-1')
    const images = []
    for (const content of ['one', 'two', 'three']) images.push(await duka.picture(product, content))
    const { see, eye } = looker('flat-2')
    expect(await see(2)).toBe(2)
    expect(await rows()).toEqual([
      { model: 'flat-1', pictures: 3 },
      { model: 'flat-2', pictures: 2 },
    ])
    expect((await found('three', 'flat-1'))[0]).toMatchObject({ imageId: images[2]!.id })
    expect(await see()).toBe(1)
    expect(await rows()).toEqual([{ model: 'flat-2', pictures: 3 }])
    expect((await found('kept three', 'flat-2'))[0]!.imageId).toBe(images[2]!.id)
    expect(await see()).toBe(0)
    expect(eye.seen).toBe(3)
  })

  test('one from before thumbnails were made gets its own', async () => {
    const product = await duka.product('MUG-2')
    const { id } = await duka.picture(product, 'old')
    await duka.inShop(
      (sql) => sql`
        update product_images
        set width = null, height = null, thumbnail_sha256 = null, thumbnail_file_id = null,
          visual_model = null, visual_print = null
        where id = ${id}`,
    )
    await looker('flat-2').see()
    const [image] = await duka.inShop((sql) => listProductImages(sql, product))
    expect(image).toMatchObject({ width: 640, height: 480 })
    const small = await files.get(duka.org.id, image!.thumbnailSha256!)
    expect(Buffer.from(small).toString()).toBe('small kept old')
  })

  test('one that the eye fails on is tried three times, and again by the next model', async () => {
    const product = await duka.product('MUG-3')
    await duka.picture(product, 'hard')
    const fails = (model: string) => {
      const eye = flatEye(model)
      const keep = eye.keep
      eye.keep = async (bytes) => {
        const kept = await keep(bytes)
        if (Buffer.from(bytes).toString() === 'kept hard')
          throw new Error('the thread ended with 1')
        return kept
      }
      return looker(model, { eye })
    }
    const { see } = fails('flat-3')
    for (let night = 0; night < 5; night++) await see()
    expect(await faults()).toEqual([{ tries: 3, fault: 'the thread ended with 1' }])
    // The others once, this one three times; nothing waits for it.
    expect((await rows()).map(({ model }) => model)).toEqual(['flat-3'])
    await looker('flat-4').see()
    expect(await faults()).toEqual([])
    expect((await found('kept hard', 'flat-4'))[0]!.similarity).toBeCloseTo(1, 2)
  })

  test('one whose bytes are lost is noted once; while the store is away nothing is held against any', async () => {
    const product = await duka.product('MUG-4')
    const { sha256 } = await duka.picture(product, 'lost')
    const away: Files = {
      ...files,
      get: async () => {
        throw new StoreAway(new Error('connect ECONNREFUSED'))
      },
    }
    await expect(looker('flat-5', { files: away }).see()).rejects.toThrow(StoreAway)
    expect(await faults()).toEqual([])
    await files.remove(duka.org.id, sha256)
    const { see, eye } = looker('flat-5')
    await see()
    await see()
    expect(await faults()).toEqual([{ tries: 3, fault: `stored file ${sha256} is not there` }])
    expect(eye.seen).toBe(5)
  })
})
