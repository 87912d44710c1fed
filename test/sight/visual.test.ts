/** Story: a catalogue of six drawn products; customers send one of them cut, squeezed, framed, or something else. */
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { openPicture } from '#sight/open-picture.ts'
import { verdictOf } from '#sight/verdict.ts'
import { compare, see, seek, visualDimensions } from '#sight/visual.ts'
import { drawnProduct, type Product, products } from './drawn-pictures.ts'

const pictures = new Map<Product, Buffer>()
for (const product of products) pictures.set(product, await drawnProduct(product))
const catalogue = await Promise.all(
  products.map(async (id) => ({ id, ...see(await openPicture(pictures.get(id)!)) })),
)

async function asked(bytes: Uint8Array, known = catalogue) {
  const sought = seek(await openPicture(bytes))
  const candidates = known.map(({ id, print }) => ({ id, print, similarity: 0.5 }))
  const matches = compare(sought, candidates)
  return { first: matches[0]!.id, verdict: verdictOf(matches.map(({ score }) => score)), matches }
}

const phone = { width: 540, height: 1100, channels: 3 } as const

/** On a phone: a bar at the top, the picture on a page, a button below. */
async function onAPhone(bytes: Buffer, paper: string): Promise<Buffer> {
  const block = (width: number, height: number, background: string) =>
    sharp({ create: { width, height, channels: 3, background } })
      .png()
      .toBuffer()
  return sharp({ create: { ...phone, background: paper } })
    .composite([
      { input: await block(540, 60, '#075e54'), left: 0, top: 0 },
      { input: await sharp(bytes).resize(380).toBuffer(), left: 70, top: 200 },
      { input: await block(420, 70, '#e65100'), left: 60, top: 950 },
    ])
    .jpeg({ quality: 70 })
    .toBuffer()
}

describe('a picture of the catalogue is found again', () => {
  const attacks: [string, (bytes: Buffer) => Promise<Buffer>][] = [
    ['as it is', async (bytes) => bytes],
    ['squeezed', (bytes) => sharp(bytes).jpeg({ quality: 30 }).toBuffer()],
    ['small', (bytes) => sharp(bytes).resize(90).png().toBuffer()],
    [
      'cut on two sides',
      (bytes) => sharp(bytes).extract({ left: 0, top: 0, width: 165, height: 165 }).toBuffer(),
    ],
    ['mirrored', (bytes) => sharp(bytes).flop().toBuffer()],
    [
      'turned by four degrees',
      (bytes) => sharp(bytes).rotate(4, { background: '#fff' }).toBuffer(),
    ],
    ['darker', (bytes) => sharp(bytes).linear(0.7, 5).toBuffer()],
    ['on a light phone', (bytes) => onAPhone(bytes, '#f2f2f5')],
    ['on a dark phone', (bytes) => onAPhone(bytes, '#121212')],
  ]

  test.each(attacks)('%s', async (_, attack) => {
    for (const product of products) {
      const { first, verdict } = await asked(await attack(pictures.get(product)!))
      expect(first).toBe(product)
      expect(verdict, product).not.toBe('none')
    }
  })
})

describe('what the catalogue does not hold', () => {
  test('a product that was taken out is not called another', async () => {
    for (const product of products) {
      const others = catalogue.filter(({ id }) => id !== product)
      const { verdict } = await asked(await onAPhone(pictures.get(product)!, '#ffffff'), others)
      expect(verdict, product).toBe('none')
    }
  })

  test('an empty page is nothing we know', async () => {
    const page = sharp({ create: { ...phone, background: '#ffffff' } })
    expect((await asked(await page.png().toBuffer())).verdict).toBe('none')
  })

  test('without candidates there is no match and no verdict but none', async () => {
    const { matches, verdict } = await asked(pictures.get('soap')!, catalogue.slice(0, 1))
    expect(matches).toHaveLength(1)
    expect(verdict).toBe('none')
    expect(compare(seek(await openPicture(pictures.get('soap')!)), [])).toEqual([])
  })
})

describe('what is stored', () => {
  test('is the same for the same bytes, and of the promised size', async () => {
    const bytes = pictures.get('lamp')!
    const [one, other] = [see(await openPicture(bytes)), see(await openPicture(bytes))]
    expect(one).toEqual(other)
    expect(one.regions.length).toBeLessThanOrEqual(4)
    expect(one.print.length).toBeLessThan(10_000)
    for (const region of one.regions) {
      expect(region).toHaveLength(visualDimensions)
      expect(Math.hypot(...region)).toBeCloseTo(1, 5)
    }
  })

  test('a question has at most six regions', async () => {
    const sought = seek(await openPicture(await onAPhone(pictures.get('crate')!, '#ffffff')))
    expect(sought.regions.length).toBeLessThanOrEqual(6)
    for (const region of sought.regions) expect(Math.hypot(...region)).toBeCloseTo(1, 5)
  })

  test('of another version is a fault, not a guess', async () => {
    const sought = seek(await openPicture(pictures.get('lamp')!))
    const old = { id: 'old', print: Uint8Array.from([0, 1, 2, 3]), similarity: 1 }
    expect(() => compare(sought, [old])).toThrow('another version')
  })
})
