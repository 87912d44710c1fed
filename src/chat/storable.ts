/** Text from outside may hold what PostgreSQL cannot keep: NUL characters and halves of surrogate pairs. */
import type { Json } from '#db/sql.ts'

export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

/** As JSON text, every string in it storable; dates become ISO strings. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === 'string' ? storableText(inner) : inner,
  )
}

export function storable(value: unknown): Json {
  return JSON.parse(storableJson(value))
}
