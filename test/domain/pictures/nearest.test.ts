/** Story: many pictures that are much alike; signs say which may be near, vectors which are. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chanceOf } from '#domain/demo/chance.ts'
import { createOrg } from '#domain/org.ts'
import { nearestPictures, vectorText } from '#domain/pictures/nearest.ts'
import { keepRegionIndex } from '#domain/pictures/region-hnsw.ts'
import { signsLength, signsOf } from '#domain/pictures/signs.ts'
import { openTestDb } from '#test/support/database.ts'

const model = 'flat-1'
const length = 512
const pictures = 300
const limit = 5

describe('pictures that are much alike', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const shop = { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' }
  const { id: orgId } = await createOrg(db, shop)
  const { next } = chanceOf('alike')
  // Shares of a few things, and more of the one or the other: as pictures of shelves are.
  const things = Array.from({ length: 24 }, () => regionOf(() => next() - 0.5))
  const mixed = () => {
    const shares = things.map(() => next() ** 4)
    return regionOf((at) => things.reduce((sum, thing, n) => sum + shares[n]! * thing[at]!, 0))
  }
  const kept = Array.from({ length: pictures }, () => [mixed(), mixed()])
  const questions = Array.from({ length: 12 }, () => [mixed(), mixed(), mixed()])
  const found = (regions: Float32Array[]) =>
    db.asReader(orgId, (sql) => nearestPictures(sql, { regions, model, limit }))

  beforeAll(() =>
    db.asOwner(async (sql) => {
      const rows = kept.flatMap((regions, image) =>
        regions.map((region, at) => ({ image, at, text: vectorText(region) })),
      )
      await sql.begin(async (sql) => {
        await sql`set local session_replication_role = replica` // Rows of no picture will do.
        await sql`
          insert into product_image_regions (org_id, image_id, model, region, vector)
          select ${orgId}, image, ${model}, region, vector::halfvec
          from unnest(${rows.map(({ image }) => image)}::bigint[],
            ${rows.map(({ at }) => at)}::smallint[],
            ${rows.map(({ text }) => text)}::text[]) as t (image, region, vector)`
      })
      await sql`analyze product_image_regions`
    }),
  )

  test('those found are the nearest of all, in their order', async () => {
    for (const regions of questions) {
      const near = await found(regions)
      const truth = trulyNearest(regions)
      expect(near.map(({ imageId }) => imageId)).toEqual(truth.map(({ imageId }) => imageId))
      for (const [at, { similarity }] of near.entries())
        expect(similarity).toBeCloseTo(truth[at]!.similarity, 3)
    }
  })

  test('nothing of it stays set for what the transaction asks next', async () => {
    const settings = await db.asReader(orgId, async (sql) => {
      await nearestPictures(sql, { regions: questions[0]!, model, limit })
      return sql`
        select current_setting('enable_seqscan') as rows,
          current_setting('enable_bitmapscan') as maps, current_setting('plan_cache_mode') as plans`
    })
    expect(settings).toEqual([{ rows: 'on', maps: 'on', plans: 'auto' }])
  })

  test('the database takes the same signs, and they tell the angle', async () => {
    const [one, other] = kept[0]!
    const [row] = await db.asReader(
      orgId,
      (sql) => sql<{ own: number; apart: number; cosine: number }[]>`
        select a.signs <~> ${signsOf(one!)}::"bit" as own, a.signs <~> b.signs as apart,
          1 - (a.vector <=> b.vector) as cosine
        from product_image_regions a
        join product_image_regions b using (image_id)
        where image_id = 0 and a.region = 0 and b.region = 1`,
    )
    // Its vectors have fewer digits, so that figures next to nothing may change sides.
    expect(row!.own).toBeLessThan(10)
    expect(row!.cosine).toBeCloseTo(dot(one!, other!), 2)
    const share = Math.acos(row!.cosine) / Math.PI
    const deviation = Math.sqrt(signsLength * share * (1 - share))
    expect(Math.abs(row!.apart - signsLength * share)).toBeLessThan(3.5 * deviation)
  })

  test('an index of its own finds what is first, with the same likeness', async () => {
    expect(await keepRegionIndex(db, orgId, { from: 0 })).toBe('made')
    for (const regions of questions) {
      const [first, ...others] = await found(regions)
      const [truly] = trulyNearest(regions)
      expect(first!.imageId).toBe(truly!.imageId)
      expect(first!.similarity).toBeCloseTo(truly!.similarity, 3)
      expect(others).toHaveLength(limit - 1)
    }
  })

  function trulyNearest(regions: Float32Array[]) {
    const likeness = (own: Float32Array[]) =>
      Math.max(...own.flatMap((one) => regions.map((other) => dot(one, other))))
    return kept
      .map((own, at) => ({ imageId: `${at}`, similarity: likeness(own) }))
      .sort((one, other) => other.similarity - one.similarity)
      .slice(0, limit)
  }
})

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, figure, at) => sum + figure * other[at]!, 0)
}

function regionOf(figure: (at: number) => number): Float32Array {
  const figures = Array.from({ length }, (_, at) => figure(at))
  const whole = Math.hypot(...figures)
  return new Float32Array(figures.map((each) => each / whole))
}
