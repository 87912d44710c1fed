/**
 * JSON without losing digits. Telegram's ids are numbers; those beyond 2^53 would be rounded by
 * `JSON.parse`, and two people could become one. Here they come out as decimal strings instead.
 */
interface Source {
  source?: string
}

export function parseExactly(text: string): unknown {
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown)
}

function keepDigits(_key: string, value: unknown, context?: Source): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return context?.source && /^-?\d+$/.test(context.source) ? context.source : value
}
