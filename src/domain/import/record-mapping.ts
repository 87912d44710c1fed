/** The mapping of a file of records: which column is what, and how it is written. `auto` finds it. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Refusal } from '#kit/refusal.ts'

const schema = z.strictObject({
  /** Header of the column that holds each field; null leaves a column out, whatever its name is. */
  columns: z.record(z.string(), z.string().nullable()).default({}),
  decimal: z.enum(['.', ',']).optional(),
  delimiter: z.string().length(1).optional(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).optional(),
  /** Name of the XLSX sheet; the first one unless told. */
  sheet: z.string().optional(),
})
export type RecordMapping = z.infer<typeof schema>

/** The mapping that a command line names: `auto`, or the path of a JSON file. */
export function readRecordMapping(name: string): RecordMapping {
  if (name === 'auto') return { columns: {} }
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(name, 'utf8'))
  } catch {
    throw new Refusal(
      `The mapping file ${name} cannot be read as JSON: it begins like {"columns": {"price": "Each"}}.`,
    )
  }
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new Refusal(`The mapping's ${path.join('.') || 'content'} is wrong: ${message}.`)
}
