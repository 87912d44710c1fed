/**
 * Story: SIGTERM while people write, an answer is still being thought about, and old connections are
 * parked at the door. What is in hand is finished and sent, the rest is left tidy for the next Tillie.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noWrongs, wrongsOf } from './support/books.ts'
import { type RunningCommand, startCommand } from './support/command.ts'
import { openCrowd } from './support/crowd.ts'
import type { HostCall } from './support/hosts.ts'
import { openPoster, whatsappBody } from './support/posts.ts'
import { seeded } from './support/seed.ts'
import { longAnswer, openSlowModel, type SlowModel } from './support/slow-model.ts'
import { openStage, ownerPhones, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

const people = 32
const parkedCount = 20
const thinksMs = 2_500
const stopMsMax = 10_000

const chance = seeded('stopped-under-load')
let stage: Stage
let model: SlowModel
const running: RunningCommand[] = []
beforeAll(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  model = await openSlowModel(thinksMs)
})
afterAll(async () => {
  for (const tillie of running) tillie.kill('SIGKILL')
  await model.close()
  await stage.close()
})

async function start(): Promise<RunningCommand> {
  const tillie = await startCommand({ ...stage.environment, ...model.environment })
  running.push(tillie)
  return tillie
}

/** Connections that asked once, got their answer, and stay. */
function park(url: string): Promise<Socket[]> {
  const { hostname, port } = new URL(url)
  const open = async () => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write('GET /healthz HTTP/1.1\r\nHost: tillie\r\nConnection: keep-alive\r\n\r\n')
    await once(socket, 'data')
    return socket
  }
  return Promise.all(Array.from({ length: parkedCount }, open))
}

const patient = ownerPhones[40]!
const isToSlow = ({ to }: HostCall) => patient.endsWith(to.replace('+', ''))

async function leases() {
  const [row] = await stage.sql`
    select (select count(*)::integer from inbox where leased_by is not null) as inbox,
      (select count(*)::integer from outbox where leased_by is not null) as outbox`
  return row
}

test('SIGTERM under load: not ready, drained, tidy, gone with 0; the next one goes on', async () => {
  let tillie = await start()
  const first = tillie
  const parked = await park(first.url)
  // One message in six seconds to a person is all that WhatsApp likes; nobody is to wait for that.
  const crowd = openCrowd({
    ...{ url: () => tillie.url, people, chance: chance.next, pauseMsMax: 4_000 },
    words: () => 'hello',
  })
  await until('people are answered', () => stage.hosts.taken.length > people)
  const slow = { id: 'wamid.slow', text: 'a slow question' }
  const poster = openPoster(() => tillie.url)
  await poster.postUntilTaken(whatsappBody(slow.id, patient, slow.text))
  await until('it is being thought about', () => model.inHand() === 1)

  stage.hosts.trouble((call) => (isToSlow(call) ? { is: 'slowly', ms: 150 } : null))
  const told = performance.now()
  first.kill('SIGTERM')
  await until(
    'it is not ready',
    async () => (await fetch(`${first.url}/readyz`)).status === 503,
    500,
  )
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
  const late = whatsappBody('wamid.late', ownerPhones[41]!, 'late')
  expect((await poster.post(late)).status).toBe(503)
  expect(await first.ended).toBe(0)
  const endedAt = performance.now()
  console.log(`stopped in ${Math.round(endedAt - told)} ms`)
  expect(endedAt - told).toBeLessThan(stopMsMax)
  expect(endedAt - told).toBeGreaterThan(thinksMs / 2)

  const cutOff = crowd.posts.filter(({ at, ms, status }) => at - ms < told && status === 0)
  expect(cutOff).toEqual([])
  expect(await leases()).toEqual({ inbox: 0, outbox: 0 })
  const toSlow = stage.hosts.taken.filter(({ to }) =>
    ownerPhones[40]!.endsWith(to.replace('+', '')),
  )
  expect(toSlow.length).toBeGreaterThan(1)
  expect(toSlow.map(({ text }) => text).join(' ')).toBe(longAnswer)
  expect(parked.every((socket) => socket.destroyed || socket.readyState !== 'open')).toBe(true)

  tillie = await start()
  await pause(1_000)
  await crowd.stop()
  poster.close()
  await until('all is answered', stage.isQuiet, 60_000)
  expect(await wrongsOf(stage, [...crowd.acknowledged, slow])).toEqual(noWrongs)
  tillie.kill('SIGTERM')
  expect(await tillie.ended).toBe(0)
})
