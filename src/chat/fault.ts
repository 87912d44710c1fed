/** Faults told without what was in the message: name, code and place, and a refusal's own sentence. */
import { Refusal } from '#kit/refusal.ts'

export function describeFault(fault: unknown): string {
  if (fault instanceof Refusal) return fault.message
  if (!(fault instanceof Error)) return 'an unknown fault'
  const code = 'code' in fault ? ` ${String(fault.code)}` : ''
  const place = /([\w-]+\.ts:\d+)/.exec(fault.stack?.replace(fault.message, '') ?? '')?.[1]
  return `${fault.name}${code}${place ? ` at ${place}` : ''}`
}

class TooSlow extends Error {
  override readonly name = 'TooSlow'
}

/** Rejects after `limitMs`; what goes on behind it is nobody's any more. */
export function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new TooSlow(`took longer than ${limitMs} ms`)), limitMs)
    work.then(done, fail).finally(() => clearTimeout(timer))
  })
}
