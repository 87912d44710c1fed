/**
 * Story: Tillies on one database whose clocks are an hour apart. Nobody's message is taken from the
 * one who answers it, no slot of the timetable runs twice, and codes live as long as they should.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDb } from '#db/sql.ts'
import { issueCode } from '#domain/linking.ts'
import { findOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { quiet } from '#test/support/database.ts'
import { noWrongs, wrongsOf } from './support/books.ts'
import { openCrowd } from './support/crowd.ts'
import { openPoster, whatsappBody } from './support/posts.ts'
import { openRoundRobin } from './support/round-robin.ts'
import { seeded } from './support/seed.ts'
import { openStage, ownerPhones, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

const hourMs = 3_600_000
/** Long enough for a busy machine to hold on to, and nothing beside an hour. */
const leaseMs = 4_000
const limits = { turnLeaseMs: leaseMs, sendLeaseMs: leaseMs }
const skews = [0, hourMs, -hourMs]

const chance = seeded('clock-astray')
let stage: Stage
beforeEach(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
})
afterEach(() => stage.close())

describe('Tillies an hour apart', () => {
  test('hold what they hold: one answer each, in order, no lease stolen', async () => {
    const all = await Promise.all(
      skews.map((skewMs) => stage.start({ skewMs, slowMs: 2 * leaseMs, answerMs: 5, limits })),
    )
    const proxy = await openRoundRobin(() => all.map(({ port }) => port))
    const poster = openPoster(() => proxy.url)
    // Longer than a lease: held on while it is thought about, whoever's clock says it is over.
    const slow = ownerPhones.slice(40, 46).map((phone, at) => ({
      ...{ id: `wamid.slow.${at}`, text: `a slow one (${at})` },
      phone,
    }))
    for (const { id, phone, text } of slow)
      await poster.postUntilTaken(whatsappBody(id, phone, text))
    const crowd = openCrowd({
      ...{ url: () => proxy.url, people: 24, chance: chance.next, pauseMsMax: 600 },
    })
    await pause(5_000)
    await crowd.stop()
    poster.close()
    await until('all is answered', stage.isQuiet, 60_000)
    expect(await wrongsOf(stage, [...crowd.acknowledged, ...slow])).toEqual(noWrongs)
    const sent = stage.hosts.taken.map(({ correlation }) => correlation)
    expect(sent.length).toBe(new Set(sent).size)
    const [most] = await stage.sql`
      select (select max(attempts) from inbox) as inbox, (select max(attempts) from outbox) as outbox`
    expect(most, all.map((tillie) => tillie.log()).join('')).toEqual({ inbox: 1, outbox: 1 })
    await proxy.close()
  })

  test('run each slot of the timetable once, when the clock goes forward and back again', async () => {
    const isRunning = async () => {
      const [row] = await stage.sql`select 1 from job_runs where ended_at is null`
      return row !== undefined
    }
    const times = [
      [0, hourMs],
      [-hourMs, 0],
      [0, 0],
    ]
    for (const skews of times) {
      const pair = await Promise.all(skews.map((skewMs) => stage.start({ skewMs })))
      await until('the jobs have run', async () => !(await isRunning()))
      for (const tillie of pair) expect(await tillie.kill('SIGTERM')).toBe(0)
    }
    const runs = await stage.sql`select distinct attempts, outcome from job_runs`
    expect(runs).toEqual([{ attempts: 1, outcome: 'done' }])
    const daily = await stage.sql<{ job: string; slots: number; days: number }[]>`
      select job, count(*)::integer as slots, count(distinct slot::date)::integer as days
      from job_runs
      where job not in ('freshen-reports', 'seal-audit', 'tell-restatements', 'fetch-pictures',
        'see-pictures', 'describe-pictures', 'tell-order-requests')
      group by job`
    expect(daily.map(({ job }) => job).sort()).toEqual([
      'anchor-audit',
      'check-books',
      'check-reports',
      'index-pictures',
      'make-daily-sales',
      'make-monthly-audit',
      'prune-messages',
      'prune-reports',
      'tell-undelivered',
    ])
    expect(daily.filter(({ slots, days }) => slots !== days)).toEqual([])
  })

  test('take a code for as long as it lives by their own clock, and once', async () => {
    const [fresh, another] = await codes(2, 0)
    const [nearlyOver, alsoNearlyOver] = await codes(2, 23.5 * hourMs)
    const tries: [skewMs: number, [code: string, answer: string][]][] = [
      [
        hourMs,
        [
          [fresh!, 'Welcome'],
          [alsoNearlyOver!, 'not valid'],
        ],
      ],
      [
        -hourMs,
        [
          [another!, 'Welcome'],
          [fresh!, 'not valid'],
          [alsoNearlyOver!, 'Welcome'],
        ],
      ],
      [0, [[nearlyOver!, 'Welcome']]],
    ]
    let newcomer = 0
    // One at a time is at work, so that it is known by whose clock a code is judged.
    for (const [skewMs, sent] of tries) {
      const tillie = await stage.start({ skewMs })
      const poster = openPoster(() => tillie.url)
      for (const [code, answer] of sent) {
        newcomer += 1
        const before = stage.hosts.taken.length
        const phone = `+25471100000${newcomer}`
        await poster.postUntilTaken(whatsappBody(`wamid.code.${newcomer}`, phone, code))
        await until('it is answered', () => stage.hosts.taken.length > before)
        expect(stage.hosts.taken.at(-1)!.text, `newcomer ${newcomer}`).toContain(answer)
      }
      poster.close()
      expect(await tillie.kill('SIGTERM')).toBe(0)
    }
  })
})

/** Of people who are known, written so long ago. */
async function codes(count: number, agoMs: number): Promise<string[]> {
  const db = await openDb({ url: stage.url, dataDir: null, log: quiet, poolMax: 1 })
  const now = new Date(Date.now() - agoMs)
  try {
    const org = await findOrg(db, 'Duka')
    return await db.asOrg(org!.id, async (sql) => {
      const issued: string[] = []
      for (let at = 0; at < count; at += 1) {
        const { userId } = await addPerson(sql, {
          name: `New ${agoMs} ${at}`,
          roles: ['staff'],
          now,
        })
        issued.push((await issueCode(sql, { userId, now, random: randomBytes })).code)
      }
      return issued
    })
  } finally {
    await db.close()
  }
}
