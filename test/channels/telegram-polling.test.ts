/** Telegram without a public address: nothing is confirmed before it is kept. */
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { pollTelegram } from '#channels/telegram-polling.ts'
import { openLog } from '#kit/log.ts'
import { botApi, botToken, now } from './fixtures.ts'

const host = setupServer()
beforeAll(() => host.listen({ onUnhandledFrame: 'error' }))
afterEach(() => host.resetHandlers())
afterAll(() => host.close())

test('batches are kept in order, the offset follows, and a webhook in the way is removed', async () => {
  const bot = fakeBot([[7, 8], [9]])
  const kept: number[][] = []
  const polling = poll(async (updates) => {
    bot.order.push('keep')
    kept.push((updates as { update_id: number }[]).map((update) => update.update_id))
  })
  await bot.isDrained
  await polling.stop()
  await polling.done

  expect(kept).toEqual([[7, 8], [9]])
  expect(bot.order.slice(0, 6)).toEqual([
    'deleteWebhook',
    'from 0',
    'keep',
    'from 9',
    'keep',
    'from 10',
  ])
  expect(bot.asked[0]).toMatchObject({
    timeout: 50,
    limit: 100,
    allowed_updates: [
      'message',
      'edited_message',
      'callback_query',
      'my_chat_member',
      'message_reaction',
    ],
  })
})

test('what could not be kept is asked for again', async () => {
  const bot = fakeBot([[7], [8]])
  let attempts = 0
  const polling = poll(async () => {
    attempts++
    if (attempts === 1) throw new Error('the database is away')
  })
  await bot.isDrained
  await polling.stop()

  expect(bot.order.slice(0, 5)).toEqual(['deleteWebhook', 'from 0', 'from 0', 'from 8', 'from 9'])
  expect(attempts).toBe(3)
})

test('after faults it comes back, the later the more there were, and as Telegram asks', async () => {
  const bot = fakeBot([[7]])
  let faults = 0
  host.use(
    http.post(`${botApi}/bot${botToken}/getUpdates`, () => {
      faults++
      if (faults === 1) return HttpResponse.error()
      if (faults === 2) return HttpResponse.json({ ok: false, error_code: 502, description: 'x' })
      if (faults === 3) return HttpResponse.json({ ok: false, error_code: 409, description: 'x' })
      return undefined
    }),
  )
  const polling = poll(async () => {})
  await bot.isDrained
  await polling.stop()
  expect(faults).toBeGreaterThanOrEqual(4)
})

// Telegram would hold back for longer than a test may last, and a pause would take half a minute.
test('stopping does not wait for Telegram, nor for a pause', { timeout: 20_000 }, async () => {
  const bot = fakeBot([])
  const waiting = poll(async () => {})
  await bot.isDrained
  await waiting.stop()
  await expect(waiting.done).resolves.toBeUndefined()

  const { promise: hasFailed, resolve } = Promise.withResolvers<void>()
  host.use(
    http.post(`${botApi}/bot${botToken}/getUpdates`, () => {
      resolve()
      return HttpResponse.error()
    }),
  )
  const pausing = poll(async () => {}, 60_000)
  await hasFailed
  await pausing.stop()
  await expect(pausing.done).resolves.toBeUndefined()
})

test('stopping waits a moment for a commit in hand, and no longer', async () => {
  fakeBot([[7]])
  const { promise: isKeeping, resolve } = Promise.withResolvers<void>()
  const polling = poll(() => {
    resolve()
    return new Promise(() => {})
  })
  await isKeeping
  await expect(polling.stop()).resolves.toBeUndefined()
})

function poll(keep: (updates: unknown) => Promise<void>, firstPauseMs = 5) {
  const log = openLog('silent')
  return pollTelegram({
    token: botToken,
    apiRoot: botApi,
    keep,
    log,
    clock: () => now,
    firstPauseMs,
  })
}

/** Gives each batch until its offset is confirmed, then holds back as Telegram does. */
function fakeBot(batches: number[][]) {
  const order: string[] = []
  const asked: object[] = []
  const { promise: isDrained, resolve } = Promise.withResolvers<void>()
  host.use(
    http.post(`${botApi}/bot${botToken}/deleteWebhook`, () => {
      order.push('deleteWebhook')
      return HttpResponse.json({ ok: true, result: true })
    }),
    http.post(`${botApi}/bot${botToken}/getUpdates`, async ({ request }) => {
      const body = (await request.json()) as { offset: number }
      asked.push(body)
      order.push(`from ${body.offset}`)
      const batch = batches.find((ids) => ids.some((id) => id >= body.offset))
      if (!batch) {
        resolve()
        await new Promise((end) => request.signal.addEventListener('abort', end))
        return HttpResponse.error()
      }
      return HttpResponse.json({ ok: true, result: batch.map((update_id) => ({ update_id })) })
    }),
  )
  return { order, asked, isDrained }
}
