/** A desk at which pictures are kept for two businesses, in a folder of its own. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFiles } from '#clients/files.ts'
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { keepPicture } from '#domain/pictures/keep-picture.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { addProductImage } from '#domain/products/product-images.ts'
import { openTestDb } from './database.ts'
import { flatEye } from './flat-eye.ts'

export const deskNow = new Date('2026-11-20T09:00:00Z')

export async function openPictureDesk() {
  const { db, close } = await openTestDb()
  const folder = mkdtempSync(join(tmpdir(), 'tillie-pictures-'))
  const files = openFiles(join(folder, 'files'))
  const [duka, rival] = [await business('Duka'), await business('Rival')]
  return { db, files, folder, duka, rival, close: closeAll }

  async function closeAll() {
    await close()
    rmSync(folder, { recursive: true })
  }

  async function business(name: string) {
    const org = await createOrg(db, { name, currency: 'KES', timezone: 'Africa/Nairobi' })
    const inShop = <T>(work: (sql: Sql, actor: Actor) => Promise<T>) =>
      db.asOrg(org.id, (sql) => work(sql, owner))
    const owner = await db.asOrg(org.id, async (sql) => {
      const person = { name: `Owner of ${name}`, roles: ['owner'] as const, now: deskNow }
      const { userId } = await addPerson(sql, { ...person, roles: [...person.roles] })
      return actorFor(sql, userId)
    })
    return { org, owner, inShop, product, picture, stored }

    async function product(sku: string): Promise<string> {
      const said = { name: `Product ${sku}`, sku, price: '100', now: deskNow }
      return (await inShop((sql, actor) => addProduct(sql, actor, said))).id
    }
    async function picture(
      productId: string,
      content: string,
      { eye = flatEye(), now = deskNow } = {},
    ) {
      const kept = await keepPicture({ files, eye }, org.id, Buffer.from(content))
      return inShop((sql, actor) =>
        addProductImage(sql, actor, { productId, kept, source: 'api', now }),
      )
    }
    /** Names of the objects that lie in the store. */
    function stored(): string[] {
      try {
        const all = readdirSync(join(folder, 'files', `${org.id}`), { recursive: true })
        return all.map(String).flatMap(
          (path) =>
            path
              .split('/')
              .at(-1)!
              .match(/^[0-9a-f]{64}$/) ?? [],
        )
      } catch {
        return []
      }
    }
  }
}
