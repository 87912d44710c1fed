/**
 * A loop that works when it is woken and looks by itself now and then. A wake during a step makes
 * another step follow, so that no wake is lost between looking and waiting.
 */
export interface Loop {
  /** With `afterMs` later; the slow look catches whatever is further off. */
  wake(afterMs?: number): void
  stop(): Promise<void>
}

interface LoopOptions {
  step(): Promise<void>
  pollMs: number
  onFault(fault: unknown): void
}

const timersMax = 1_000

export function openLoop({ step, pollMs, onFault }: LoopOptions): Loop {
  const timers = new Set<NodeJS.Timeout>()
  let isWoken = false
  let isStopped = false
  let running: Promise<void> | null = null
  const poll = setInterval(() => wake(), pollMs)
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
    if (timers.size >= timersMax) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      wake()
    }, afterMs)
    timers.add(timer)
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
    clearInterval(poll)
    for (const timer of timers) clearTimeout(timer)
    await running
  }
}
