/** Story: a platform posts the same thing many times at once, and once more a week later. One effect. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noWrongs, wrongsOf } from './support/books.ts'
import { openPoster, type Poster, telegramBody, whatsappBody } from './support/posts.ts'
import { openRoundRobin, type RoundRobin } from './support/round-robin.ts'
import { openStage, ownerChats, ownerPhones, type Stage } from './support/stage.ts'
import type { RunningTillie } from './support/tillies.ts'
import { until } from './support/until.ts'

const times = 50
const question = 'net sales on 19 November'

let stage: Stage
let pair: RunningTillie[]
let proxy: RoundRobin
let poster: Poster
beforeAll(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  pair = await Promise.all([stage.start(), stage.start()])
  proxy = await openRoundRobin(() => pair.map(({ port }) => port))
  poster = openPoster(() => proxy.url, times)
})
afterAll(async () => {
  poster.close()
  await proxy.close()
  await stage.close()
})

const bodies = {
  whatsapp: (id: number, text: string) => whatsappBody(`wamid.same.${id}`, ownerPhones[0]!, text),
  telegram: (id: number, text: string) => telegramBody(id, ownerChats[1]!, text),
}

async function statuses(body: string, channel: 'whatsapp' | 'telegram', count: number) {
  const all = await Promise.all(Array.from({ length: count }, () => poster.post(body, channel)))
  return [...new Set(all.map(({ status }) => status))]
}

interface Counts {
  messages: number
  turns: number
  replies: number
  conflicts: number
}

async function counts() {
  await until('all is answered', stage.isQuiet)
  const [row] = await stage.sql<Counts[]>`
    select
      (select count(*)::integer from inbox) as messages,
      (select count(*)::integer from turns) as turns,
      (select count(*)::integer from outbox) as replies,
      (select count(*)::integer from audit_log where action = 'inbox.conflict') as conflicts`
  return { ...row!, sent: stage.hosts.taken.length }
}

test.for(['whatsapp', 'telegram'] as const)(
  'the same %s post 50 times at once, to two Tillies: 50 × 200, one message, one turn, one reply',
  async (channel) => {
    const before = await counts()
    const body = bodies[channel](7_000, `${question} (${channel})`)
    expect(await statuses(body, channel, times)).toEqual([200])
    const after = await counts()
    expect(after).toEqual({
      messages: before.messages + 1,
      turns: before.turns + 1,
      replies: before.replies + 1,
      sent: before.sent + 1,
      conflicts: before.conflicts,
    })
    expect(await wrongsOf(stage, [])).toEqual(noWrongs)
  },
)

test('the same again a week later is taken and has no effect', async () => {
  const before = await counts()
  const week = '7 days 1 hour'
  // A week goes by for everything that was kept.
  await stage.sql`
    update inbox
    set received_at = received_at - ${week}::interval, sent_at = sent_at - ${week}::interval,
      done_at = done_at - ${week}::interval`
  await stage.sql`update raw_events set received_at = received_at - ${week}::interval`
  await Promise.all(pair.map((tillie) => tillie.kill('SIGTERM')))
  pair = await Promise.all([stage.start(), stage.start()])
  for (const channel of ['whatsapp', 'telegram'] as const)
    expect(await statuses(bodies[channel](7_000, `${question} (${channel})`), channel, 2)).toEqual([
      200,
    ])
  expect(await counts()).toEqual(before)
})

test('another body under the same id: the first stands, and the conflict is noted', async () => {
  const before = await counts()
  const other = bodies.whatsapp(7_000, 'net sales on 18 November')
  expect(await statuses(other, 'whatsapp', 1)).toEqual([200])
  expect(await counts()).toEqual({ ...before, conflicts: before.conflicts + 1 })
})
