/**
 * Story: whether a customer's photo leaves the house. Without a setting it never does; with one, those
 * that their looks settle stay, and the others go small and bare. Real webhooks, pixels and jobs.
 */
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openMetrics } from '#http/metrics.ts'
import { jobsOf } from '#main/jobs-of.ts'
import { openDescribingServer } from '#test/support/describing-server.ts'
import {
  nothingKnown,
  openPhotoShop,
  type PhotoShop,
  pictured,
  screenshotOf,
} from '#test/support/photo-shop.ts'

const sees = { TILLIE_PICTURE_MODEL: 'sees', TILLIE_EMBEDDING_MODEL: 'embeds' }

describe.each([
  ['a setting', sees],
  ['none', {}],
])('a shop with %s that names a model for pictures', { timeout: 60_000 }, async (_, settings) => {
  const isAsked = 'TILLIE_PICTURE_MODEL' in settings
  const server = await openDescribingServer()
  let shop: PhotoShop
  beforeAll(async () => {
    server.says(() => ({ type: 'thing', brand: '', colour: '', material: '', text: '' }))
    shop = await openPhotoShop({ settings: { ...settings, OPENAI_BASE_URL: server.url } })
  }, 120_000)
  beforeEach(() => {
    server.asked.length = 0
  })
  afterAll(async () => {
    await shop.close()
    await server.close()
  })
  const sent = () =>
    server.of('/chat/completions').map(({ body }) => {
      const [part] = body.messages!.at(-1)!.content as [{ image_url: { url: string } }]
      return Buffer.from(part.image_url.url.split(',')[1]!, 'base64')
    })

  test('has the pictures of its catalogue described by the job, or by nobody', async () => {
    const jobs = jobsOf(shop.tillie.house, openMetrics(shop.db), {} as Parameters<typeof jobsOf>[2])
    await jobs['describe-pictures'](shop.org.id)
    expect(sent()).toHaveLength(isAsked ? pictured.length : 0)
    expect(server.asked).toHaveLength(isAsked ? 2 * pictured.length : 0)
  })

  test('shows nobody a screenshot that its looks settle', async () => {
    const [told] = await shop.says('customer', '', { photos: [await screenshotOf('COF-110')] })
    expect(told!.text).toContain('Cafetière')
    expect(server.asked).toEqual([])
  })

  test('sends a photo that they do not small, without metadata, or not at all', async () => {
    const photo = await sharp(await nothingKnown())
      .resize(3_000)
      .withExif({ IFD0: { Copyright: 'canary' }, IFD3: { GPSLatitude: '1/1 16/1 0/1' } })
      .jpeg()
      .toBuffer()
    const [told] = await shop.says('customer', 'have you got this?', { photos: [photo] })
    expect(told!.text.length).toBeGreaterThan(0)
    expect(sent()).toHaveLength(isAsked ? 1 : 0)
    for (const jpeg of sent()) {
      const { format, width, exif, icc } = await sharp(jpeg).metadata()
      expect([format, width, exif, icc]).toEqual(['jpeg', 512, undefined, undefined])
      expect(jpeg.includes('canary')).toBe(false)
    }
    expect(server.of('/embeddings').map(({ body }) => body.input)).toEqual(
      isAsked ? ['have you got this?. thing'] : [],
    )
  })
})
