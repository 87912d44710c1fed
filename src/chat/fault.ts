/** Faults told without what was in the message: name, code and place, and a refusal's own sentence. */
import { framesOf, word } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Timers } from '#kit/timers.ts'

export function describeFault(fault: unknown): string {
  if (fault instanceof Refusal || fault instanceof BrokenOff) return fault.message
  if (!(fault instanceof Error)) return 'an unknown fault'
  const code = 'code' in fault ? word(fault.code) : undefined
  const place = /([\w-]+\.ts:\d+)/.exec(framesOf(fault).join('\n'))?.[1]
  return [word(fault.name) ?? 'Error', code, place && `at ${place}`].filter(Boolean).join(' ')
}

/** Each time it was worked on its process ended: it may be the message that does it. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
}

class TooSlow extends Error {
  override readonly name = 'TooSlow'
}

/** Rejects after `limitMs`; what goes on behind it is nobody's any more. */
export function within<T>(timers: Timers, limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const late = () => fail(new TooSlow(`took longer than ${limitMs} ms`))
    const cancel = timers.after(limitMs, late)
    work.then(done, fail).finally(cancel)
  })
}
