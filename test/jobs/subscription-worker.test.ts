/**
 * Story: reports come by themselves, to the people of one shop: once, wherever several Tillies look on,
 * to who may read them, when they are not to be left alone; and what does not arrive is told.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { telegramLimits } from '#channels/telegram-outbound.ts'
import { whatsappLimits } from '#channels/whatsapp-outbound.ts'
import { openConversation } from '#chat/conversation.ts'
import { openFiles } from '#clients/files.ts'
import type { Actor, Role } from '#domain/identity.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { setQuietHours } from '#domain/quiet-hours.ts'
import { freshen } from '#domain/report-views.ts'
import { setRoles } from '#domain/roles.ts'
import { subscribe, type Wish } from '#domain/subscriptions.ts'
import { type SubscriptionWorkerDeps, serveSubscriptions } from '#jobs/subscription-worker.ts'
import { tellUndelivered } from '#jobs/tell-undelivered.ts'
import { systemTimers } from '#kit/timers.ts'
import { type DeskDeps, openReportDesk } from '#reports/desk/open-desk.ts'
import { kindOf } from '#reports/kinds.ts'
import { openTestDb, quiet } from '#test/support/database.ts'

const days = [1, 2, 3, 4, 5, 6, 7]
const daily: Wish = {
  type: 'daily_sales',
  params: {},
  format: 'pdf',
  rhythm: { of: 'week', days, at: '07:30' },
  covers: 'before',
  onlyWhen: 'always',
  channels: [],
}
/** Friday noon in Nairobi; the first slot is Saturday's. */
const friday = new Date('2026-11-20T09:00:00Z')
const saturday = new Date('2026-11-21T04:30:00Z')
const hourMs = 3_600_000
const notesMs = 100_000
const limits = { whatsapp: whatsappLimits, telegram: telegramLimits }

describe('a report that comes by itself', async () => {
  const { db, close } = await openTestDb()
  const folder = mkdtempSync(join(tmpdir(), 'tillie-subscriptions-'))
  let now = friday
  let org: Org
  let people = 0
  const furnishing: DeskDeps = {
    ...{ db, kindOf, folder, log: quiet, timers: systemTimers, clock: () => now },
    files: openFiles(folder),
    freshen: (orgId) => freshen(db, orgId),
    print: async ({ name }, format) => ({
      ...{ name: `${name}.${format}`, mime: 'application/pdf' },
      bytes: new TextEncoder().encode(`${name} ${format}`),
    }),
  }
  const desk = openReportDesk(furnishing)
  const deps: SubscriptionWorkerDeps = {
    ...{ db, desk, log: quiet, timers: systemTimers, clock: () => now },
    limitsOf: (channel) => limits[channel],
    choiceLifetimeMs: hourMs,
  }
  afterAll(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    now = friday
    const name = `Duka ${++people}`
    org = await createOrg(db, { name, currency: 'KES', timezone: 'Africa/Nairobi' })
  })

  async function hire(role: Role, channels = ['telegram']): Promise<Actor> {
    return db.asOrg(org.id, async (sql) => {
      const { userId } = await addPerson(sql, { name: `${role} ${++people}`, roles: [role], now })
      for (const channel of channels)
        await openConversation(sql, {
          ...{ channel, account: '1', chat: `${people}`, userId, isGroup: false },
          ...{ address: { chatId: `${people}` }, inboundAt: now, now },
        })
      return actorFor(sql, userId)
    })
  }
  const wants = (actor: Actor, wish: Partial<Wish> = {}) =>
    db.asOrg(org.id, (sql) =>
      subscribe(sql, actor, { ...daily, ...wish, needs: 'reports:read', now }),
    )
  /** One look, the reports made, and another look. */
  async function serve(by = deps) {
    await serveSubscriptions(by)
    while (await by.desk.runNext(org.id));
    await serveSubscriptions(by)
  }
  const read = <T extends object>(of: 'outbox' | 'slots' | 'runs' | 'subscriptions') =>
    db.asReader(org.id, (sql) => {
      const queries = {
        outbox: sql`
          select channel, payload -> 'file' ->> 'name' as file,
            coalesce(payload ->> 'caption', payload ->> 'text') as text
          from outbox order by id`,
        slots: sql`select slot::text, state, reason from subscription_slots order by slot, subscription_id`,
        runs: sql`select type, params, formats, status, via from reports order by id`,
        subscriptions: sql`select ended_because as ended from subscriptions order by id`,
      }
      return queries[of] as unknown as Promise<T[]>
    })

  test('is one run for all who want it at that moment, each in the form they chose', async () => {
    await wants(await hire('owner'))
    await wants(await hire('finance'), { format: 'xlsx' })
    await wants(await hire('finance'), { format: 'text' })
    now = saturday
    await serve()
    expect(await read('runs')).toEqual([
      {
        ...{ type: 'daily_sales', params: { day: '2026-11-20' }, formats: ['pdf', 'xlsx'] },
        ...{ status: 'completed', via: 'schedule' },
      },
    ])
    const sent = await read<{ file: string | null; text: string }>('outbox')
    const name = 'daily_sales_2026-11-20'
    expect(sent.map(({ file }) => file)).toEqual([`${name}.pdf`, `${name}.xlsx`, null])
    for (const { text } of sent) expect(text).toContain('Daily sales')
    await serve()
    expect(await read('outbox')).toHaveLength(3)
  })

  test('waits for its notes, but not for ever', async () => {
    await wants(await hire('owner'))
    now = saturday
    const waiting = { ...furnishing, enrich: () => new Promise<never>(() => {}) }
    const patient = { ...deps, desk: openReportDesk(waiting) }
    await serve(patient)
    expect(await read('runs')).toMatchObject([{ status: 'completed' }])
    expect(await read('outbox')).toEqual([])
    now = new Date(saturday.getTime() + notesMs)
    await serve(patient)
    expect(await read('outbox')).toHaveLength(1)
  })

  test('goes to each chat that was asked for', async () => {
    const owner = await hire('owner', ['telegram', 'whatsapp'])
    await wants(owner, { channels: ['whatsapp', 'telegram'] })
    now = saturday
    await serve()
    const sent = await read<{ channel: string }>('outbox')
    expect(sent.map(({ channel }) => channel).sort()).toEqual(['telegram', 'whatsapp'])
  })

  test('waits for the end of quiet hours', async () => {
    const owner = await hire('owner')
    await wants(owner, { rhythm: { ...daily.rhythm, at: '06:00' } })
    await db.asOrg(org.id, (sql) =>
      setQuietHours(sql, owner, { quiet: { from: '22:00', to: '07:00' }, now }),
    )
    now = new Date('2026-11-21T03:00:00Z')
    await serve()
    now = new Date('2026-11-21T03:55:00Z')
    await serve()
    expect(await read('outbox')).toEqual([])
    now = new Date('2026-11-21T04:00:00Z')
    await serve()
    const [sent, ...more] = await read<{ text: string }>('outbox')
    expect(more).toEqual([])
    expect(sent!.text).not.toMatch(/late/)
  })

  test('ends for whoever may not read it any more, who is told so once', async () => {
    const owner = await hire('owner')
    const finance = await hire('finance')
    await wants(finance)
    await db.asOrg(org.id, (sql) =>
      setRoles(sql, owner, { userId: finance.userId, held: ['staff'], now }),
    )
    now = saturday
    await serve()
    now = new Date(saturday.getTime() + 24 * hourMs)
    await serve()
    expect(await read('subscriptions')).toEqual([{ ended: 'rights' }])
    expect(await read('runs')).toEqual([])
    const sent = await read<{ text: string; file: string | null }>('outbox')
    expect(sent).toHaveLength(1)
    expect(sent[0]!.text).toMatch(/does not come .* any more: your account may not read it now/)
  })

  test('loses its person between the asking and the sending: nothing is handed over', async () => {
    const owner = await hire('owner')
    const finance = await hire('finance')
    await wants(finance)
    now = saturday
    await serveSubscriptions(deps)
    while (await desk.runNext(org.id));
    await db.asOrg(org.id, (sql) =>
      setRoles(sql, owner, { userId: finance.userId, held: ['customer'], now }),
    )
    now = new Date(saturday.getTime() + 120_000)
    await serve()
    const sent = await read<{ file: string | null }>('outbox')
    expect(sent.map(({ file }) => file)).toEqual([null])
    expect(await read('slots')).toMatchObject([{ state: 'refused' }])
  })

  test('is left out where nothing happened and only news was asked for', async () => {
    await wants(await hire('owner'), { onlyWhen: 'anything' })
    now = saturday
    await serve()
    expect(await read('slots')).toMatchObject([{ state: 'nothing' }])
    expect(await read('outbox')).toEqual([])
  })

  test('that did not arrive is told the next day, once; of whom nobody reaches, to the owner', async () => {
    const owner = await hire('owner')
    await wants(owner)
    await wants(await hire('finance', []))
    now = saturday
    await serve()
    await db.asOrg(
      org.id,
      (sql) => sql`update outbox set state = 'failed', reason = 'the number is not on it'`,
    )
    const morning = () => db.asOrg(org.id, (sql) => tellUndelivered(sql, { ...deps, now }))
    now = new Date('2026-11-22T05:00:00Z')
    await morning()
    await morning()
    const told = (await read<{ text: string }>('outbox')).slice(1).map(({ text }) => text)
    expect(told).toHaveLength(2)
    expect(told.join('\n')).toMatch(
      /Daily sales, due on Sat, 21 November 2026: the number is not on it\./,
    )
    expect(told.join('\n')).toMatch(/I could not reach finance .*\n.*there is no chat/)
  })

  test('has each slot once, where two Tillies look at the same minute a thousand times', async () => {
    const owner = await hire('owner')
    const [each, mornings] = [20, 50]
    for (let at = 0; at < each; at++)
      await wants(owner, { type: 'sales_summary', params: { by: `${at}` } })
    for (let day = 0; day < mornings; day++) {
      now = new Date(saturday.getTime() + day * 24 * hourMs)
      await Promise.all([serveSubscriptions(deps), serveSubscriptions(deps)])
    }
    const [counted] = await db.asReader(
      org.id,
      (sql) => sql`
        select (select count(*)::integer from subscription_slots) as slots,
          (select sum(missed)::integer from subscription_slots) as missed,
          (select count(*)::integer from reports) as runs,
          (select count(distinct run_key)::integer from reports) as keys`,
    )
    const all = each * mornings
    expect(counted).toEqual({ slots: all, missed: 0, runs: all, keys: all })
  }, 300_000)
})
