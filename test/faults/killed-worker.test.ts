/**
 * Story: the worker is killed again and again in mid-turn, while the platforms turn nearly a third of
 * the calls away. Every effect happens once; what is sent again is what the dead had in hand.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '#db/sql.ts'
import { chanceOf } from '#domain/demo/chance.ts'
import { issueCode } from '#domain/linking.ts'
import { findOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { quiet } from '#test/support/database.ts'
import { noWrongs, wrongsOf } from './support/books.ts'
import { openCrowd } from './support/crowd.ts'
import type { HostCall, Trouble } from './support/hosts.ts'
import { openPoster, statusBody, whatsappBody } from './support/posts.ts'
import { seeded } from './support/seed.ts'
import { openStage, type Stage } from './support/stage.ts'
import type { RunningTillie } from './support/tillies.ts'
import { until } from './support/until.ts'

const kills = 20
const people = 10
/** People who send a one-time code; the answer to it must not be repeated. */
const newcomers = 40
const troubleShare = 0.3
/** Far from the maximum of tries, since kills take some too. */
const troublesPerMessageMax = 3
const answerMs = 60
const platformMsMax = 300
const statusAfterMs = 250
const silentShare = 0.8
/**
 * A machine that stands still for a moment makes no lost answers. And here a worker often dies before
 * its first turn ends: what was broken off so many times in a row is nobody's fault but the story's.
 */
const limits = { sendMsMax: 2_500, sendLeaseMs: 3_000, turnBreaksMax: 4 * kills }

let stage: Stage
let web: RunningTillie
let worker: RunningTillie
beforeAll(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
})
afterAll(() => stage.close())

const chance = seeded('killed-worker')
const phoneOf = (newcomer: number) => `+2547100${String(10_000 + newcomer)}`

/** One-time codes, each of a person of its own. */
async function drawCodes(): Promise<string[]> {
  const db = await openDb({ url: stage.url, dataDir: null, log: quiet, poolMax: 2 })
  try {
    const org = await findOrg(db, 'Duka')
    return await db.asOrg(org!.id, async (sql) => {
      const codes: string[] = []
      for (let newcomer = 0; newcomer < newcomers; newcomer += 1) {
        const now = new Date()
        const person = { name: `New ${newcomer}`, roles: ['customer' as const], now }
        const { userId } = await addPerson(sql, person)
        codes.push((await issueCode(sql, { userId, now, random: randomBytes })).code)
      }
      return codes
    })
  } finally {
    await db.close()
  }
}

/** The same for the same seed, message and try, in whatever order the calls come. */
function troubleOf(salt: number) {
  const tries = new Map<string | null, number>()
  return ({ correlation }: HostCall): Trouble => {
    const count = (tries.get(correlation) ?? 0) + 1
    tries.set(correlation, count)
    const { next } = chanceOf(`${salt} ${tries.size} ${count}`)
    if (count > troublesPerMessageMax || next() >= troubleShare)
      return { is: 'slowly', ms: next() * platformMsMax }
    return { is: 'refuse', status: next() < 0.5 ? 429 : 503, retryAfterSeconds: 1 }
  }
}

/**
 * What the platform took it tells of a little later, under its own id and our correlation. Of ordinary
 * replies it often says nothing, so that those in flight at a kill are sent again.
 */
function tellStatuses() {
  const poster = openPoster(() => web.url)
  let isOver = false
  const telling = (async () => {
    for (let told = 0; !isOver || told < stage.hosts.taken.length; ) {
      const call = stage.hosts.taken[told]
      const waitMs = call ? call.at + statusAfterMs - performance.now() : 20
      if (waitMs > 0) await pause(waitMs)
      if (!call) continue
      told += 1
      const { externalId, to, correlation, text } = call
      if (!text.startsWith('Welcome') && chance.happens(silentShare)) continue
      await poster.postUntilTaken(statusBody(externalId, 'delivered', to, correlation!))
    }
    poster.close()
  })()
  return async () => {
    isOver = true
    await telling
  }
}

function nextCall(): () => boolean {
  const before = stage.hosts.tried.length
  return () => stage.hosts.tried.length > before
}

/** Kills the worker, says how many messages it was sending then, and starts the next. */
async function killWorker(): Promise<number> {
  await worker.kill('SIGKILL')
  const [row] = await stage.sql<{ sending: number }[]>`
    select count(*)::integer as sending
    from outbox
    where state = 'sending' and leased_by is not null`
  worker = await stage.start({ role: 'worker', answerMs, limits })
  return row!.sending
}

test('20 kills in mid-turn, 30 % of the calls refused: effects once, in order, few repeats', async () => {
  const codes = await drawCodes()
  stage.hosts.trouble(troubleOf(chance.next()))
  web = await stage.start({ role: 'web' })
  worker = await stage.start({ role: 'worker', answerMs, limits })
  const stopStatuses = tellStatuses()
  const poster = openPoster(() => web.url)
  const crowd = openCrowd({ url: () => web.url, people, chance: chance.next, pauseMsMax: 5_000 })
  let inFlight = 0
  for (let kill = 0; kill < kills; kill += 1) {
    for (const newcomer of [2 * kill, 2 * kill + 1]) {
      const body = whatsappBody(`wamid.new.${newcomer}`, phoneOf(newcomer), codes[newcomer]!)
      await poster.postUntilTaken(body)
    }
    // It has begun to work: now it dies in mid-turn, with messages on their way.
    await until('a message leaves', nextCall())
    await pause(chance.next() * 300)
    inFlight += await killWorker()
  }
  await crowd.stop()
  await until('all is answered and told of', stage.isQuiet, 90_000)
  await stopStatuses()
  poster.close()

  const ended = await stage.sql<Ended[]>`
    select correlation::text, state, must_not_repeat as "mustNotRepeat", error_code as code, purpose
    from outbox`
  const times = new Map<string, number>()
  for (const { correlation } of stage.hosts.taken)
    times.set(correlation!, (times.get(correlation!) ?? 0) + 1)
  const repeats = [...times.values()].reduce((sum, count) => sum + count - 1, 0)
  const once = ended.filter(({ mustNotRepeat }) => mustNotRepeat)
  const others = ended.filter(({ mustNotRepeat }) => !mustNotRepeat)
  console.log(`in flight at the kills ${inFlight}, repeats ${repeats}, sent ${times.size}`)

  expect(once).toHaveLength(newcomers)
  expect(once.map((row) => ({ ...row, times: times.get(row.correlation) ?? 0 }))).toEqual(
    once.map((row) => (isUnknown(row) ? { ...row, times: 0 } : { ...row, times: 1 })),
  )
  expect(others.filter(({ correlation }) => !times.has(correlation))).toEqual([])
  expect(repeats).toBeGreaterThan(0)
  expect(repeats).toBeLessThanOrEqual(inFlight)
  expect(inFlight).toBeGreaterThan(kills)
  const failed = once.filter(isUnknown).length
  expect(await wrongsOf(stage, crowd.acknowledged)).toEqual({
    ...noWrongs,
    answeredTwice: [codeQuestion],
    unsent: failed,
  })
})

interface Ended {
  correlation: string
  state: string
  mustNotRepeat: boolean
  code: string | null
  purpose: string
}

/** Every code is remembered under these words. */
const codeQuestion = '(a code)'

const isUnknown = ({ state, code }: Ended) => state === 'failed' && code === 'unknown'
