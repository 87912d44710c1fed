/** Trouble on order: the next calls to a stand-in, or the next webhooks, go wrong. */
import type { MiddlewareHandler } from 'hono'

export const faultPlaces = ['graph', 'bot', 'webhook'] as const
/**
 * `timeout`: no answer comes. `reset`: the connection breaks before the work.
 * `lost`: the work is done and the answer is lost. `twice`: a webhook is delivered again.
 */
export const faultKinds = ['429', '500', 'timeout', 'reset', 'lost', 'twice'] as const
export type FaultPlace = (typeof faultPlaces)[number]
export type FaultKind = (typeof faultKinds)[number]

const timesMax = 100
const hangMs = 60_000

export type Faults = ReturnType<typeof openFaults>

export function openFaults(closing: AbortSignal) {
  const orders: { on: FaultPlace; kind: FaultKind; left: number }[] = []

  return { next, take, clear, list, hang }

  /** The next `times` calls on that place go wrong. */
  function next(on: FaultPlace, kind: FaultKind, times = 1): void {
    orders.push({ on, kind, left: Math.min(times, timesMax) })
  }
  function take(on: FaultPlace): FaultKind | null {
    const order = orders.find((order) => order.on === on && order.left > 0)
    if (!order) return null
    order.left -= 1
    return order.kind
  }
  function clear(): void {
    orders.length = 0
  }
  function list() {
    return orders.filter(({ left }) => left > 0)
  }
  /** Until the caller gives up, the stand-in closes, or a minute has gone. */
  function hang(caller: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const signal = AbortSignal.any([caller, closing, AbortSignal.timeout(hangMs)])
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}

/** Plays the ordered fault of a call; `refuse` answers as the platform would. */
export function playFaults(
  faults: Faults,
  on: FaultPlace,
  refuse: (status: 429 | 500) => Response,
): MiddlewareHandler {
  return async (c, next) => {
    const kind = faults.take(on)
    if (kind === '429') return refuse(429)
    if (kind === '500') return refuse(500)
    if (kind === 'lost') await next()
    if (kind === 'timeout') await faults.hang(c.req.raw.signal)
    if (kind === null || kind === 'twice') return next()
    const { incoming } = (c.env ?? {}) as { incoming?: { socket: { destroy(): void } } }
    incoming?.socket.destroy()
    c.res = new Response(null, { status: 504 })
  }
}
