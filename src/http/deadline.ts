/**
 * One alarm for all who wait. A timer for each would cost more than what it guards, and thousands of
 * them that are called off long before their time are what keeps a garbage collector busy.
 */
import type { Timers } from '#kit/timers.ts'

export interface Deadline {
  /** Rejects after the time allowed; what goes on behind it is nobody's any more. */
  within(work: Promise<void>): Promise<void>
}

interface Waiting {
  dueMs: number
  fail(fault: Error): void
}

export function openDeadline(timers: Timers, limitMs: number): Deadline {
  /** In the order in which they are due: all are allowed the same. */
  const waiting = new Set<Waiting>()
  let isAlarmSet = false
  return { within }

  function within(work: Promise<void>): Promise<void> {
    return new Promise((done, fail) => {
      const one = { dueMs: timers.elapsedMs() + limitMs, fail }
      waiting.add(one)
      if (!isAlarmSet) setAlarm(limitMs)
      work.then(
        () => {
          waiting.delete(one)
          done()
        },
        (fault) => {
          waiting.delete(one)
          fail(fault)
        },
      )
    })
  }

  function setAlarm(ms: number) {
    isAlarmSet = true
    timers.after(ms, look)
  }

  function look() {
    isAlarmSet = false
    const now = timers.elapsedMs()
    for (const one of waiting) {
      if (one.dueMs > now) return setAlarm(one.dueMs - now)
      waiting.delete(one)
      one.fail(new Error(`took longer than ${limitMs} ms`))
    }
  }
}
