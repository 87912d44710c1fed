/** Asking a model's server: a time limit on every attempt, few retries, and each failure named. */
import { setTimeout as wait } from 'node:timers/promises'
import { within } from '#kit/within.ts'
import { ModelFault } from './model-fault.ts'

export interface Patience {
  /** For one attempt, its body included. */
  timeoutMs: number
  attemptsMax: number
  /** A server that wants a longer rest than this is left to rest: the next model is asked. */
  retryAfterMsMax: number
  backoffMs: number
}

export const housePatience: Patience = {
  timeoutMs: 20_000,
  attemptsMax: 3,
  retryAfterMsMax: 5_000,
  backoffMs: 400,
}

/** Past our own limit: a client that gives up in the same moment calls it a fault worth another attempt. */
export function clientTimeoutMs({ timeoutMs }: Patience): number {
  return 2 * timeoutMs
}

/** What is worth another attempt, and after how long; null when nothing is. */
interface Failure {
  fault: ModelFault
  retryAfterMs: number | null
}

/** Throws ModelFault and nothing else. */
export async function askServer<T>(
  patience: Patience,
  signal: AbortSignal,
  post: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const late = new ModelFault('timeout', `no answer within ${patience.timeoutMs} ms`)
      return await within(patience.timeoutMs, late, (own) => post(AbortSignal.any([own, signal])))
    } catch (error) {
      if (signal.aborted) throw new ModelFault('timeout', 'the turn had no time left')
      const { fault, retryAfterMs } = failureOf(error, patience.backoffMs * 2 ** (attempt - 1))
      const isWorthIt = retryAfterMs !== null && retryAfterMs <= patience.retryAfterMsMax
      if (!isWorthIt || attempt >= patience.attemptsMax) throw fault
      await wait(retryAfterMs, undefined, { signal }).catch(() => {
        throw new ModelFault('timeout', 'the turn had no time left')
      })
    }
  }
}

/** What both clients' errors have in common: a status when the server spoke, none when it did not. */
interface ServerError {
  status?: number
  headers?: Headers
  error?: { code?: unknown; message?: unknown; error?: { code?: unknown; message?: unknown } }
}

function failureOf(error: unknown, backoffMs: number): Failure {
  if (error instanceof ModelFault) return { fault: error, retryAfterMs: null }
  const { status, headers, error: body } = (error ?? {}) as ServerError
  const told = body?.error ?? body
  const code = String(told?.code ?? '')
  const message = String(told?.message ?? '')
  const as = (why: ModelFault['why'], retryAfterMs: number | null): Failure => ({
    fault: new ModelFault(why, `${status ?? 'no status'} ${code}`.trim(), { cause: error }),
    retryAfterMs,
  })
  if (status === undefined) return as('unavailable', backoffMs)
  if (isTooLong(status, code, message)) return as('too-long', null)
  if (status === 429)
    return as('rate-limited', code === 'insufficient_quota' ? null : (restOf(headers) ?? backoffMs))
  if (status === 408 || status === 409 || status >= 500)
    return as('unavailable', restOf(headers) ?? backoffMs)
  // Groq's name for a tool call that its own model wrote wrongly: the next try is often right.
  if (code === 'tool_use_failed') return as('bad-answer', backoffMs)
  return as('unavailable', null)
}

function isTooLong(status: number, code: string, message: string): boolean {
  if (status === 413 || code === 'context_length_exceeded') return true
  return status === 400 && /context (length|window|size)|too long|reduce the length/i.test(message)
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function restOf(headers: Headers | undefined): number | null {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (exact >= 0) return exact
  const after = headers?.get('retry-after')
  if (!after) return null
  const seconds = Number(after)
  // A date is counted from the server's own clock, which it sends along.
  const sentAt = Date.parse(headers?.get('date') ?? '')
  const ms = Number.isNaN(seconds) ? Date.parse(after) - sentAt : seconds * 1000
  return Number.isNaN(ms) ? null : Math.max(0, ms)
}

/** `fetch` that follows nobody elsewhere, and stops reading an answer beyond all reason. */
export function cappedFetch(bytesMax: number): typeof fetch {
  return async (input, init) => {
    // A redirect would carry the shop's figures to a host that nobody named.
    const response = await fetch(input, { ...init, redirect: 'manual' })
    if (!response.body) return response
    let bytes = 0
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          bytes += chunk.byteLength
          if (bytes > bytesMax)
            controller.error(new ModelFault('bad-answer', 'an answer too large to read'))
          else controller.enqueue(chunk)
        },
      }),
    )
    const { status, statusText, headers } = response
    return new Response(counted, { status, statusText, headers })
  }
}

export const answerBytesMax = 2_000_000
