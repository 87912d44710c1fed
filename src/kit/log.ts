/** The log: JSON lines on stderr. Texts, tokens, names and phone numbers are never handed to it. */
import { type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/** What may never reach a line, however it got into an object. */
const secrets = ['text', 'phone', 'token', 'authorization', 'secret', 'body', 'name']

export function openLog(level: string): Log {
  return pino(
    { level, redact: { paths: secrets.flatMap((key) => [key, `*.${key}`]), censor: '[kept out]' } },
    pino.destination({ fd: 2, sync: true }),
  )
}
