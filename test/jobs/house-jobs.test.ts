/** Story: at night the report rows are compared with the records, and old messages are forgotten. */
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimPost, forgetPosts } from '#domain/idempotency.ts'
import { createOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { beginSession, forgetSessions } from '#domain/sessions.ts'
import { type HouseJobsDeps, houseJobs } from '#jobs/house-jobs.ts'
import { claimRun } from '#jobs/runs.ts'
import { timetable } from '#jobs/schedule.ts'
import { untiedBooks } from '#reports/untied.ts'
import { openTestDb, quiet } from '#test/support/database.ts'

const now = new Date('2026-11-21T03:30:00Z')

describe('the house jobs', async () => {
  const { db, url, close } = await openTestDb()
  afterAll(close)
  let orgId: number
  beforeAll(async () => {
    const duka = { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' }
    orgId = (await createOrg(db, duka)).id
  })
  const jobsWith = (deps: Partial<HouseJobsDeps>) =>
    houseJobs({
      db,
      log: quiet,
      clock: () => now,
      freshen: async () => {},
      checkReportViews: async () => [],
      checkBooks: async () => [],
      pruneInbox: async () => {},
      pruneApi: async () => {},
      makeDailySales: async () => {},
      makeMonthlyAudit: async () => {},
      tellRestatements: async () => {},
      tellUndelivered: async () => {},
      tellOrderRequests: async () => {},
      pruneReports: async () => {},
      fetchPictures: async () => {},
      seePictures: async () => {},
      describePictures: async () => {},
      indexPictures: async () => {},
      sealAudit: async () => {},
      anchorAudit: async () => ({ is: 'whole', links: 0, position: 0, hash: '', late: 0 }),
      ...deps,
    })
  const alarms = () =>
    db.asReader(
      orgId,
      (sql) => sql`select detail from audit_log where action = 'reports.differ' order by id`,
    )

  test('are those of the timetable', () => {
    expect(Object.keys(jobsWith({})).sort()).toEqual(timetable.map((row) => row.job).sort())
  })

  test('raise an alarm when report rows differ: in the log, the metrics and the audit', async () => {
    const counted: string[] = []
    const logged: unknown[] = []
    const log = { ...quiet, error: (line: unknown) => void logged.push(line) } as typeof quiet
    const onAlarm = (alarm: string) => void counted.push(alarm)
    const days = ['2026-11-19', '2026-11-20']
    await jobsWith({ log, onAlarm, checkReportViews: async () => days })['check-reports'](orgId)
    expect(await alarms()).toEqual([{ detail: { count: 2, days } }])
    expect(counted).toEqual(['reports-differ'])
    expect(logged).toEqual([{ orgId, days: 2 }])

    await jobsWith({ log, onAlarm })['check-reports'](orgId)
    expect(await alarms()).toHaveLength(1)
  })

  test('raise an alarm when the audit log was tampered with, and keep its head in the log', async () => {
    const [counted, logged]: [string[], unknown[]] = [[], []]
    const onAlarm = (alarm: string) => void counted.push(alarm)
    const note = (line: unknown) => void logged.push(line)
    const log = { ...quiet, error: note, info: note } as typeof quiet
    const whole = { is: 'whole', links: 2, position: 9, hash: 'ab', late: 0 } as const
    await jobsWith({ log, onAlarm, anchorAudit: async () => whole })['anchor-audit'](orgId)
    const fault = { is: 'deleted', position: 4, auditId: '7' } as const
    const anchorAudit = async () => ({ is: 'broken', fault }) as const
    await jobsWith({ log, onAlarm, anchorAudit })['anchor-audit'](orgId)
    expect(logged).toEqual([
      { orgId, position: 9, hash: 'ab' },
      { orgId, is: 'deleted', position: 4, auditId: '7' },
    ])
    expect(counted).toEqual(['audit-broken'])
  })

  test('raise an alarm when stock and books do not tie, and name the checks', async () => {
    const counted: string[] = []
    const onAlarm = (alarm: string) => void counted.push(alarm)
    await jobsWith({ onAlarm })['check-books'](orgId)
    await jobsWith({ onAlarm, checkBooks: async () => ['Stock values'] })['check-books'](orgId)
    expect(counted).toEqual(['books-differ'])
    const noted = await db.asReader(
      orgId,
      (sql) => sql`select detail from audit_log where action = 'books.differ'`,
    )
    expect(noted).toEqual([{ detail: { checks: ['Stock values'] } }])
  })

  test('find nothing wrong with books that nobody wrote past', async () => {
    expect(await db.asReader(orgId, untiedBooks)).toEqual([])
  })

  test('raise an alarm while somebody holds a transaction open, where anybody else can', async () => {
    const counted: string[] = []
    const deps = {
      onAlarm: (alarm: string) => void counted.push(alarm),
      transactionSecondsMax: 0.5,
    }
    const forgotten = url ? postgres(url, { max: 1 }) : null
    await forgotten?.unsafe("begin; select 1 from orgs; select pg_sleep_for('1 second')")
    await jobsWith(deps)['freshen-reports'](orgId)
    // The embedded database has one session, and that is us.
    const raised = forgotten ? ['transaction-held-open'] : []
    expect(counted).toEqual(raised)

    await forgotten?.unsafe('commit')
    await jobsWith(deps)['freshen-reports'](orgId)
    expect(counted).toEqual(raised)
    await forgotten?.end()
  })

  test('forget messages after 35 days, and slots that can never be due again', async () => {
    const asked: unknown[] = []
    const slot = (daysAgo: number) => new Date(now.getTime() - daysAgo * 24 * 3_600_000)
    await db.asOrg(orgId, async (sql) => {
      for (const days of [0, 6, 8, 40]) await claimRun(sql, { job: 'x', slot: slot(days) })
    })
    const pruneInbox = async (...args: unknown[]) => void asked.push(args)
    await jobsWith({ pruneInbox })['prune-messages'](orgId)
    expect(asked).toEqual([[orgId, new Date('2026-10-17T03:30:00Z')]])
    const left = await db.asReader(orgId, (sql) => sql`select slot from job_runs order by slot`)
    expect(left.map((row) => row.slot)).toEqual([slot(6), slot(0)])
  })

  test('forget sessions that are over, and answers to posts that were kept for a day', async () => {
    const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * 24 * 3_600_000)
    await db.asOrg(orgId, async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Wanjiru', roles: ['owner'], now })
      for (const days of [31, 30, 29, 0])
        await beginSession(sql, { userId, now: at(days), random: randomBytes })
      for (const [key, days] of Object.entries({ old: 1.01, young: 0.99 })) {
        const post = { caller: `user:${userId}`, key, sha256: randomBytes(32) }
        await claimPost(sql, { ...post, now: at(days) })
      }
    })
    const pruneApi = (org: number, now: Date) =>
      db.asOrg(org, async (sql) => {
        await forgetSessions(sql, now)
        await forgetPosts(sql, now)
      })
    await jobsWith({ pruneApi })['prune-messages'](orgId)
    const left = await db.asReader(orgId, async (sql) => ({
      sessions: (await sql`select begun_at from sessions order by 1`).map((row) => row.begun_at),
      tokens: (await sql`select issued_at from refresh_tokens order by 1`).map(
        (row) => row.issued_at,
      ),
      posts: (await sql`select key from idempotency_keys`).map((row) => row.key),
    }))
    const open = [at(29), at(0)]
    expect(left).toEqual({ sessions: open, tokens: open, posts: ['young'] })
  })

  test('freshen the report tables of one business', async () => {
    const asked: number[] = []
    await jobsWith({ freshen: async (id) => void asked.push(id) })['freshen-reports'](orgId)
    expect(asked).toEqual([orgId])
  })
})
