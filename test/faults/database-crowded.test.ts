/**
 * Story: others take every connection that PostgreSQL has. Whoever posts is told so at once, what
 * connections Tillie still has go on working, and when the others leave nobody must restart anything.
 */
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noWrongs, wrongsOf } from './support/books.ts'
import { type Cluster, openCluster } from './support/cluster.ts'
import { openCrowd } from './support/crowd.ts'
import { seeded } from './support/seed.ts'
import { openStage, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

const maxConnections = 24
const answerMsMax = 2_000
const backMsMax = 1_000
const roundsMax = 100

const chance = seeded('database-crowded')
let cluster: Cluster
let stage: Stage
let idlers: ReturnType<typeof openIdlers>
beforeAll(async () => {
  cluster = await openCluster({ maxConnections })
  stage = await openStage(cluster.url)
  idlers = openIdlers()
})
afterAll(async () => {
  await idlers.close()
  await stage.close()
  await cluster.close()
})

/** Sessions that do nothing, as many as PostgreSQL gives. */
function openIdlers() {
  const idlers = new Set<postgres.Sql>()
  return { takeRest, cutOffTillie, close }

  async function takeRest() {
    const more = Array.from({ length: maxConnections }, () =>
      postgres(cluster.url, { max: 1, fetch_types: false, onnotice: () => {} }),
    )
    const taken = await Promise.allSettled(more.map((sql) => sql`select 1`))
    for (const [at, { status }] of taken.entries())
      if (status === 'fulfilled') idlers.add(more[at]!)
      else await more[at]!.end({ timeout: 0 })
  }

  /** Tillie asks for new connections at once, so that it takes some rounds to leave it none. */
  async function cutOffTillie() {
    const [anybody] = idlers
    for (let round = 0; round < roundsMax; round += 1) {
      const ended = await anybody!`
        select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tillie'`
      await takeRest()
      if (ended.length === 0) return
    }
    throw new Error('Tillie always finds a connection')
  }

  async function close() {
    await Promise.all([...idlers].map((sql) => sql.end({ timeout: 2 })))
  }
}

test('no connection left: 503 at once, and at work again as soon as there is one', async () => {
  const tillie = await stage.start()
  const crowd = openCrowd({
    ...{ url: () => tillie.url, people: 16, chance: chance.next, pauseMsMax: 300 },
  })
  await until('people are answered', () => stage.hosts.taken.length > 16)

  await idlers.takeRest()
  const partly = crowd.posts.length
  await pause(1_500)
  const meanwhile = crowd.posts.slice(partly)
  expect(meanwhile.length).toBeGreaterThan(20)
  expect(meanwhile.filter(({ status }) => status !== 200)).toEqual([])

  await idlers.cutOffTillie()
  const from = performance.now()
  await pause(2_000)
  const without = crowd.posts.filter(({ at, ms }) => at - ms > from)
  expect(without.length).toBeGreaterThan(20)
  expect(without.filter(({ status }) => status !== 503)).toEqual([])
  expect((await fetch(`${tillie.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${tillie.url}/healthz`)).status).toBe(200)

  await idlers.close()
  const taken = crowd.acknowledged.length
  const backMs = await until('posts are taken', () => crowd.acknowledged.length > taken + 5)
  expect(backMs).toBeLessThan(backMsMax)
  expect((await fetch(`${tillie.url}/readyz`)).status).toBe(200)

  await crowd.stop()
  await until('all is answered', stage.isQuiet, 60_000)
  expect(await wrongsOf(stage, crowd.acknowledged)).toEqual(noWrongs)
  expect(Math.max(...crowd.posts.map(({ ms }) => ms))).toBeLessThan(answerMsMax)
  expect(tillie.hasEnded()).toBe(false)
  expect(tillie.log()).not.toContain('unhandled')
})
