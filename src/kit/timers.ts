/** Waiting is an argument like the clock: this is what waits, and the real one. */
export interface Timers {
  /** Of a clock that only goes forward; only differences mean anything. */
  elapsedMs(): number
  /** Runs once, later; the function it returns calls that off. */
  after(ms: number, run: () => void): () => void
  /** Runs again and again; the function it returns ends that. */
  every(ms: number, run: () => void): () => void
}

export const systemTimers: Timers = {
  elapsedMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  every(ms, run) {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
}

/** Resolves later, unless `work` is done before: then nothing is left waiting. */
export async function atMost(timers: Timers, ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = timers.after(ms, resolve)
  await Promise.race([work, promise]).finally(cancel)
}

export function pause(timers: Timers, ms: number): Promise<void> {
  return new Promise((done) => {
    timers.after(ms, done)
  })
}
