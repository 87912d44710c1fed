/** A shop whose products have pictures, and the screenshots and photos that people send of them. */
import sharp from 'sharp'
import type { Sql } from '#db/sql.ts'
import { catalogue } from '#domain/demo/catalogue.ts'
import { renderDrawing } from '#domain/demo/drawings/draw.ts'
import type { Actor } from '#domain/identity.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { keepPicture } from '#domain/pictures/keep-picture.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { addProductImage } from '#domain/products/product-images.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { now, openShop, type Shop } from './shop.ts'

export const pictured = ['KET-101', 'KET-102', 'COF-110', 'MUG-203', 'LAM-501', 'STO-701'] as const

export interface PhotoShop extends Shop {
  /** Ids by SKU. */
  products: Map<string, string>
  asOwner<T>(work: (sql: Sql, actor: Actor) => Promise<T>): Promise<T>
}

/** Ten of each but the jar, of which there are none; `KET-103` has no picture. */
export async function openPhotoShop(
  options: Parameters<typeof openShop>[0] = {},
): Promise<PhotoShop> {
  const shop = await openShop(options)
  const { db, org, tillie } = shop
  const products = new Map<string, string>()
  for (const sku of [...pictured, 'KET-103']) {
    const { name } = catalogue.find((one) => one.sku === sku)!
    const said = { sku, name, price: '450', category: 'Kitchen', now }
    const { id } = await asOwner((sql, actor) => addProduct(sql, actor, said))
    products.set(sku, id)
    const quantity = sku === 'STO-701' ? '1' : '10'
    const lines = [{ productId: id, quantity, unitCost: '300' }]
    const receipt = { lines, paidFrom: 'credit' as const, receivedAt: now, now }
    await asOwner((sql, actor) => receiveStock(sql, actor, receipt))
    if (sku === 'KET-103') continue
    const kept = await keepPicture(tillie.house, org.id, await renderDrawing(sku))
    const picture = { productId: id, kept, source: 'api' as const, now }
    await asOwner((sql, actor) => addProductImage(sql, actor, picture))
  }
  return { ...shop, products, asOwner }

  function asOwner<T>(work: (sql: Sql, actor: Actor) => Promise<T>): Promise<T> {
    return db.asOrg(org.id, async (sql) => {
      const [owner] = await findPeople(sql, 'owner')
      return work(sql, await actorFor(sql, owner!.userId))
    })
  }
}

/** A phone's screen: the product in another shop's app, cut, scaled and saved badly. */
export async function screenshotOf(sku: string, { quality = 40 } = {}): Promise<Uint8Array> {
  const picture = await sharp(await renderDrawing(sku))
    .extract({ left: 30, top: 20, width: 580, height: 590 })
    .resize(330)
    .toBuffer()
  const screen = { width: 390, height: 780, channels: 3 as const, background: '#f4f4f6' }
  const bar = { create: { ...screen, height: 44, background: '#101014' } }
  const price = { create: { ...screen, width: 120, height: 26, background: '#c02030' } }
  return sharp({ create: screen })
    .composite([
      { input: bar, left: 0, top: 0 },
      { input: picture, left: 30, top: 110 },
      { input: price, left: 30, top: 480 },
    ])
    .jpeg({ quality })
    .toBuffer()
}

/** Two products beside each other on a white table. */
export async function tableWith(...skus: string[]): Promise<Uint8Array> {
  const pictures = await Promise.all(
    skus.map(async (sku) =>
      sharp(await renderDrawing(sku))
        .resize(360)
        .toBuffer(),
    ),
  )
  const table = { width: 400 * skus.length, height: 400, channels: 3 as const, background: '#fff' }
  return sharp({ create: table })
    .composite(pictures.map((input, at) => ({ input, left: 400 * at + 20, top: 20 })))
    .jpeg({ quality: 85 })
    .toBuffer()
}

/** Nothing that any shop sells: loud stripes and noise of a seed. */
export async function nothingKnown(seed = 1): Promise<Uint8Array> {
  const [width, height] = [480, 360]
  const colours = [
    [210, 20, 190],
    [30, 210, 60],
  ]
  const pixels = new Uint8Array(width * height * 3)
  let state = seed * 2_654_435_761
  for (let at = 0; at < pixels.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
    const colour = colours[Math.floor((x + y * (seed % 3)) / (11 + 9 * seed)) % 2]!
    pixels[at] = Math.min(255, colour[at % 3]! + (state >>> 27))
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer()
}
