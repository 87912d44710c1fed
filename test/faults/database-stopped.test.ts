/**
 * Story: PostgreSQL falls over, or cuts off every session, again and again while people write. Nobody
 * is told 200 for what was not kept, and the same process goes on as soon as the database is back.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noWrongs, wrongsOf } from './support/books.ts'
import { type Cluster, openCluster } from './support/cluster.ts'
import { type Crowd, openCrowd } from './support/crowd.ts'
import { seeded } from './support/seed.ts'
import { openStage, type Stage } from './support/stage.ts'
import type { RunningTillie } from './support/tillies.ts'
import { until } from './support/until.ts'

const people = 32
const backMsMax = 1_000
const answerMsMax = 2_000

const chance = seeded('database-stopped')
let cluster: Cluster
let stage: Stage
let tillie: RunningTillie
let crowd: Crowd

beforeEach(async () => {
  cluster = await openCluster()
  stage = await openStage(cluster.url)
  tillie = await stage.start()
  crowd = openCrowd({ url: () => tillie.url, people, chance: chance.next, pauseMsMax: 900 })
  await until('people are answered', () => stage.hosts.taken.length > people)
})
afterEach(async () => {
  await stage.close()
  await cluster.close()
})

/** How many posts were taken per second, from now on for a while. */
async function pace(): Promise<number> {
  const [before, started] = [crowd.acknowledged.length, performance.now()]
  await pause(1_500)
  return ((crowd.acknowledged.length - before) * 1_000) / (performance.now() - started)
}

function statusesBetween(from: number, to: number): number[] {
  const between = crowd.posts.filter(({ at, ms }) => at - ms > from && at < to)
  return [...new Set(between.map(({ status }) => status))].sort()
}

async function endsWell() {
  await crowd.stop()
  await until('all is answered', stage.isQuiet, 60_000)
  expect(await wrongsOf(stage, crowd.acknowledged)).toEqual(noWrongs)
  expect(crowd.posts.filter(({ status }) => status !== 200 && status !== 503)).toEqual([])
  expect(Math.max(...crowd.posts.map(({ ms }) => ms))).toBeLessThan(answerMsMax)
  expect(tillie.hasEnded()).toBe(false)
  expect(tillie.log()).not.toContain('unhandled')
}

describe('a Tillie whose PostgreSQL fails', () => {
  test('5 power cuts: 503 meanwhile, at work again within a second', async () => {
    const paceBefore = await pace()
    const backMs: number[] = []
    for (let cut = 0; cut < 5; cut += 1) {
      await cluster.stop('immediate')
      const from = performance.now()
      await pause(500 + chance.next() * 1_000)
      const [live, ready] = await Promise.all(
        ['healthz', 'readyz'].map(async (page) => (await fetch(`${tillie.url}/${page}`)).status),
      )
      expect([live, ready]).toEqual([200, 503])
      const metrics = await (await fetch(`${tillie.url}/metrics`)).text()
      expect(metrics).toContain('tillie_database_up 0')
      expect(statusesBetween(from, performance.now())).toEqual([503])
      await cluster.start()
      const taken = crowd.acknowledged.length
      backMs.push(await until('posts are taken', () => crowd.acknowledged.length > taken + 5))
      expect((await fetch(`${tillie.url}/readyz`)).status).toBe(200)
      await pause(300 + chance.next() * 700)
    }
    console.log(`back after ${backMs.map(Math.round).join(', ')} ms`)
    expect(Math.max(...backMs)).toBeLessThan(backMsMax)
    expect(await pace()).toBeGreaterThan(paceBefore / 2)
    await endsWell()
  })

  test('every session cut off, once a second: nothing is lost and the process lives', async () => {
    let cutOff = 0
    for (let cut = 0; cut < 10; cut += 1) {
      cutOff += await cluster.terminateBackends()
      const taken = crowd.acknowledged.length
      const ms = await until('posts are taken', () => crowd.acknowledged.length > taken + 5)
      expect(ms).toBeLessThan(backMsMax)
      await pause(Math.max(0, 1_000 - ms))
    }
    expect(cutOff).toBeGreaterThan(20)
    await endsWell()
  })
})
