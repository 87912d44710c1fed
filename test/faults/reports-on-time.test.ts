/** Story: several Tillies on one database when people's reports fall due. One run, and once to each. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPoster, whatsappBody } from './support/posts.ts'
import { seeded } from './support/seed.ts'
import { openStage, ownerPhones, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

const people = 16
const kills = 4

const chance = seeded('reports-on-time')
let stage: Stage
beforeEach(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  await haveWritten()
})
afterEach(() => stage.close())

/** WhatsApp lets the house write to whom has written within a day. */
async function haveWritten() {
  const tillie = await stage.start()
  const poster = openPoster(() => tillie.url)
  for (const [at, phone] of ownerPhones.slice(0, people).entries())
    await poster.postUntilTaken(whatsappBody(`wamid.hello.${at}`, phone, 'hello'))
  await until('all is answered', stage.isQuiet)
  poster.close()
  await tillie.kill('SIGTERM')
  stage.hosts.taken.length = 0
}

/** Everybody gets yesterday's sales as a PDF each day, at the minute that has just come. */
async function fallDue() {
  await stage.sql`
    insert into subscriptions (org_id, user_id, type, format, of, days, at, covers, next_day, next_at,
      created_at, changed_at)
    select org_id, user_id, 'daily_sales', 'pdf', 'week', '{1,2,3,4,5,6,7}', due::time, 'before',
      due::date, due at time zone 'Africa/Nairobi', now() - interval '1 day', now() - interval '1 day'
    from identities,
      lateral (select date_trunc('minute', now() at time zone 'Africa/Nairobi') as due) as minute
    where kind = 'phone' and value = any(${ownerPhones.slice(0, people)})`
}

const areSettled = async () => {
  const [row] = await stage.sql<{ settled: number }[]>`
    select count(*)::integer as settled from subscription_slots where state <> 'waiting'`
  return row!.settled >= people && (await stage.isQuiet())
}

interface Outcome {
  states: string[]
  runs: number
  reports: number
  deliveries: number
  messages: number
}

async function outcome(): Promise<Outcome> {
  const [row] = await stage.sql<Outcome[]>`
    select
      (select array_agg(state) from subscription_slots) as states,
      (select count(*)::integer from reports where run_key like 'due %') as runs,
      (select count(distinct report_id)::integer from subscription_slots) as reports,
      (select count(distinct (subscription_id, slot))::integer from subscription_messages)
        as deliveries,
      (select count(*)::integer from subscription_messages) as messages`
  return row!
}

describe('several Tillies at the minute when reports fall due', () => {
  test('make one run of it, and hand it to each person once', async () => {
    for (let count = 0; count < 4; count += 1) await stage.start()
    await fallDue()
    await until('everybody has their report', areSettled, 120_000)

    const { states, runs, reports, deliveries, messages } = await outcome()
    expect(states).toEqual(Array(people).fill('handed'))
    expect([runs, reports, deliveries]).toEqual([1, 1, people])
    const sent = stage.hosts.taken.map(({ to }) => to)
    expect(sent).toHaveLength(messages)
    expect(new Set(sent).size).toBe(people)
    const correlations = stage.hosts.taken.map(({ correlation }) => correlation)
    expect(new Set(correlations).size).toBe(messages)
    const [run] = await stage.sql`
      select status, attempts, error, (
        select count(*)::integer from report_files f where f.report_id = r.id) as files
      from reports r
      where run_key like 'due %'`
    expect(run).toEqual({ status: 'completed', attempts: 1, error: null, files: 1 })
  })

  test('lose none and double none, while each in turn is killed', async () => {
    const pair = [await stage.start(), await stage.start()]
    await fallDue()
    for (let kill = 0; kill < kills; kill += 1) {
      await pause(chance.next() * 1_500)
      await pair[kill % 2]!.kill('SIGKILL')
      // What the dead one held is free at once; nobody waits for its lease in a test.
      await stage.sql`
        update reports set leased_until = now() - interval '1 second', attempts = 0
        where status = 'running'`
      pair[kill % 2] = await stage.start()
    }
    await until('everybody has their report', areSettled, 180_000)

    const { states, runs, reports, deliveries, messages } = await outcome()
    expect(states).toEqual(Array(people).fill('handed'))
    expect([runs, reports, deliveries]).toEqual([1, 1, people])
    expect(messages % people).toBe(0)
    const correlations = stage.hosts.taken.map(({ correlation }) => correlation)
    expect(new Set(correlations).size).toBe(messages)
    // A send that a dead process had in hand may be repeated, never a delivery.
    expect(correlations.length - messages).toBeLessThanOrEqual(kills)
  })
})
