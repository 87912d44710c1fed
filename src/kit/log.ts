/** The log: JSON lines on stderr. Texts, tokens, names and phone numbers never reach a line. */
import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/** What is kept out, however it got into an object. */
const secrets = ['text', 'phone', 'token', 'authorization', 'secret', 'body', 'name']
const framesMax = 8
const causesMax = 3

/** Hand a fault over as `err`: its kind, code and place are written, never its message. */
export function openLog(level: string, to: DestinationStream = stderr()): Log {
  const paths = secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  const redact = { paths, censor: '[kept out]' }
  return pino({ level, redact, serializers: { err: (fault) => describe(fault, 0) } }, to)
}

function stderr() {
  return pino.destination({ fd: 2, sync: true })
}

/** A message may quote what a person wrote, or whose phone was already there; a stack's frames cannot. */
function describe(fault: unknown, depth: number): object {
  if (!(fault instanceof Error)) return { kind: typeof fault }
  const { name, code, cause } = fault as NodeJS.ErrnoException
  return {
    kind: word(name),
    code: word(code),
    at: framesOf(fault),
    cause: cause && depth < causesMax ? describe(cause, depth + 1) : undefined,
  }
}

/** Where a fault arose, without what it says. */
export function framesOf(fault: unknown): string[] {
  if (!(fault instanceof Error)) return []
  // A message of several lines may look like frames.
  const stack = (fault.stack ?? '').replace(fault.message, '')
  const frames = stack.split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
  return frames.slice(0, framesMax).map((line) => line.trim())
}

/** Names and codes are single words; anything else is a text. */
export function word(value: unknown): string | undefined {
  return /^[\w.-]{1,40}$/.test(String(value)) ? String(value) : undefined
}
