/**
 * Thousands of rows on their way to `unnest`, one array of PostgreSQL's own notation for each column:
 * a third of the bytes of JSON, and of the time to read them.
 */

/** Numbers and ids, which need no quotation marks. */
export function numberArray(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`
}

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : quoted(value))).join(',')}}`
}

function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`
}
