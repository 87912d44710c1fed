/** Story: the platforms turn messages away, for a while or for good. What can arrive does, in order; the rest is told. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chanceOf } from '#domain/demo/chance.ts'
import { noWrongs, type Told, wrongsOf } from './support/books.ts'
import type { HostCall } from './support/hosts.ts'
import { openPoster, type Poster, telegramBody, whatsappBody } from './support/posts.ts'
import { seeded } from './support/seed.ts'
import { openStage, ownerChats, ownerPhones, type Stage } from './support/stage.ts'
import type { RunningTillie } from './support/tillies.ts'
import { until } from './support/until.ts'

const chance = seeded('providers-refuse')

const limits = { sendMsMax: 5_000, sendLeaseMs: 6_000, sendRetryBaseMs: 50 }

let stage: Stage
let tillie: RunningTillie
let poster: Poster
let told: Told[]
let lastId: number
beforeEach(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  tillie = await stage.start({ limits })
  poster = openPoster(() => tillie.url)
  told = []
  lastId = 0
})
afterEach(async () => {
  poster.close()
  await stage.close()
})

async function writes(person: number, channel: 'whatsapp' | 'telegram' = 'whatsapp') {
  lastId += 1
  const text = `hello (${person}, ${lastId})`
  const [id, body] =
    channel === 'whatsapp'
      ? [`wamid.${lastId}`, whatsappBody(`wamid.${lastId}`, ownerPhones[person]!, text)]
      : [`update:${lastId}`, telegramBody(lastId, ownerChats[person]!, text)]
  await poster.postUntilTaken(body, channel)
  told.push({ id, text })
}

const isOf = (channel: HostCall['channel']) => (call: HostCall) => call.channel === channel
const quiet = () => until('all is answered', stage.isQuiet, 60_000)
const failures = () =>
  stage.sql<{ code: string; attempts: number; count: number }[]>`
    select error_code as code, attempts, count(*)::integer as count
    from outbox
    where state = 'failed'
    group by error_code, attempts
    order by attempts desc`

test('429 with Retry-After: that account rests for so long, the other channel goes on, in order', async () => {
  const restSeconds = 3
  const { hosts } = stage
  let refusedAt = 0
  hosts.trouble((call) => {
    if (call.channel === 'telegram' || refusedAt > 0) return null
    refusedAt = call.at
    return { is: 'refuse', status: 429, retryAfterSeconds: restSeconds }
  })
  await writes(0)
  await until('WhatsApp has refused', () => refusedAt > 0)
  const paused = () => stage.sql`select from pauses where channel = 'whatsapp' and until > now()`
  await until('the account rests', async () => (await paused()).count > 0)
  for (let round = 0; round < 3; round += 1)
    for (const person of [0, 1, 2, 3]) {
      await writes(person)
      await writes(person + 10, 'telegram')
    }
  await until('Telegram goes on', () => hosts.taken.filter(isOf('telegram')).length === 12, 2_500)
  expect(hosts.taken.filter(isOf('whatsapp'))).toEqual([])
  await quiet()
  const later = hosts.tried.filter(isOf('whatsapp')).filter(({ at }) => at > refusedAt)
  expect(Math.min(...later.map(({ at }) => at)) - refusedAt).toBeGreaterThan(restSeconds * 1_000)
  expect(await wrongsOf(stage, told)).toEqual(noWrongs)
})

test('500 and 503 in 30 % of the calls: all arrives, after waits that grow and differ', async () => {
  const salt = chance.next()
  const tries = new Map<string, HostCall[]>()
  stage.hosts.trouble((call) => {
    const before = tries.get(call.correlation!) ?? []
    tries.set(call.correlation!, [...before, call])
    const { next } = chanceOf(`${salt} ${tries.size} ${before.length}`)
    if (before.length >= 4 || next() >= 0.3) return null
    return { is: 'refuse', status: next() < 0.5 ? 500 : 503 }
  })
  for (let round = 0; round < 3; round += 1)
    for (let person = 0; person < 32; person += 1) await writes(person)
  await quiet()
  expect(await wrongsOf(stage, told)).toEqual(noWrongs)

  const waits = [...tries.values()].flatMap((calls) =>
    calls.slice(1).map(({ at }, nth) => ({ nth, ms: at - calls[nth]!.at })),
  )
  const firsts = waits.filter(({ nth }) => nth === 0).map(({ ms }) => ms)
  expect(firsts.length).toBeGreaterThan(10)
  expect(waits.filter(({ nth, ms }) => ms < (limits.sendRetryBaseMs / 2) * 2 ** nth)).toEqual([])
  expect(new Set(firsts.map((ms) => Math.floor(ms / 5))).size).toBeGreaterThan(3)
})

test('refused each time: given up after eight tries at most, and told', async () => {
  await writes(5, 'telegram')
  await quiet()
  const whatsapp = isOf('whatsapp')
  stage.hosts.trouble((call) => (whatsapp(call) ? { is: 'refuse', status: 503 } : null))
  await writes(1)
  await until('it is given up', async () => (await failures()).length > 0, 60_000)
  await quiet()
  expect(await failures()).toEqual([{ code: '131000', attempts: 8, count: 1 }])
  expect(stage.hosts.tried.filter(whatsapp)).toHaveLength(8)
  expect(stage.hosts.taken.map(({ text }) => text).at(-1)).toContain('could not be delivered')
})

test.each([
  ['whatsapp', 'an undeliverable number', { is: 'refuse', status: 400, code: 131026 }],
  ['telegram', 'whoever blocked the bot', { is: 'refuse', status: 403 }],
] as const)('on %s %s is tried once, the owner is told once', async (channel, _, trouble) => {
  const other = channel === 'whatsapp' ? 'telegram' : 'whatsapp'
  await writes(7, other)
  await quiet()
  const isBlocked = isOf(channel)
  stage.hosts.trouble((call) => (isBlocked(call) ? trouble : null))
  await writes(3, channel)
  await until('it has failed', async () => (await failures()).length > 0)
  await queueNews(channel)
  await quiet()
  expect(stage.hosts.tried.filter(isBlocked)).toHaveLength(1)
  const notices = stage.hosts.taken.filter(({ text }) => text.includes('could not be delivered'))
  expect(notices.map((call) => call.channel)).toEqual([other])
  expect((await failures()).reduce((sum, { count }) => sum + count, 0)).toBe(4)

  stage.hosts.trouble(() => null)
  await writes(3, channel)
  await quiet()
  expect(stage.hosts.taken.at(-1)).toMatchObject({ channel })
})

/** What somebody else's work wants to tell a person who cannot be written to. */
function queueNews(channel: string) {
  return stage.sql`
    insert into outbox (org_id, conversation_id, channel, account, payload, not_before, created_at)
    select org_id, id, channel, account, '{"is":"text","text":"news"}', now(), now()
    from conversations, generate_series(1, 3)
    where channel = ${channel} and unreachable_since is not null`
}

test('an answer that is lost each time: taken twice at most, then failed and told', async () => {
  await writes(5, 'telegram')
  await quiet()
  stage.hosts.trouble((call) => (call.channel === 'whatsapp' ? { is: 'lost' } : null))
  await writes(1)
  await until('it has failed', async () => (await failures()).length > 0)
  await quiet()
  expect(stage.hosts.taken.filter(isOf('whatsapp'))).toHaveLength(2)
  expect(await failures()).toEqual([{ code: 'unknown', attempts: 2, count: 1 }])
})
