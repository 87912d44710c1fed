/** Story: two Tillies on one database behind a round-robin, each killed now and then. One answer each. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noWrongs, wrongsOf } from './support/books.ts'
import type { ChildOrders } from './support/child.ts'
import { openCrowd } from './support/crowd.ts'
import { openRoundRobin, type RoundRobin } from './support/round-robin.ts'
import { seeded } from './support/seed.ts'
import { openStage, type Stage } from './support/stage.ts'
import type { RunningTillie } from './support/tillies.ts'
import { until } from './support/until.ts'

const kills = 8
const people = 32

let stage: Stage
let proxy: RoundRobin
let pair: RunningTillie[]
const chance = seeded('two-tillies')

beforeEach(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  pair = []
  proxy = await openRoundRobin(() => pair.map(({ port }) => port))
})
afterEach(async () => {
  await proxy.close()
  await stage.close()
})

const open = async (...orders: Partial<ChildOrders>[]) => {
  pair = await Promise.all(orders.map((order) => stage.start(order)))
}
const crowd = () => openCrowd({ url: () => proxy.url, people, chance: chance.next })

async function killInTurns(orders: Partial<ChildOrders>[]) {
  for (let kill = 0; kill < kills; kill += 1) {
    await pause(200 + chance.next() * 400)
    const at = kill % 2
    await pair[at]!.kill('SIGKILL')
    pair[at] = await stage.start(orders[at])
  }
}

/** Sends that a dead process had in hand may be repeated; a story counts them. */
function repeats(): number {
  const known = stage.hosts.taken.flatMap(({ correlation }) => correlation ?? [])
  return known.length - new Set(known).size
}

describe('two Tillies behind a round-robin', () => {
  test('answer everybody once, in order, while each in turn is killed', async () => {
    const orders = [{}, {}]
    await open(...orders)
    const writing = crowd()
    await killInTurns(orders)
    await writing.stop()
    await until('all is answered', stage.isQuiet, 60_000)
    expect(await wrongsOf(stage, writing.acknowledged)).toEqual(noWrongs)
    expect(writing.acknowledged.length).toBeGreaterThan(people * kills)
    expect(repeats()).toBeLessThanOrEqual(kills * 16)
  })

  test('take turns at one chat, whose messages come in by both doors', async () => {
    await open({ answerMs: 3 }, { answerMs: 3 })
    const writing = openCrowd({
      ...{ url: () => proxy.url, people: 4, chance: chance.next, pauseMsMax: 2 },
    })
    await pause(3_000)
    await writing.stop()
    await until('all is answered', stage.isQuiet, 60_000)
    expect(await wrongsOf(stage, writing.acknowledged)).toEqual(noWrongs)
    expect(repeats()).toBe(0)
    const overlaps = await stage.sql`
      select a.id
      from turns a
      join turns b on b.conversation_id = a.conversation_id and b.id > a.id
        and b.started_at < a.ended_at and a.started_at < b.ended_at`
    expect(overlaps).toEqual([])
  })

  test('do each slot of the timetable once', async () => {
    await open({}, {}, {}, {})
    const runs = await stage.sql<{ job: string; attempts: number; outcome: string | null }[]>`
      select job, attempts, outcome from job_runs`
    // A minute may end meanwhile, and its job be due again.
    expect([...new Set(runs.map(({ job }) => job))].sort()).toEqual([
      ...['anchor-audit', 'check-books', 'check-reports', 'describe-pictures', 'fetch-pictures'],
      ...['freshen-reports', 'index-pictures', 'make-daily-sales', 'make-monthly-audit'],
      ...['prune-messages'],
      ...['prune-reports', 'seal-audit', 'see-pictures', 'tell-order-requests'],
      ...['tell-restatements', 'tell-undelivered'],
    ])
    expect(runs.map(({ attempts }) => attempts)).toEqual(runs.map(() => 1))
  })
})

describe('a web process and a worker', () => {
  test('share the road: the one keeps, the other answers, and each survives the death of the other', async () => {
    const orders: Partial<ChildOrders>[] = [{ role: 'web' }, { role: 'worker' }]
    await open(...orders)
    const [web, worker] = pair
    const doors = await openRoundRobin(() => [pair[0]!.port])
    expect((await fetch(`${worker!.url}/readyz`)).status).toBe(200)
    expect((await fetch(`${worker!.url}/webhooks/whatsapp`)).status).toBe(404)
    expect((await fetch(`${web!.url}/readyz`)).status).toBe(200)

    // A door alone keeps far more than anybody can answer meanwhile.
    const writing = openCrowd({
      ...{ url: () => doors.url, people, chance: chance.next, pauseMsMax: 1_000 },
    })
    await until('the worker answers', () => stage.hosts.taken.length > 0)
    await killInTurns(orders)
    await writing.stop()
    await until('all is answered', stage.isQuiet, 60_000)
    expect(await wrongsOf(stage, writing.acknowledged)).toEqual(noWrongs)
    await doors.close()
  })
})
