/** Freezing: a report as the JSON that is kept, and back; the same keys in the same order, always. */
import { createHash } from 'node:crypto'
import type { Json } from '#db/sql.ts'
import type { Report } from '../report.ts'

export interface Frozen {
  report: Report
  json: Json
  /** Equal when every figure, row, control and sentence is, whenever it was made. */
  checksum: string
}

export function freeze(report: Report): Frozen {
  const json = inOrder(JSON.parse(JSON.stringify(report)))
  const checksum = createHash('sha256')
    .update(JSON.stringify(without(json, 'asOf')))
    .digest('hex')
  return { report: json as unknown as Report, json, checksum }
}

export function thaw(json: Json): Report {
  return inOrder(json) as unknown as Report
}

function inOrder(json: Json): Json {
  if (Array.isArray(json)) return json.map((each) => inOrder(each as Json))
  if (json === null || typeof json !== 'object') return json
  const entries = Object.entries(json as Record<string, Json>).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, value]) => [key, inOrder(value)]))
}

function without(json: Json, left: string): Json {
  if (Array.isArray(json)) return json.map((each) => without(each as Json, left))
  if (json === null || typeof json !== 'object') return json
  const entries = Object.entries(json as Record<string, Json>).filter(([key]) => key !== left)
  return Object.fromEntries(entries.map(([key, value]) => [key, without(value, left)]))
}
