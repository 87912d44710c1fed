/** Story: processes die, builds fail, and sales come in between; each run still ends once, and truly. */
import { afterAll, describe, expect, test } from 'vitest'
import { Refusal } from '#kit/refusal.ts'
import type { Timers } from '#kit/timers.ts'
import { systemTimers } from '#kit/timers.ts'
import { renderReport } from '#reports/render/render.ts'
import { asked, kindThat, openDesks, sample } from './open-desk.ts'
import { tuesday } from './small-shop.ts'

/** A process that hangs: it hears nothing, and holds on to nothing. */
const stopped: Timers = { ...systemTimers, every: () => () => {} }

const soon = { timeout: 30_000 }

/** Hangs where no transaction is open: the embedded database has but one at a time. */
const printsAfter =
  (moment: Promise<void>): typeof renderReport =>
  async (report, format) => {
    await moment
    return renderReport(report, format)
  }

describe('a run of a report', async () => {
  const { db, org, open, find, audited, close } = await openDesks()
  afterAll(close)
  const queue = (desk: ReturnType<typeof open>) =>
    db.asOrg(org.id, (sql) => desk.request(sql, asked('sample')))
  const letLeaseEnd = (id: string) =>
    db.asOrg(
      org.id,
      (sql) => sql`
        update reports set leased_until = now() - interval '1 second' where id = ${id}`,
    )
  /** It hangs, and its progress is written down: nothing of it locks the row any more. */
  const hangs = (id: string) =>
    expect
      .poll(async () => ((await isLeased(id)) ? (await find(id)).progress : 0), soon)
      .toBeGreaterThan(0)
  async function isLeased(id: string): Promise<boolean> {
    const [row] = await db.asReader(
      org.id,
      (sql) => sql<{ isLeased: boolean }[]>`
        select leased_until > now() as "isLeased" from reports where id = ${id}`,
    )
    return row!.isLeased
  }

  test('whose process died is finished by another, and the dead one changes nothing more', async () => {
    const { promise: wakes, resolve: wake } = Promise.withResolvers<void>()
    const late = kindThat(() => ({ ...sample(), title: 'Too late' }))
    const dying = open({ kinds: [late], timers: stopped, print: printsAfter(wakes) })
    const other = open({ kinds: [kindThat(sample)] })
    const { id } = await queue(dying)
    const lost = dying.runNext(org.id)
    await hangs(id)

    expect(await other.runNext(org.id)).toBe(false)
    await letLeaseEnd(id)
    expect(await other.runNext(org.id)).toBe(true)
    const done = await find(id)
    wake()
    await lost

    expect(done).toMatchObject({ status: 'completed', files: [{ format: 'csv' }] })
    expect(await find(id)).toEqual(done)
    expect(await audited(id)).toBe(1)
  })

  test('that is held on to is nobody else’s, however long it takes', async () => {
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>()
    let beat = () => {}
    const byHand: Timers = {
      ...systemTimers,
      every: (_, run) => {
        beat = run
        return () => {}
      },
    }
    const kinds = [kindThat(sample)]
    const holder = open({ kinds, timers: byHand, print: printsAfter(goesOn) })
    const other = open({ kinds })
    const { id } = await queue(holder)
    const work = holder.runNext(org.id)
    await hangs(id)

    for (let lease = 1; lease <= 4; lease += 1) {
      await letLeaseEnd(id)
      beat()
      await expect.poll(() => isLeased(id), soon).toBe(true)
      expect(await other.runNext(org.id)).toBe(false)
    }
    goOn()
    await work
    expect((await find(id)).status).toBe('completed')
  })

  test('that faults is tried three times, then ends in one sentence', async () => {
    let tries = 0
    const desk = open({
      kinds: [
        kindThat(() => {
          tries += 1
          throw new Error('a secret of the machine')
        }),
      ],
    })
    const { id } = await queue(desk)
    for (let look = 0; look < 5; look += 1) await desk.runNext(org.id)

    expect(tries).toBe(3)
    expect(await find(id)).toMatchObject({
      status: 'failed',
      error: 'The report could not be made in 3 tries; please ask for it again.',
      files: [],
    })
  })

  test('that is refused ends at once, with the refusal', async () => {
    const desk = open({
      kinds: [
        kindThat(() => {
          throw new Refusal('Nothing was sold in that month.')
        }),
      ],
    })
    const made = await desk.make(org.id, asked('sample'), 5_000)
    expect(made).toMatchObject({ is: 'failed', error: 'Nothing was sold in that month.' })
    expect(await desk.runNext(org.id)).toBe(false)
  })

  test('that three processes died of ends, too', async () => {
    const { promise: never } = Promise.withResolvers<never>()
    const kinds = [kindThat(sample)]
    const deadly = { kinds, print: printsAfter(never) }
    const { id } = await queue(open({ kinds }))
    for (let life = 1; life <= 3; life += 1) {
      const desk = open({ ...deadly, timers: stopped })
      void desk.runNext(org.id)
      await hangs(id)
      await letLeaseEnd(id)
    }
    expect(await open(deadly).runNext(org.id)).toBe(false)
    expect(await find(id)).toMatchObject({ status: 'failed', error: /3 tries/ })
  })

  test('in hand when Tillie stops is given back as if it had never been taken', async () => {
    const { promise: never } = Promise.withResolvers<never>()
    const desk = open({ kinds: [kindThat(sample)], print: printsAfter(never) })
    const { id } = await queue(desk)
    void desk.runNext(org.id)
    await hangs(id)

    await desk.stop(10)

    expect((await find(id)).status).toBe('queued')
    expect(await desk.runNext(org.id)).toBe(false)
    expect(await open({ kinds: [kindThat(sample)] }).runNext(org.id)).toBe(true)
    expect((await find(id)).status).toBe('completed')
  })

  test('between whose refresh and reading a sale comes in still ties', async () => {
    const desk = open({
      freshen: (orgId) =>
        db.asOrg(
          orgId,
          (sql) => sql`
            insert into payments (org_id, amount, method, status, paid_at, business_day, source,
              external_id)
            values (${orgId}, 70, 'cash', 'SUCCEEDED', ${`${tuesday}T10:00:00Z`}, ${tuesday},
              'test', gen_random_uuid()::text)`,
        ),
    })
    const made = await desk.make(org.id, asked('daily_sales', { day: tuesday }), 30_000)

    if (made.is !== 'made') throw new Error(made.is)
    expect(made.report.controls.length).toBeGreaterThan(0)
    expect(made.report.controls.filter(({ ties }) => !ties)).toEqual([])
  })

  test('has its notes once, written by another where their writer died', async () => {
    const { promise: never } = Promise.withResolvers<never>()
    const kinds = [kindThat(sample)]
    const dying = open({ kinds, enrich: () => never })
    const other = open({
      kinds,
      enrich: async () => ({ state: 'off' }),
    })
    const { id } = await db.asOrg(org.id, (sql) =>
      dying.request(sql, { ...asked('sample'), wantsInsights: true }),
    )
    await dying.runNext(org.id)
    expect(await other.runNext(org.id)).toBe(false)
    expect(await find(id)).toMatchObject({ status: 'completed', insights: null })

    await letLeaseEnd(id)
    expect(await other.runNext(org.id)).toBe(true)
    await expect.poll(async () => (await find(id)).insights, soon).toEqual({ state: 'off' })
    expect(await other.runNext(org.id)).toBe(false)
  })
})
