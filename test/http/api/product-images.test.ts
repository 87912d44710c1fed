/** Pictures of products through the API: one or several, large and small, on the disk and in a bucket alike. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '#config.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { openFileStores } from '#main/file-store.ts'
import { openStore } from '#test/clients/store.ts'
import { openTestDb } from '#test/support/database.ts'
import { flatEye } from '#test/support/flat-eye.ts'
import { openDesk, type Told } from './desk.ts'

const folder = mkdtempSync(join(tmpdir(), 'tillie-api-pictures-'))
const store = await openStore()
const inBucket = (more: Record<string, string> = {}) =>
  openFileStores(
    readConfig({
      ...{ S3_BUCKET_NAME: store.bucket.name, S3_ENDPOINT: store.bucket.endpoint },
      ...{ S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' },
      ...{ S3_PREFIX: 'tillie/files', ...more },
    }),
  )
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const stores = [
  ['on the disk', openFileStores(readConfig({ TILLIE_DATA: folder }))],
  ['in a bucket', inBucket()],
  ['in a folder of their own', inBucket({ S3_PRODUCT_IMAGE_PREFIX: 'tillie/products/' })],
] as const

type FormFile = [content: string | Uint8Array<ArrayBuffer>, name: string]
const form = (...files: FormFile[]) => {
  const body = new FormData()
  for (const [content, name] of files)
    body.append('file', new File([content], name, { type: 'image/jpeg' }))
  return body
}

describe.for(stores)('pictures %s', async ([, fileStores]) => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const desk = await openDesk(db, { ...fileStores, eye: flatEye() })
  const owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
  const staff = await desk.joins(desk.duka, 'staff', 'Otieno')
  const rival = await desk.joins(desk.rival, 'owner', 'Rita')
  let skus = 0
  const product = async () => {
    skus += 1
    const { body } = await owner.calls('POST', '/products', { name: `Mug ${skus}`, price: '450' })
    return `/products/${body.id}/images`
  }
  const sends = async (path: string, body: FormData, token = owner.token) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await desk.app.request(`/api/v1${path}`, { method: 'POST', headers, body })
    return { status: answer.status, body: (await answer.json()) as Told['body'] }
  }
  const list = async (path: string) => (await owner.calls('GET', path)).body.items

  test('come one by one or several in a form, and are read, listed and taken away', async () => {
    const path = await product()
    const one = await owner.calls('POST', path, new TextEncoder().encode('front'))
    expect(one).toMatchObject({
      status: 201,
      body: { mime: 'image/jpeg', width: 640, height: 480, hasThumbnail: true, source: 'api' },
    })
    const several = await sends(
      path,
      form(['back', '../../etc/passwd'], ['side', 'C:\\side.png'], ['front', 'front.jpg']),
    )
    expect(several.status).toBe(201)
    expect(several.body.items).toHaveLength(3)
    expect(several.body.items[2].id).toBe(one.body.id)
    expect((await list(path)).map(({ id }: { id: string }) => id)).toEqual([
      one.body.id,
      several.body.items[0].id,
      several.body.items[1].id,
    ])
    const read = await staff.calls('GET', `${path}/${one.body.id}`)
    expect([read.status, read.body]).toEqual([200, 'kept front'])
    expect(read.headers.get('x-content-type-options')).toBe('nosniff')
    const small = await staff.calls('GET', `${path}/${one.body.id}/thumbnail`)
    expect([small.headers.get('content-type'), small.body]).toEqual(['image/jpeg', 'small front'])

    expect((await staff.calls('DELETE', `${path}/${one.body.id}`)).status).toBe(403)
    expect((await rival.calls('DELETE', `${path}/${one.body.id}`)).status).toBe(404)
    expect((await owner.calls('DELETE', `${path}/${one.body.id}`)).status).toBe(204)
    expect((await owner.calls('DELETE', `${path}/${one.body.id}`)).status).toBe(404)
    expect((await owner.calls('GET', `${path}/${one.body.id}`)).status).toBe(404)
    expect(await list(path)).toHaveLength(2)
  })

  test('a field "file" that holds words is told, not passed over', async () => {
    const path = await product()
    const body = form(['front', 'a.jpg'])
    body.append('file', 'side')
    expect(await sends(path, body)).toMatchObject({
      status: 400,
      body: { detail: 'A field "file" holds no file: send each with a name of its own.' },
    })
    expect(await list(path)).toEqual([])
  })

  test('of a form are taken all or none, and the bad one is named', async () => {
    const path = await product()
    const mixed = form(['front', 'a.jpg'], ['no picture', 'b.jpg'], ['side', 'c.jpg'])
    expect(await sends(path, mixed)).toMatchObject({
      status: 422,
      body: { code: 'refused', detail: 'Picture 2 of 3: It is no picture.' },
    })
    expect(await list(path)).toEqual([])
    const many = (count: number) =>
      form(...Array.from({ length: count }, (_, at): FormFile => [`m${at}`, `${at}`]))
    expect(await sends(path, many(11))).toMatchObject({
      ...{ status: 400, body: { detail: 'The form has 11 files: send 10 at most.' } },
    })
    expect((await sends(path, many(10))).status).toBe(201)
    expect(await sends(path, form())).toMatchObject({ status: 400 })
  })

  test('that find no room at a product leave no bytes in the store', async () => {
    const path = await product()
    for (const half of ['a', 'b'])
      await sends(
        path,
        form(...Array.from({ length: 10 }, (_, at): FormFile => [`${half}${at}`, 'x'])),
      )
    const puts = store.asked.length
    expect(await sends(path, form(['a0', 'x'], ['b0', 'y']))).toMatchObject({ status: 201 })
    const known = store.asked.length - puts
    expect(await sends(path, form(['a0', 'x'], ['one more', 'y']))).toMatchObject({
      ...{ status: 422, body: { detail: 'A product has 20 pictures at most.' } },
    })
    expect(store.asked.length - puts).toBe(known)
  })

  test('over 20 MB, or 60 MB in all, are too large in a sentence', async () => {
    const path = await product()
    const says = 'A picture may have 20 MB at most, and all of a request 60 MB.'
    const large = new Uint8Array(20_000_001)
    for (const told of [
      await owner.calls('POST', path, large),
      await sends(path, form(['front', 'a.jpg'], [large, 'b.jpg'])),
      await sends(path, form(...[1, 2, 3].map((): FormFile => [large, 'x']))),
    ])
      expect(told).toMatchObject({ status: 413, body: { code: 'too-large', detail: says } })
    expect(await list(path)).toEqual([])
  })
})

describe('a store of pictures', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const apart = inBucket({ S3_PRODUCT_IMAGE_PREFIX: 'tillie/products' })
  const open = (fileStores: ReturnType<typeof inBucket>) =>
    openDesk(db, { ...fileStores, eye: flatEye() })

  test('has a folder of its own, and what was kept before it was named is still found', async () => {
    const desk = await open(inBucket())
    const owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    const { body: mug } = await owner.calls('POST', '/products', { name: 'Mug', price: '450' })
    const path = `/products/${mug.id}/images`
    const old = await owner.calls('POST', path, new TextEncoder().encode('old'))
    const { pictures, files } = apart
    const orgId = desk.duka.id
    expect(Buffer.from(await pictures.get(orgId, old.body.sha256)).toString()).toBe('kept old')
    const before = store.asked.length
    const sha256 = await pictures.put(orgId, Buffer.from('new'))
    expect(store.asked.slice(before).join()).toMatch(/^PUT \/tillie\/tillie\/products\//)
    expect(Buffer.from(await files.get(orgId, sha256)).toString()).toBe('new')
    await files.remove(orgId, sha256)
    await expect(pictures.get(orgId, sha256)).rejects.toThrow('is not there')
  })

  test('that is away is told in a sentence, nothing is half kept, and all else goes on', async () => {
    const away = inBucket({ S3_ENDPOINT: 'http://127.0.0.1:9' })
    const place = { currency: 'KES', timezone: 'Africa/Nairobi' }
    const orgs: [Org, Org] = [
      await createOrg(db, { name: 'Awake', ...place }),
      await createOrg(db, { name: 'Asleep', ...place }),
    ]
    const near = await openDesk(db, { ...inBucket(), eye: flatEye() }, orgs)
    const owner = await near.joins(orgs[0], 'owner', 'Wanjiru')
    const { body: mug } = await owner.calls('POST', '/products', { name: 'Mug', price: '450' })
    const path = `/api/v1/products/${mug.id}/images`
    const kept = await owner.calls('POST', path.slice(7), new TextEncoder().encode('front'))
    const far = await openDesk(db, { ...away, eye: flatEye() }, orgs)
    const headers = { authorization: `Bearer ${owner.token}` }
    const says = 'The store of files cannot be reached just now: please try again in a minute.'
    for (const answer of [
      await far.app.request(path, { method: 'POST', headers, body: Buffer.from('back') }),
      await far.app.request(`${path}/${kept.body.id}`, { headers }),
    ]) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60'])
      expect(await answer.json()).toMatchObject({ code: 'busy', detail: says })
    }
    const listed = await far.app.request(path, { headers })
    expect(((await listed.json()) as Told['body']).items).toHaveLength(1)
  })
})
