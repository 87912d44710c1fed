/** Text from outside may hold what PostgreSQL cannot keep: NUL characters and halves of surrogate pairs. */
import type { Json } from '#db/sql.ts'

export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

/** As JSON text, every string in it storable; dates become ISO strings. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value)
  // JSON writes NUL characters and lone halves as escapes: where there are none, nothing is to be mended.
  if (!text.includes('\\u')) return text
  return JSON.stringify(value, (_key, inner) => {
    if (typeof inner === 'string') return storableText(inner)
    return isRecord(inner) ? withStorableKeys(inner) : inner
  })
}

export function storable(value: unknown): Json {
  return JSON.parse(storableJson(value))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withStorableKeys(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, inner]) => [storableText(key), inner]),
  )
}
