/** Story: the server is killed again and again while the platforms post. Nothing is lost, nothing doubles. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noWrongs, wrongsOf } from './support/books.ts'
import { openCrowd } from './support/crowd.ts'
import { openRoundRobin } from './support/round-robin.ts'
import { seeded } from './support/seed.ts'
import { openStage, type Stage } from './support/stage.ts'
import type { RunningTillie } from './support/tillies.ts'
import { until } from './support/until.ts'

const kills = 20
const people = 32
/** From the moment that the new process takes work to the first post that is taken: half of them. */
const outageMsMax = 300
/** What a process may have had in hand when it was killed. */
const sendsAtOnce = 16

/** Every kill costs what was in hand a try; how many tries there are is another story. */
const limits = { turnBreaksMax: kills + 5 }

const chance = seeded('killed-server')
let stage: Stage
beforeAll(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
})
afterAll(() => stage.close())

test('20 kills under 32 people who post until they get 200: none lost, none double', async () => {
  let tillie: RunningTillie = await stage.start({ limits })
  const proxy = await openRoundRobin(() => [tillie.port])
  const crowd = openCrowd({
    ...{ url: () => proxy.url, people, chance: chance.next, pauseMsMax: 600 },
  })
  const outages: number[] = []
  for (let kill = 0; kill < kills; kill += 1) {
    await pause(200 + chance.next() * 400)
    await tillie.kill('SIGKILL')
    tillie = await stage.start({ limits })
    const back = performance.now()
    const taken = crowd.acknowledged.length
    await until('a post is taken', () => crowd.acknowledged.length > taken)
    outages.push(performance.now() - back)
  }
  await crowd.stop()
  await proxy.close()
  console.log(`back after ${outages.map(Math.round).join(', ')} ms`)
  expect(outages.sort((one, other) => one - other)[kills / 2]).toBeLessThan(outageMsMax)
  expect(crowd.acknowledged.length).toBeGreaterThan(people * kills)

  await until('everything is answered', stage.isQuiet, 120_000)
  expect(await wrongsOf(stage, crowd.acknowledged)).toEqual(noWrongs)
  const [counts] = await stage.sql`
    select
      (select count(*)::integer from inbox) as messages,
      (select count(distinct external_id)::integer from inbox) as ids,
      (select count(*)::integer from turns) as turns,
      (select count(*)::integer from outbox) as replies`
  const each = crowd.acknowledged.length
  expect(counts).toEqual({ messages: each, ids: each, turns: each, replies: each })
  const sent = stage.hosts.taken.map(({ correlation }) => correlation)
  expect(sent.length - new Set(sent).size).toBeLessThanOrEqual(kills * sendsAtOnce)
  expect(tillie.hasEnded()).toBe(false)
})
