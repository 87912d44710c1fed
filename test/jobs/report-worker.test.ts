/** Story: a queue of reports over several businesses is worked off, in turns, as soon as it is woken. */
import { afterAll, describe, expect, test } from 'vitest'
import { createOrg } from '#domain/org.ts'
import { openReportWorker } from '#jobs/report-worker.ts'
import { systemTimers } from '#kit/timers.ts'
import { asked, kindThat, openDesks, sample } from '#test/reports/open-desk.ts'
import { quiet } from '#test/support/database.ts'

const soon = { timeout: 30_000 }

describe('the worker of reports', async () => {
  const { db, org, open, find, close } = await openDesks()
  const cafe = await createOrg(db, { name: 'Cafe', currency: 'EUR', timezone: 'Europe/Paris' })
  const made: number[] = []
  let [breaks, tries] = [false, 0]
  const desk = open({
    kinds: [
      kindThat(() => {
        tries += 1
        if (breaks) throw new Error('broken')
        return sample()
      }),
    ],
    freshen: async (orgId) => void made.push(orgId),
    againAfterMs: 60_000,
  })
  // Woken by us alone: a look of its own might come between two that are asked for.
  const timers = { ...systemTimers, every: () => () => {} }
  const worker = openReportWorker({ db, desk, timers, log: quiet, handsMax: 1 })
  afterAll(async () => {
    await worker.stop()
    await close()
  })
  const queue = (orgId: number) =>
    db.asOrg(orgId, (sql) => desk.request(sql, { ...asked('sample'), formats: [] }))

  test('lets nobody who asks for much keep the others waiting', async () => {
    for (let each = 0; each < 4; each += 1) await queue(org.id)
    await queue(cafe.id)
    desk.wake()
    await expect.poll(() => made.length, soon).toBe(5)
    expect(made.indexOf(cafe.id)).toBeLessThanOrEqual(1)
  })

  test('does not turn in circles over what is to be tried later', async () => {
    breaks = true
    const triedBefore = tries
    const { id } = await queue(org.id)
    desk.wake()
    await expect.poll(() => tries - triedBefore, soon).toBe(1)
    await expect.poll(async () => (await find(id)).status, soon).toBe('queued')
    breaks = false
    const { id: next } = await queue(org.id)
    desk.wake()
    await expect.poll(async () => (await find(next)).status, soon).toBe('completed')
    expect((await find(id)).status).toBe('queued')
  })
})
