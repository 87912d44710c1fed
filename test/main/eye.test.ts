/** Story: pictures are looked at beside the service, and what goes wrong there stays there. */
import sharp from 'sharp'
import { afterEach, describe, expect, test } from 'vitest'
import type { Eye } from '#domain/pictures/eye.ts'
import { openEye } from '#main/eye.ts'
import { drawEan13 } from '#test/support/drawn-codes.ts'

const bad = new URL('./bad-eye-worker.ts', import.meta.url)
const opened: Eye[] = []
const open = (options?: Parameters<typeof openEye>[0]) => {
  const eye = openEye(options)
  opened.push(eye)
  return eye
}
afterEach(() => Promise.all(opened.splice(0).map((eye) => eye.close())))

const drawing = (background: string) =>
  sharp({ create: { width: 300, height: 200, channels: 3, background } })
    .withExif({ IFD0: { Copyright: 'Achieng' } })
    .jpeg()
    .toBuffer()

describe('the eye', () => {
  test('gives the photo as it may be kept, and what it shows', async () => {
    const glance = await open().look(await drawing('#c03020'))
    expect(glance).toMatchObject({ codes: [], parts: [], photo: { mime: 'image/jpeg' } })
    expect(glance.sought.regions.length).toBeGreaterThan(0)
    expect(Buffer.from(glance.photo.bytes).includes('Achieng')).toBe(false)
  })

  test('knows a kept picture again, across its thread', async () => {
    const eye = open()
    const bytes = await sharp(await drawing('#ffffff'))
      .composite([
        {
          input: await sharp(await drawing('#2040c0'))
            .resize(90, 120)
            .toBuffer(),
          left: 60,
          top: 30,
        },
      ])
      .png()
      .toBuffer()
    const { seen, thumbnail } = await eye.keep(bytes)
    const { sought, model } = await eye.look(bytes)
    expect(seen.model).toBe(model)
    expect((await sharp(thumbnail).metadata()).format).toBe('jpeg')
    const [match] = await eye.compare(sought, [{ id: '7', print: seen.print, similarity: 0.9 }])
    expect(match!.id).toBe('7')
    expect(match!.score).toBeGreaterThan(0.5)
  })

  test('reads a barcode on one product of a large photo, for whoever works here', async () => {
    const { width, height, pixels } = drawEan13('5901234123457', 3)
    const label = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer()
    const shelf = await sharp({
      create: { width: 1400, height: 1000, channels: 3, background: '#c8b090' },
    })
      .composite([{ input: label, left: 700, top: 600 }])
      .jpeg({ quality: 80 })
      .toBuffer()
    const { codes } = await open().look(shelf, { inParts: true })
    expect(codes.map(({ text }) => text)).toEqual(['5901234123457'])
  })

  test('refuses what is no picture in a sentence, and goes on', async () => {
    const eye = open()
    const hello = new TextEncoder().encode('hello')
    await expect(eye.look(hello)).rejects.toMatchObject({ name: 'Refusal' })
    await expect(eye.keep(hello)).rejects.toMatchObject({ name: 'Refusal' })
    expect((await eye.look(await drawing('#fff'))).photo.mime).toBe('image/jpeg')
  })

  test.each([
    ['crash', 'the thread ended with 3', 60_000],
    ['throw', 'blind', 60_000],
    ['hang', 'a picture took over 5000 ms', 5_000],
  ])('loses one picture alone to a thread that does a %s', async (what, said, lookMsMax) => {
    const eye = open({ lookMsMax, worker: bad })
    const first = eye.look(new TextEncoder().encode(what))
    const next = eye.look(new TextEncoder().encode('fine'))
    await expect(first).rejects.toThrow(said)
    expect(await next).toEqual({ saw: 'fine' })
  })
})
