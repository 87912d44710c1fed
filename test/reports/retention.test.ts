/** Story: files of reports are kept as long as the business says; the run stays and says they are gone. */
import { mkdirSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { pruneReports } from '#reports/desk/prune.ts'
import { asked, openDesks, sample } from './open-desk.ts'
import { asOf } from './small-shop.ts'

const dayMs = 24 * 3_600_000
const daysOn = (days: number) => new Date(asOf.getTime() + days * dayMs)

describe('files of reports', async () => {
  const { db, org, folder, files, open, find, close } = await openDesks()
  afterAll(close)
  const desk = open()
  const prune = (now: Date) =>
    pruneReports({ db, files, folder: join(folder, 'growing') }, org.id, now)
  const keep = async (type: string, title: string) =>
    (await desk.keep(org.id, asked(type), { ...sample(), title })).run
  await db.asOrg(
    org.id,
    (sql) => sql`
      insert into report_retention (org_id, type, days, set_at)
      values (${org.id}, 'sample', 30, ${asOf})`,
  )

  test('are marked when their time is over, and their bytes go a night later', async () => {
    const run = await keep('sample', 'Short-lived')
    const { sha256 } = run.files[0]!

    await prune(daysOn(29))
    expect((await find(run.id)).files[0]).toMatchObject({ removedAt: null })
    await prune(daysOn(31))
    expect((await find(run.id)).files[0]!.removedAt).not.toBeNull()
    expect((await files.get(org.id, sha256)).length).toBeGreaterThan(0)
    expect(await prune(daysOn(32))).toBe(1)

    await expect(files.get(org.id, sha256)).rejects.toThrow()
    expect(await prune(daysOn(33))).toBe(0)
    expect(await find(run.id)).toMatchObject({ status: 'completed', checksum: run.checksum })
  })

  test('go with the copies that chats were sent, but not where others need the same bytes', async () => {
    const shared = await keep('sample', 'Shared')
    await keep('other_kind', 'Shared')
    const sent = await keep('sample', 'Sent')
    const { sha256, name, mime, sizeBytes } = sent.files[0]!
    await db.asOrg(
      org.id,
      (sql) => sql`
        insert into stored_files (org_id, sha256, name, mime, size_bytes, created_at)
        values (${org.id}, ${sha256}, ${name}, ${mime}, ${sizeBytes}, ${asOf})`,
    )

    await prune(daysOn(31))
    expect(await prune(daysOn(32))).toBe(1)

    await expect(files.get(org.id, sha256)).rejects.toThrow()
    expect((await files.get(org.id, shared.files[0]!.sha256)).length).toBeGreaterThan(0)
    expect((await find(shared.id)).files[0]!.removedAt).not.toBeNull()
  })

  test('that were half-written by a process long dead are swept away', async () => {
    const growing = join(folder, 'growing')
    for (const [name, at] of [
      ['run-1-1-old', asOf],
      ['run-1-2-new', daysOn(1.5)],
    ] as const) {
      mkdirSync(join(growing, name), { recursive: true })
      utimesSync(join(growing, name), at, at)
    }
    await prune(daysOn(2))
    expect(readdirSync(growing)).toEqual(['run-1-2-new'])
  })
})
