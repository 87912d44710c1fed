/** Updates on their way to the bot: posted to the webhook in order per chat, or polled. */
import { timingSafeEqual } from 'node:crypto'
import { firstId } from './bot-message.ts'
import type { Persona } from './personas.ts'
import type { World } from './world.ts'

/** What is kept for polling. */
const waitingMax = 1_000

export interface Update {
  update_id: number
  [kind: string]: unknown
}

export interface WebhookSetting {
  url: string
  secret: string
}

export type Updates = ReturnType<typeof openUpdates>

export function openUpdates(world: World) {
  const { secrets, webhookBase } = world
  let lastId = firstId()
  let waiting: Update[] = []
  const wakers = new Set<() => void>()
  /** Telegram posts the next update of a chat once the one before is taken. */
  const lanes = new Map<string, Promise<unknown>>()
  // The shop's bot begins with its webhook set, as a bot in use has.
  let webhook: WebhookSetting | null = { url: '', secret: secrets.webhookSecret }

  return { push, poll, webhook: () => webhook, setWebhook, count: () => waiting.length }

  /** Resolves once the bot has taken it: true at once when it polls. */
  function push(person: Persona, content: object): Promise<boolean> {
    lastId += 1
    const update: Update = { update_id: lastId, ...content }
    if (webhook) return postInTurn(person.telegramChatId, update)
    waiting.push(update)
    waiting = waiting.slice(-waitingMax)
    for (const wake of wakers) wake()
    return Promise.resolve(true)
  }

  function postInTurn(chat: string, update: Update): Promise<boolean> {
    const turn = (lanes.get(chat) ?? Promise.resolve()).then(() => postUpdate(update))
    lanes.set(chat, turn)
    return turn
  }

  function postUpdate(update: Update): Promise<boolean> {
    const { url, secret } = webhook ?? { url: '', secret: '' }
    const isOurs = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/)/.test(url)
    return world.post({
      channel: 'telegram',
      // Nothing leaves this machine, wherever the bot says that it lives.
      url: isOurs ? url : `${webhookBase()}/webhooks/telegram`,
      headers: secret ? { 'x-telegram-bot-api-secret-token': secret } : {},
      body: JSON.stringify(update),
    })
  }

  /** Updates from `offset` on, waiting up to `timeoutS` for the first. Earlier ones are forgotten. */
  async function poll(offset: number, limit: number, timeoutS: number, caller: AbortSignal) {
    if (offset > 0) waiting = waiting.filter(({ update_id }) => update_id >= offset)
    if (waiting.length === 0 && timeoutS > 0) await nextUpdate(timeoutS, caller)
    return waiting.slice(0, limit)
  }

  function nextUpdate(timeoutS: number, caller: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = AbortSignal.any([caller, world.closing, AbortSignal.timeout(timeoutS * 1000)])
      const wake = () => {
        wakers.delete(wake)
        resolve()
      }
      wakers.add(wake)
      if (end.aborted) wake()
      else end.addEventListener('abort', wake, { once: true })
    })
  }

  function setWebhook(setting: WebhookSetting | null, dropsPending: boolean): void {
    webhook = setting
    if (dropsPending) waiting = []
  }
}

export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
