/** Story: reports of the past are made once each; a backfill that was broken off goes on where it was. */
import { afterAll, describe, expect, test } from 'vitest'
import { listRuns } from '#domain/report-runs.ts'
import { unmadePast } from '#domain/report-runs-backfill.ts'
import { queueFirstBackfill } from '#jobs/first-backfill.ts'
import { asked, kindThat, openDesks, sample } from './open-desk.ts'
import { asOf, tuesday, weekBefore } from './small-shop.ts'

const today = '2026-03-11'

describe('the past of a business', async () => {
  const { db, org, open, find, close } = await openDesks()
  afterAll(close)
  const desk = open()
  const runs = () => db.asReader(org.id, (sql) => listRuns(sql, { limit: 100 }))
  const fill = (isOver = () => false) =>
    queueFirstBackfill({ db, desk, clock: () => asOf, freshen: async () => {}, isOver })

  test('is its closed days and months with records, not those that are made already', async () => {
    const reach = { today, daily: 30, monthly: 6 }
    const past = await db.asReader(org.id, (sql) => unmadePast(sql, reach))
    expect(past).toEqual([
      { type: 'daily_sales', params: { day: tuesday } },
      { type: 'daily_sales', params: { day: weekBefore } },
    ])
    const april = await db.asReader(org.id, (sql) =>
      unmadePast(sql, { today: '2026-04-02', daily: 0, monthly: 1 }),
    )
    expect(april).toEqual([{ type: 'monthly_audit', params: { month: '2026-03' } }])
  })

  test('is queued at the first start, behind what people ask for, and not again', async () => {
    expect(await fill(() => true)).toBe(0)
    expect(await fill()).toBe(2)
    expect(await fill()).toBe(0)
    const { id } = await db.asOrg(org.id, (sql) =>
      desk.request(sql, asked('daily_sales', { day: tuesday })),
    )

    await desk.runNext(org.id)
    expect((await find(id)).status).toBe('completed')
    expect((await runs()).items.map(({ status }) => status)).toEqual([
      ...['completed', 'queued', 'queued'],
    ])
    while (await desk.runNext(org.id));

    const { items } = await runs()
    expect(items.map(({ status, files }) => [status, files.length])).toEqual([
      ...[
        ['completed', 1],
        ['completed', 1],
        ['completed', 1],
      ],
    ])
    const reach = { today, daily: 30, monthly: 6 }
    expect(await db.asReader(org.id, (sql) => unmadePast(sql, reach))).toEqual([])
  })

  test('of two who want it at the same moment, each day is made once', async () => {
    const other = open({ kinds: [kindThat(sample)] })
    const key = { runKey: 'slot', now: asOf }
    const ask = () => db.asOrg(org.id, (sql) => other.request(sql, { ...asked('sample'), ...key }))
    const said = await Promise.all(Array.from({ length: 20 }, ask))
    expect(new Set(said.map(({ id }) => id)).size).toBe(1)
    expect(said.filter(({ isNew }) => isNew)).toHaveLength(1)
    const made = await Promise.all([1, 2, 3, 4].map(() => other.runNext(org.id)))
    expect(made.filter(Boolean)).toHaveLength(1)
  })
})
