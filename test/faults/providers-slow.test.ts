/** Story: WhatsApp answers at two bytes a second. Each call ends in time, Telegram and the webhooks notice nothing. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPoster, type Poster, telegramBody, whatsappBody } from './support/posts.ts'
import { openStage, ownerChats, ownerPhones, type Stage } from './support/stage.ts'
import type { RunningTillie } from './support/tillies.ts'
import { until } from './support/until.ts'

/** What the adapters give one call; the road's own limits are as in real life. */
const callMsMax = 10_000
const limits = { sendMsMax: 30_000, sendLeaseMs: 60_000, unknownGraceMs: 10_000 }
const seconds = 4
const everyMs = 50
/** Telegram's replies would wait ten seconds if they waited at all. */
const ratioMax = 4

let stage: Stage
let tillie: RunningTillie
let poster: Poster
beforeEach(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  tillie = await stage.start({ limits })
  poster = openPoster(() => tillie.url)
})
afterEach(async () => {
  poster.close()
  await stage.close()
})

interface Felt {
  /** Of the webhooks' answers. */
  postMs: number
  /** From a post to its reply on Telegram. */
  replyMs: number
}

let lastId = 0
const isTelegram = ({ channel }: { channel: string }) => channel === 'telegram'

/** For some seconds both platforms post, each for many people; p99 of what they feel. */
async function feel(): Promise<Felt> {
  const postMs: number[] = []
  const replies = stage.hosts.taken.filter(isTelegram).length
  const sentAt: number[] = []
  for (let at = 0; at < (seconds * 1_000) / everyMs; at += 1) {
    lastId += 1
    const person = at % 40
    const started = performance.now()
    const bodies = [
      [whatsappBody(`wamid.${lastId}`, ownerPhones[person]!, 'hello'), 'whatsapp'],
      [telegramBody(lastId, ownerChats[person]!, 'hello'), 'telegram'],
    ] as const
    sentAt.push(started)
    const posted = await Promise.all(bodies.map(([body, channel]) => poster.post(body, channel)))
    expect(posted.map(({ status }) => status)).toEqual([200, 200])
    postMs.push(...posted.map(({ ms }) => ms))
    await pause(Math.max(everyMs - (performance.now() - started), 0))
  }
  const told = () => stage.hosts.taken.filter(isTelegram).slice(replies)
  await until('Telegram has its replies', () => told().length === sentAt.length, 20_000)
  // Chats are alike, so the nth reply belongs to about the nth post.
  const replyMs = told().map(({ at }, nth) => at - sentAt[nth]!)
  return { postMs: p99(postMs), replyMs: p99(replyMs) }
}

function p99(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1]!
}

test('a slow WhatsApp takes its own share of the hands: Telegram and the webhooks go on', async () => {
  await feel() // The first words of a process are its slowest.
  const calm = await feel()
  stage.hosts.trouble((call) => (isTelegram(call) ? null : { is: 'drips' }))
  const before = performance.now()
  const beside = await feel()
  console.log('p99 calm, beside a slow WhatsApp:', calm, beside)
  expect(beside.replyMs / calm.replyMs).toBeLessThan(ratioMax)
  expect(beside.postMs / calm.postMs).toBeLessThan(ratioMax)

  // Its hands are full, and come free again once their calls have ended.
  const slow = () => stage.hosts.tried.filter((call) => !isTelegram(call) && call.at > before)
  const whatsappInHand = slow().length
  expect(whatsappInHand).toBeLessThanOrEqual(16)
  const [first] = slow()
  const unknown = () => stage.sql`select from outbox where error_code = 'unknown'`
  await until('the first call ended', async () => (await unknown()).count > 0, 2 * callMsMax)
  const tookMs = performance.now() - first!.at
  expect(tookMs).toBeGreaterThan(callMsMax - 500)
  expect(tookMs).toBeLessThan(callMsMax + 2_000)
})
