/**
 * Long polling: Telegram without a public address.
 * A batch is kept first; only the next call, with the moved offset, tells Telegram to forget it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Api, GrammyError } from 'grammy'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { faultWord } from './network-fault.ts'
import { openTelegram, type TelegramAccess } from './telegram-api.ts'
import { allowedUpdates } from './telegram-inbound.ts'

export interface PollingOptions extends TelegramAccess {
  /** Stores a batch (a list of updates, as `receive` takes it); what it throws is tried again. */
  keep(updates: unknown): Promise<void>
  log: Log
  clock: Clock
  /** How long Telegram holds an empty answer back. */
  waitSeconds?: number
  /** The first pause after a fault; each further one doubles. */
  firstPauseMs?: number
}

const batchMax = 100
const pauseMaxMs = 30_000
/** A commit in hand may end; nothing else is waited for. */
const stopWithinMs = 900

export interface Polling {
  stop(): Promise<void>
  done: Promise<void>
}

export function pollTelegram(options: PollingOptions): Polling {
  const stopping = new AbortController()
  const done = poll(options, stopping.signal)
  return { stop, done }

  async function stop(): Promise<void> {
    stopping.abort()
    await Promise.race([done, pause(stopWithinMs, undefined, { ref: false })])
  }
}

async function poll(options: PollingOptions, signal: AbortSignal): Promise<void> {
  const { keep, log, clock, waitSeconds = 50, firstPauseMs = 1000 } = options
  const api = openTelegram(options)
  let offset = 0
  let isWebhookGone = false
  let failures = 0
  let failingSince: Date | null = null

  while (!signal.aborted) {
    try {
      if (!isWebhookGone) await api.deleteWebhook({}, signalFor(signal))
      isWebhookGone = true
      const updates = await nextUpdates(api, offset, waitSeconds, signal)
      if (updates.length > 0) {
        await keep(updates)
        offset = updates.at(-1)!.update_id + 1
      }
      if (failingSince) {
        const seconds = Math.round((clock().getTime() - failingSince.getTime()) / 1000)
        log.info({ seconds }, 'telegram: polling works again')
      }
      failures = 0
      failingSince = null
    } catch (error) {
      if (signal.aborted) break
      failures++
      failingSince ??= clock()
      const code = error instanceof GrammyError ? String(error.error_code) : faultWord(error)
      log.warn({ code, failures }, 'telegram: polling failed; trying again')
      await pauseAfter(error, failures, firstPauseMs, signal)
    }
  }
}

function nextUpdates(api: Api, offset: number, waitSeconds: number, signal: AbortSignal) {
  const asked = { offset, limit: batchMax, timeout: waitSeconds, allowed_updates: allowedUpdates }
  return api.getUpdates(asked, signalFor(signal))
}

async function pauseAfter(
  error: unknown,
  failures: number,
  firstPauseMs: number,
  signal: AbortSignal,
): Promise<void> {
  const askedMs = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) * 1000 : 0
  const backOffMs = firstPauseMs * 2 ** Math.min(failures - 1, 10)
  const pauseMs = Math.min(Math.max(askedMs, backOffMs), pauseMaxMs)
  await pause(pauseMs, undefined, { signal }).catch(() => {}) // Stopped: the loop sees it.
}

/** grammY's own type of signal is older than the platform's. */
function signalFor(signal: AbortSignal) {
  return signal as unknown as Parameters<Api['getUpdates']>[1]
}
