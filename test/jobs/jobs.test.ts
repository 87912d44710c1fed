/** Story: two businesses, a timetable, and a bell that the test rings. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOrg } from '#domain/org.ts'
import type { Bell, Ringing } from '#jobs/bells.ts'
import { type JobsDeps, openJobs } from '#jobs/jobs.ts'
import { cronOf, type Row, timetable } from '#jobs/schedule.ts'
import { openLog } from '#kit/log.ts'
import { openTestDb, quiet } from '#test/support/database.ts'

const rows: Row[] = [{ job: 'count', when: { dailyAt: '03:30' } }]

describe('a job', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let duka: number
  let cafe: number
  let now: Date
  beforeAll(async () => {
    duka = (await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })).id
    cafe = (await createOrg(db, { name: 'Café', currency: 'EUR', timezone: 'Europe/Paris' })).id
  })
  beforeEach(async () => {
    now = new Date('2026-11-21T12:00:00Z')
    for (const id of [duka, cafe]) await db.asOrg(id, (sql) => sql`delete from job_runs`)
  })

  /** Opens jobs whose bell the test rings. */
  function open(job: (orgId: number) => Promise<void>, more: Partial<JobsDeps> = {}) {
    let bell: Ringing
    const outcomes: string[] = []
    const jobs = openJobs({
      db,
      log: quiet,
      clock: () => now,
      jobs: { count: job },
      rows,
      bells: (_: Bell[], ringing: Ringing) => {
        bell = ringing
        return { start: async () => {}, stop: async () => {} }
      },
      onEnd: (_, outcome) => outcomes.push(outcome),
      ...more,
    })
    const ring = async () => {
      bell.onRing(cronOf(rows[0]!))
      await jobs.idle()
    }
    return { ...jobs, ring, outcomes }
  }
  /** By the database's clock, which measures how long a run takes. */
  const goBy = (minutes: number) =>
    db.asOrg(
      duka,
      (sql) => sql`update job_runs set started_at = started_at - make_interval(mins => ${minutes})`,
    )
  const runs = (orgId: number) =>
    db.asOrg(orgId, (sql) => sql`select slot, outcome, attempts from job_runs order by slot`)

  test('that was missed runs once at the start, for each business by its own time', async () => {
    const done: number[] = []
    const jobs = open(async (orgId) => void done.push(orgId))
    await jobs.start()
    await jobs.idle()
    expect(done).toEqual([duka, cafe])
    const ran = { outcome: 'done', attempts: 1 }
    expect(await runs(duka)).toEqual([{ slot: new Date('2026-11-21T00:30:00Z'), ...ran }])
    expect(await runs(cafe)).toEqual([{ slot: new Date('2026-11-21T02:30:00Z'), ...ran }])
  })

  test('runs once for each slot, however often the bell rings or Tillie starts', async () => {
    const done: number[] = []
    const job = async (orgId: number) => void done.push(orgId)
    const jobs = open(job)
    for (let ring = 0; ring < 3; ring++) await jobs.ring()
    const again = open(job)
    await again.start()
    await again.idle()
    expect(done).toEqual([duka, cafe])

    now = new Date('2026-11-22T00:30:00Z') // Nairobi's time has come, not that of Paris.
    await jobs.ring()
    expect(done).toEqual([duka, cafe, duka])
    expect((await runs(duka)).at(-1)!.slot).toEqual(now)
  })

  test('is done by one of several Tillies that hear the same bell', async () => {
    const done: number[] = []
    const several = Array.from({ length: 6 }, () => open(async (orgId) => void done.push(orgId)))
    await Promise.all(several.map((one) => one.ring()))
    expect(done.sort()).toEqual([duka, cafe].sort())
  })

  test('that fails is written down as failed and holds up nobody else; the log quotes nobody', async () => {
    const lines: string[] = []
    const to = { write: (line: string) => void lines.push(line) }
    const fault = new Error('Key (value)=(+254700000001) already exists')
    const job = async (orgId: number) => {
      if (orgId === duka) throw fault
    }
    const jobs = open(job, { log: openLog('info', to) })
    await jobs.ring()
    expect(jobs.outcomes).toEqual(['failed', 'done'])
    expect(await runs(duka)).toMatchObject([{ outcome: 'failed' }])
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0]!)).toMatchObject({
      job: 'count',
      orgId: duka,
      err: { kind: 'Error' },
    })
    expect(lines[0]).not.toContain('254700')
  })

  test('whose process died is taken up an hour later, and given up after the third time', async () => {
    for (const [minutes, attempts] of [
      [0, 1],
      [59, 1],
      [1, 2],
      [60, 3],
      [60, 3],
    ]) {
      await goBy(minutes!)
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
      const dies = open((orgId) => {
        if (orgId !== duka) return Promise.resolve()
        begin()
        return new Promise(() => {}) // Never heard of again.
      })
      await Promise.race([dies.ring(), begun])
      expect((await runs(duka))[0]!.attempts).toBe(attempts)
    }
    expect(await runs(duka)).toMatchObject([{ outcome: null }])
  })

  test('in hand is not taken over by a Tillie whose clock is an hour ahead', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const slow = open((orgId) => {
      if (orgId === duka) begin()
      return new Promise(() => {})
    })
    void slow.ring()
    await begun
    const done: number[] = []
    const hasty = open(async (orgId) => void done.push(orgId), {
      clock: () => new Date(now.getTime() + 3_600_000),
    })
    await hasty.ring()
    expect(done).toEqual([cafe])
  })

  test('in hand is finished before Tillie stops, and no other is begun', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: gate, resolve: open_ } = Promise.withResolvers<void>()
    const done: number[] = []
    const jobs = open(async (orgId) => {
      begin()
      await gate
      done.push(orgId)
    })
    await jobs.start()
    await begun
    void jobs.ring() // Dropped: it is busy.
    let hasStopped = false
    const stopped = jobs.stop().then(() => {
      hasStopped = true
    })
    await db.asOrg(duka, (sql) => sql`select 1`)
    expect(hasStopped).toBe(false)
    open_()
    await stopped
    await jobs.ring()
    expect(done).toEqual([duka])
    expect(await runs(duka)).toMatchObject([{ outcome: 'done' }])
    expect(await runs(cafe)).toEqual([])
  })

  test('rings with all others of its cron by one bell, and each runs once', async () => {
    const [crons, done]: [string[], string[]] = [[], []]
    let bell: Ringing
    const names = timetable.map(({ job }) => job)
    const jobs = openJobs({
      ...{ db, log: quiet, clock: () => now, rows: timetable },
      jobs: Object.fromEntries(
        names.map((name) => [name, async (orgId) => void (orgId === duka && done.push(name))]),
      ),
      bells: (bells, ringing) => {
        crons.push(...bells.map(({ name }) => name))
        bell = ringing
        return { start: async () => {}, stop: async () => {} }
      },
    })
    expect(crons.toSorted()).toEqual([...new Set(timetable.map(cronOf))].sort())
    for (const cron of crons) bell!.onRing(cron)
    await jobs.idle()
    expect(done.sort()).toEqual(names.toSorted())
  })

  test('that stands in the timetable and that nobody does is found at the start', () => {
    expect(() => open(async () => {}, { jobs: {} })).toThrow('nobody does the job count')
  })
})
