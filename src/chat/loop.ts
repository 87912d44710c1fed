/**
 * A loop that works when it is woken and looks by itself now and then. A wake during a step makes
 * another step follow, so that no wake is lost between looking and waiting.
 */
import type { Timers } from '#kit/timers.ts'

export interface Loop {
  /** With `afterMs` later; the slow look catches whatever is further off. */
  wake(afterMs?: number): void
  stop(): Promise<void>
}

interface LoopOptions {
  step(): Promise<void>
  pollMs: number
  timers: Timers
  onFault(fault: unknown): void
}

const latersMax = 1_000

export function openLoop({ step, pollMs, timers, onFault }: LoopOptions): Loop {
  /** Calls off each later wake. */
  const laters = new Set<() => void>()
  let isWoken = false
  let isStopped = false
  let running: Promise<void> | null = null
  const endPoll = timers.every(pollMs, () => wake())
  return { wake, stop }

  function wake(afterMs = 0) {
    if (isStopped || afterMs > pollMs) return
    if (afterMs > 0) return later(afterMs)
    isWoken = true
    running ??= run().finally(() => {
      running = null
      if (isWoken) wake()
    })
  }

  function later(afterMs: number) {
    if (laters.size >= latersMax) return
    const cancel = timers.after(afterMs, () => {
      laters.delete(cancel)
      wake()
    })
    laters.add(cancel)
  }

  async function run() {
    while (isWoken && !isStopped) {
      isWoken = false
      try {
        await step()
      } catch (fault) {
        onFault(fault)
      }
    }
  }

  async function stop() {
    isStopped = true
    isWoken = false
    endPoll()
    for (const cancel of laters) cancel()
    await running
  }
}
