/**
 * The mapping of a sales file: which column is what, and how dates and decimals are written.
 * `auto` finds it; a JSON file says any part of it.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Refusal } from '#kit/refusal.ts'

export const fields = [
  'document',
  'sku',
  'description',
  'quantity',
  'date',
  'time',
  'price',
  'amount',
  'discount',
  'tax',
  'cost',
  'customer',
  'customerName',
  'country',
  'category',
  'paymentMethod',
  'status',
  'channel',
  'currency',
] as const
export type Field = (typeof fields)[number]

/** Header of the column that holds each field. */
export type Columns = Partial<Record<Field, string>>

const orderStatuses = ['DRAFT', 'PENDING', 'PAID', 'FULFILLED', 'CANCELLED'] as const
export type OrderStatus = (typeof orderStatuses)[number]

const mappingSchema = z.strictObject({
  columns: z.partialRecord(z.enum(fields), z.string().nullable()).default({}),
  dateOrder: z.enum(['ymd', 'dmy', 'mdy']).optional(),
  decimal: z.enum(['.', ',']).optional(),
  delimiter: z.string().length(1).optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).optional(),
  /** Name of the XLSX sheet; the first one unless told. */
  sheet: z.string().optional(),
  /** The file's own words for a status: { "bezahlt": "PAID" } */
  statuses: z.record(z.string(), z.enum(orderStatuses)).default({}),
})
/** A column given as null is left out, whatever its name is. */
export type Mapping = z.infer<typeof mappingSchema>

export const autoMapping: Mapping = { columns: {}, statuses: {} }

/** A mapping from JSON text; refused with the fault's place. */
export function parseMapping(json: string): Mapping {
  let raw: unknown
  try {
    raw = JSON.parse(json)
  } catch {
    throw new Refusal('The mapping is not JSON: it begins like {"columns": {"date": "Sold on"}}.')
  }
  const parsed = mappingSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new Refusal(`The mapping's ${path.join('.') || 'content'} is wrong: ${message}.`)
}

/** The mapping that a command line names: `auto`, or the path of a JSON file. */
export function readMapping(name: string): Mapping {
  if (name === 'auto') return autoMapping
  let json: string
  try {
    json = readFileSync(name, 'utf8')
  } catch {
    throw new Refusal(`The mapping file ${name} cannot be read.`)
  }
  return parseMapping(json)
}
