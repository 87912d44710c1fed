/** Story: a link to a file, in the hands of whoever has it: the one file, for a while, and no other. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openFiles } from '#clients/files.ts'
import { openBucket } from '#clients/s3.ts'
import { createOrg } from '#domain/org.ts'
import { fileLinks } from '#http/file-links.ts'
import { files as fileDoors } from '#http/files.ts'
import { listen } from '#http/server.ts'
import { openTestDb, quiet } from '#test/support/database.ts'

const now = new Date('2026-11-20T09:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const secretKey = () => new Uint8Array(32).fill(7)
const links = fileLinks(secretKey)

describe('a link to a file', async () => {
  const { db, close } = await openTestDb()
  const directory = mkdtempSync(join(tmpdir(), 'tillie-links-'))
  afterAll(async () => {
    await close()
    rmSync(directory, { recursive: true })
  })
  const store = openFiles(directory)
  const doors = { db, files: store, clock: () => now, log: quiet, secretKey }
  const app = fileDoors(doors)
  const shop = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
  const cafe = await createOrg(db, { name: 'Cafe', currency: 'GBP', timezone: 'Europe/London' })
  const pdf = randomBytes(400_000)
  const fileId = await keep(shop.id, 'daily_sales_2026-11-19.pdf', pdf)
  const path = links.path({ orgId: shop.id, fileId, expiresAt: later(60_000) })

  async function keep(orgId: number, name: string, bytes: Uint8Array): Promise<string> {
    const sha256 = await store.put(orgId, bytes)
    const row = { name, mime: 'application/pdf', size_bytes: bytes.length, created_at: now }
    return db.asOrg(orgId, async (sql) => {
      const [file] = await sql<{ id: string }[]>`
        insert into stored_files ${sql({ org_id: orgId, sha256, ...row })} returning id`
      return file!.id
    })
  }

  test('brings the file whole, under its name, to be saved and not kept on the way', async () => {
    const answer = await app.request(path)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="daily_sales_2026-11-19.pdf"',
      'content-length': '400000',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(pdf.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true)
    const head = await app.request(path, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '400000'])
  })

  test('says what a file is called in any writing, and no name leads out of its header', async () => {
    const name = 'Ripoti "ya" мауzo\r\nX: 1.pdf'
    const id = await keep(shop.id, name, pdf)
    const link = links.path({ orgId: shop.id, fileId: id, expiresAt: later(1000) })
    const answer = await app.request(link, { method: 'HEAD' })
    const said = answer.headers.get('content-disposition')
    expect(said).toBe(
      'attachment; filename="Ripoti _ya_ ___zo__X_ 1.pdf"; ' +
        "filename*=UTF-8''Ripoti%20%22ya%22%20%D0%BC%D0%B0%D1%83zo%0D%0AX%3A%201.pdf",
    )
  })

  test('ends when its time is over', async () => {
    const at = (clock: Date) => fileDoors({ ...doors, clock: () => clock }).request(path)
    expect(await (await at(later(59_999))).arrayBuffer()).toHaveProperty('byteLength', 400_000)
    const late = await at(later(60_000))
    expect([late.status, await late.text()]).toEqual([
      403,
      'This link has expired: please ask for the file again.',
    ])
  })

  test('is of no use when a single sign of it is changed, left out or added', async () => {
    const token = path.slice('/files/'.length)
    const signs = 'aA0._-z9'
    const altered = [...token].flatMap((sign, at) => [
      token.slice(0, at) + token.slice(at + 1),
      ...[...signs]
        .filter((other) => other !== sign)
        .map((other) => token.slice(0, at) + other + token.slice(at + 1)),
      token.slice(0, at) + signs[at % signs.length] + token.slice(at),
    ])
    for (const each of new Set([...altered, `${token}a`, `0${token}`, token.toUpperCase()]))
      if (each !== token) expect(links.read(each), each).toBeNull()
    const answer = await app.request(`/files/${altered[5]}`)
    expect([answer.status, await answer.text()]).toEqual([
      403,
      'This is no link of ours: please ask for the file again.',
    ])
  })

  test('of another house, or for the same number in another business, opens nothing', async () => {
    const foreign = fileLinks(() => new Uint8Array(32).fill(8))
    const link = { orgId: shop.id, fileId, expiresAt: later(1000) }
    expect((await app.request(foreign.path(link))).status).toBe(403)
    const elsewhere = links.path({ ...link, orgId: cafe.id })
    expect((await app.request(elsewhere)).status).toBe(404)
    const nowhere = links.path({ ...link, orgId: 999, fileId: '9223372036854775807' })
    expect((await app.request(nowhere)).status).toBe(404)
  })

  test('says so when the file is no longer kept, by the records or in the store', async () => {
    const removed = await keep(shop.id, 'old.pdf', randomBytes(10))
    await db.asOrg(
      shop.id,
      (sql) => sql`update stored_files set removed_at = ${now} where id = ${removed}`,
    )
    const lostBytes = randomBytes(11)
    const lost = await keep(shop.id, 'lost.pdf', lostBytes)
    await store.remove(shop.id, await store.put(shop.id, lostBytes))
    for (const id of [removed, lost]) {
      const link = links.path({ orgId: shop.id, fileId: id, expiresAt: later(1000) })
      const answer = await app.request(link)
      expect([answer.status, await answer.text()]).toEqual([
        404,
        'This file is no longer kept: please ask for the report again.',
      ])
    }
  })

  test('says so when the store is away', async () => {
    const endpoint = 'http://127.0.0.1:9'
    const keys = { accessKeyId: 'a', secretAccessKey: 'b' }
    const away = openBucket({ name: 'tillie', region: 'us-east-1', endpoint, ...keys })
    const answer = await fileDoors({ ...doors, files: away }).request(path)
    expect([answer.status, await answer.text()]).toEqual([
      503,
      'The file cannot be reached just now: please try again in a minute.',
    ])
  })

  test('breaks off rather than hand over a file that was changed in the store', async () => {
    const bytes = randomBytes(300_000)
    const id = await keep(shop.id, 'changed.pdf', bytes)
    const sha256 = await store.put(shop.id, bytes)
    writeFileSync(
      join(directory, String(shop.id), sha256.slice(0, 2), sha256),
      randomBytes(300_000),
    )
    const listening = await listen(app.fetch, '127.0.0.1', 0)
    try {
      const link = links.path({ orgId: shop.id, fileId: id, expiresAt: later(1000) })
      const answer = await fetch(`${listening.url}${link}`)
      await expect(answer.arrayBuffer()).rejects.toThrow()
      const whole = await fetch(`${listening.url}${path}`)
      expect((await whole.arrayBuffer()).byteLength).toBe(400_000)
    } finally {
      await listening.close(0)
    }
  })
})
