/** Waits for what must come true, and says what did not. */
import { setTimeout as pause } from 'node:timers/promises'

const lookEveryMs = 50

export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  msMax = 60_000,
): Promise<number> {
  const started = performance.now()
  for (;;) {
    if (await isTrue()) return performance.now() - started
    if (performance.now() - started > msMax) throw new Error(`not within ${msMax} ms: ${what}`)
    await pause(lookEveryMs)
  }
}
