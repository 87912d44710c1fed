/**
 * Story: a pack takes longer than the chat waits. It comes by itself when it is made: once, into the chat
 * that asked, whichever Tillie comes first, and also when the one that promised it is gone.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { telegramLimits } from '#channels/telegram-outbound.ts'
import { awaitInChat } from '#domain/awaited-reports.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { requestRun } from '#domain/report-runs.ts'
import { setRoles } from '#domain/roles.ts'
import { handOverAwaited } from '#jobs/hand-over-awaited.ts'
import { quiet } from '#test/support/database.ts'
import { openShop } from '#test/support/shop.ts'
import { readZip } from '../reports/read-zip.ts'

const patiently = { timeout: 30_000, interval: 100 }

describe('a pack that takes longer than the chat waits', async () => {
  const shop = await openShop({ packMsMax: 0 })
  afterAll(shop.close)
  const { db, org } = shop
  const since = (before: number) => shop.platforms.delivered.slice(before)

  test('is promised, and comes by itself, once, with its words', async () => {
    const before = shop.platforms.delivered.length
    const telegram = { channel: 'telegram' as const }
    await shop.says('owner', 'month end pack for November 2026', telegram)
    expect(since(before)[0]!.text).toMatch(/comes here by itself as soon as it is ready/)
    await shop.says('owner', 'month end pack for November 2026', telegram)
    await expect.poll(() => since(before).some(({ file }) => file), patiently).toBe(true)
    await shop.tillie.road.idle()
    const files = since(before).flatMap(({ file }) => file ?? [])
    expect(files.map(({ name }) => name)).toEqual(['month_end_2026-11.zip'])
    expect([...(await readZip(files[0]!.bytes)).keys()]).toContain('manifest.sig')
    const words = since(before).map(({ text }) => text)
    expect(words.join('\n')).toMatch(/Month-end pack<\/b>, as you asked, is ready/)
    expect(since(before).every(({ to }) => to === '501')).toBe(true)
  })

  test('comes as a link where the chat carries no such file', async () => {
    const before = shop.platforms.delivered.length
    await shop.says('owner', 'monthly audit for November')
    const words = () => since(before).map(({ text }) => text)
    await expect.poll(() => words().join('\n'), patiently).toMatch(/as you asked, is ready/)
    await shop.tillie.road.idle()
    expect(words().join('\n')).toMatch(/https:\/\/duka\.example\/files\//)
    expect(words().filter((text) => /as you asked, is ready/.test(text))).toHaveLength(1)
  })

  const at = new Date('2026-11-20T09:00:00Z')
  async function person(who: 'owner' | 'finance') {
    await shop.says(who, 'hello', { channel: 'telegram' })
    return db.asReader(org.id, async (sql) => {
      const [found] = await findPeople(sql, who)
      const { userId } = found!
      const [chat] = await sql<{ id: string }[]>`
        select id from conversations where user_id = ${userId} and channel = 'telegram'`
      return { userId, conversationId: chat!.id }
    })
  }

  /** By a Tillie that is gone: what it asked for is made by nobody yet, or had failed. */
  async function promise(type: string, to: Awaited<ReturnType<typeof person>>, error?: string) {
    await db.asOrg(org.id, async (sql) => {
      const { id: reportId } = await requestRun(sql, {
        ...{ type, params: { month: '2026-11' }, formats: ['pdf'], via: 'chat' },
        ...{ requestedBy: to.userId, now: at },
      })
      if (error)
        await sql`
          update reports
          set status = 'failed', error = ${error}, completed_at = ${at}
          where org_id = current_org() and id = ${reportId}`
      await awaitInChat(sql, { reportId, ...to }, at)
      await awaitInChat(sql, { reportId, ...to }, at)
    })
  }
  const another = {
    ...{ db, log: quiet, clock: () => at },
    ...{ limitsOf: () => telegramLimits, choiceLifetimeMs: 60_000 },
  }
  const look = () =>
    Promise.all(Array.from({ length: 4 }, () => handOverAwaited(another).catch(() => {})))

  test('is handed over by whoever is there, and by nobody twice', async () => {
    const before = shop.platforms.delivered.length
    await promise('monthly_audit', await person('finance'))
    await look()
    shop.tillie.house.desk.wake()
    const pages = () => since(before).filter(({ file }) => file)
    await expect.poll(async () => [await look(), pages().length][1], patiently).toBe(1)
    await look()
    await shop.tillie.road.idle()
    expect(pages().map(({ to, file }) => [to, file!.name])).toEqual([
      ['502', 'monthly_audit_2026-11.pdf'],
    ])
  })

  test('is not shown to who may not read it any more, nor is a failure kept from who waits', async () => {
    const before = shop.platforms.delivered.length
    const amina = await person('finance')
    const wanjiru = await person('owner')
    await db.asOrg(org.id, async (sql) => {
      const actor = await actorFor(sql, wanjiru.userId)
      await setRoles(sql, actor, { userId: amina.userId, held: ['staff'], now: at })
    })
    const said = () => since(before).map(({ to, text }) => `${to} ${text}`)
    await promise('monthly_audit', amina)
    await promise('month_end_pack', wanjiru, 'It could not be made.')
    shop.tillie.house.desk.wake()
    await expect
      .poll(() => said().join('\n'), patiently)
      .toMatch(/502 .*Monthly audit.* is ready, but your account may not read it now/)
    await expect.poll(() => said().join('\n'), patiently).toMatch(/501 .*: It could not be made\./)
    await shop.tillie.road.idle()
    expect(since(before).some(({ file }) => file)).toBe(false)
  })
})
