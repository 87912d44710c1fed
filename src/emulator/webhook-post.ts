/** Posts webhooks to Tillie as the platforms do: again when the answer is not 2xx, but not for ever. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChannelName } from '#chat/message.ts'
import type { Log } from '#kit/log.ts'
import type { Faults } from './faults.ts'
import { readable, type Wire } from './wire.ts'

const postsMax = 6
const answerTimeoutMs = 15_000
const shownHeaders = ['content-type', 'x-hub-signature-256', 'x-telegram-bot-api-secret-token']

export interface Webhook {
  channel: ChannelName
  url: string
  headers: Record<string, string>
  body: string
}

export interface PostOptions {
  wire: Wire
  faults: Faults
  log: Log
  closing: AbortSignal
  /** Before the second post; doubled for each one after it. */
  retryMs: number
}

export type Post = (webhook: Webhook) => Promise<boolean>

/** True once Tillie has answered 2xx; false when it never did. */
export function openPost({ wire, faults, log, closing, retryMs }: PostOptions): Post {
  return async (webhook) => {
    for (let attempt = 0; attempt < postsMax && !closing.aborted; attempt++) {
      if (attempt > 0) await pause(retryMs * 2 ** (attempt - 1))
      const fault = faults.take('webhook')
      if (fault && fault !== 'twice' && fault !== 'lost') continue
      const isTaken = await postOnce(webhook)
      if (isTaken && fault === 'twice') await postOnce(webhook)
      if (isTaken && fault !== 'lost') return true
    }
    if (!closing.aborted) log.warn({ channel: webhook.channel }, 'the phone gave a webhook up')
    return false
  }

  async function postOnce({ channel, url, headers, body }: Webhook): Promise<boolean> {
    const startedAt = performance.now()
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'error',
      signal: AbortSignal.any([closing, AbortSignal.timeout(answerTimeoutMs)]),
    })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => ({ status: null, text: '' }))
    if (closing.aborted) return false
    const sent = new Headers({ 'content-type': 'application/json', ...headers })
    wire.write({
      way: 'out',
      channel,
      method: 'POST',
      path: new URL(url).pathname,
      status: answer.status,
      ms: Math.round(performance.now() - startedAt),
      headers: Object.fromEntries([...sent].filter(([name]) => shownHeaders.includes(name))),
      request: readable(body),
      response: readable(answer.text),
    })
    return answer.status !== null && answer.status >= 200 && answer.status < 300
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: closing, ref: false }).catch(() => {})
  }
}
