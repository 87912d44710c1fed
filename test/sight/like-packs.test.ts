/** Story: a shop has one flavour of a make; customers send it with a label over it, and the flavour that it has not. */
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { openPicture } from '#sight/open-picture.ts'
import { panelsOf } from '#sight/panels.ts'
import { verdictOf } from '#sight/verdict.ts'
import { compare, see, seek } from '#sight/visual.ts'
import { drawnPack, drawnProduct, products } from './drawn-pictures.ts'

const cherry = { fruit: [190, 20, 50], rhythm: 3 } as const
const pear = { fruit: [150, 180, 60], rhythm: 5 } as const

const pack = await drawnPack(cherry)
const others = await Promise.all(
  products.map(async (id) => ({ id: String(id), bytes: await drawnProduct(id) })),
)
const catalogue = await Promise.all(
  [{ id: 'cherry', bytes: pack }, ...others].map(async ({ id, bytes }) => ({
    ...{ id, similarity: 0.5 },
    ...see(await openPicture(bytes)),
  })),
)

async function asked(bytes: Uint8Array) {
  const matches = compare(seek(await openPicture(bytes)), catalogue)
  const { rest } = matches.find(({ id }) => id === 'cherry')!.closely
  return { first: matches[0]!.id, verdict: verdictOf(matches.map(({ score }) => score)), rest }
}

function block(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()
}

describe('of two packs of one make', () => {
  test('the other flavour is not called the one there is, though most of it agrees', async () => {
    const { verdict, rest } = await asked(await drawnPack(pear))
    expect(verdict).not.toBe('this')
    expect(rest!.tolerant).toBeGreaterThan(3)
  })

  test('the same is found, and nothing is left over, under a label and in another light', async () => {
    const input = await block(90, 34, '#d50000')
    const dimmed = await sharp(pack).linear(0.75, 8).png().toBuffer()
    const labelled = await sharp(dimmed)
      .composite([{ input, left: 60, top: 120 }])
      .jpeg({ quality: 60 })
      .toBuffer()
    const { first, verdict, rest } = await asked(labelled)
    expect(first).toBe('cherry')
    expect(verdict).not.toBe('none')
    expect(rest!.tolerant).toBeLessThan(2)
    expect(rest!.gain).toBeCloseTo(0.75, 1)
  })
})

test('a narrow bottle beside words is looked at on its own', async () => {
  const narrow = await sharp(pack).extract({ left: 88, top: 20, width: 64, height: 200 }).toBuffer()
  const word = await block(200, 12, '#222222')
  const words = [0, 1, 2].map((at) => ({ input: word, left: 30, top: 420 + at * 30 }))
  const screen = await sharp({
    create: { width: 400, height: 860, channels: 3, background: '#fff' },
  })
    .composite([{ input: narrow, left: 160, top: 180 }, ...words])
    .png()
    .toBuffer()
  const picture = await openPicture(screen)
  const scale = picture.height / 860
  const [window] = panelsOf(picture, 5)
  expect(window!.width / scale).toBeLessThan(80)
  expect(window!.height / scale).toBeGreaterThan(180)
})
