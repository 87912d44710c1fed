/** Story: one chat whose answers take long, among fifty. Nobody else waits; and within a chat order stands. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noWrongs, type Told, wrongsOf } from './support/books.ts'
import { openPoster, whatsappBody } from './support/posts.ts'
import { openRoundRobin } from './support/round-robin.ts'
import { openStage, ownerPhones, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

const chats = 50
const slowMs = 1_500
const rounds = 3
const messagesPerRound = 200
const everyMs = 15
/** Were the others held up, it would be a hundred. */
const ratioMax = 4

let stage: Stage
beforeEach(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
})
afterEach(() => stage.close())

/** How long each reply took from its post to the platform, by the words that were asked. */
async function latencies(posted: Map<string, number>): Promise<Map<string, number>> {
  const rows = await stage.sql<{ correlation: string; question: string }[]>`
    select o.correlation::text, t.question
    from outbox o
    join turns t on t.org_id = o.org_id and t.id = o.turn_id`
  const questions = new Map(rows.map(({ correlation, question }) => [correlation, question]))
  return new Map(
    stage.hosts.taken.flatMap(({ correlation, at }) => {
      const question = questions.get(correlation!)!
      const start = posted.get(question)
      return start === undefined ? [] : [[question, at - start]]
    }),
  )
}

function percentile(values: number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1]!
}

test('whose answers take long holds up none of the other 49', async () => {
  const tillie = await stage.start({ slowMs })
  const poster = openPoster(() => tillie.url)
  const posted = new Map<string, number>()
  let lastId = 0
  const writes = async (person: number, words: string) => {
    lastId += 1
    const text = `${words} (${person}, ${lastId})`
    posted.set(text, performance.now())
    await poster.postUntilTaken(whatsappBody(`wamid.${lastId}`, ownerPhones[person]!, text))
    return text
  }

  async function round(isSlow: boolean): Promise<number> {
    const asked: string[] = []
    if (isSlow) for (let at = 0; at < 3; at += 1) await writes(0, 'slow')
    for (let at = 0; at < messagesPerRound; at += 1) {
      asked.push(await writes(1 + (at % (chats - 1)), 'hello'))
      await pause(everyMs)
    }
    await until('all is answered', stage.isQuiet)
    const took = await latencies(posted)
    return percentile(
      asked.map((text) => took.get(text)!),
      0.99,
    )
  }

  await round(false) // The first words of a process are its slowest.
  const ratios: number[] = []
  for (let at = 0; at < rounds; at += 1) {
    const [calm, slow] = [await round(false), await round(true)]
    console.log(`p99 of the others: calm ${calm.toFixed(0)} ms, beside ${slow.toFixed(0)} ms`)
    ratios.push(slow / calm)
  }
  poster.close()
  expect(percentile(ratios, 0.5)).toBeLessThan(ratioMax)
  const slow = [...(await latencies(posted))].filter(([text]) => text.startsWith('slow'))
  expect(slow).toHaveLength(3 * rounds)
  expect(Math.min(...slow.map(([, ms]) => ms))).toBeGreaterThan(slowMs)
})

test('100 messages of one chat through two Tillies, some of them slow: strictly in order', async () => {
  const pair = await Promise.all([0, 1].map(() => stage.start({ slowMs: 150, answerMs: 2 })))
  const proxy = await openRoundRobin(() => pair.map(({ port }) => port))
  const told: Told[] = []
  for (let at = 0; at < 100; at += 1) {
    // A connection each, so that both doors are used.
    const poster = openPoster(() => proxy.url, 1)
    const text = `${at % 10 === 3 ? 'slow' : 'hello'} (${at})`
    await poster.postUntilTaken(whatsappBody(`wamid.${at}`, ownerPhones[5]!, text))
    poster.close()
    told.push({ id: `wamid.${at}`, text })
  }
  await until('all is answered', stage.isQuiet)
  await proxy.close()
  const turns = await stage.sql<{ question: string; correlation: string; overlaps: boolean }[]>`
    select t.question, o.correlation::text,
      t.started_at < lag(t.ended_at) over (order by t.id) as overlaps
    from turns t
    join outbox o on o.org_id = t.org_id and o.turn_id = t.id
    order by t.id`
  expect(turns.map(({ question }) => question)).toEqual(told.map(({ text }) => text))
  expect(turns.filter(({ overlaps }) => overlaps)).toEqual([])
  expect(stage.hosts.taken.map(({ correlation }) => correlation)).toEqual(
    turns.map(({ correlation }) => correlation),
  )
  expect(await wrongsOf(stage, told)).toEqual(noWrongs)
})
