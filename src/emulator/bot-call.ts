/** One call of the Bot API: its fields from JSON, a form, or the query, and its uploaded files. */
import type { Context } from 'hono'
import { BotError } from './bot-error.ts'

export interface Call {
  fields: Record<string, unknown>
  files: ReadonlyMap<string, File>
  /** Ends when the caller hangs up. */
  caller: AbortSignal
}

export async function readCall(c: Context): Promise<Call> {
  const type = c.req.header('content-type') ?? ''
  const query: Record<string, unknown> = c.req.query()
  const body = type.includes('json') ? await jsonOf(c) : await formOf(c, type)
  const fields: Record<string, unknown> = {}
  const files = new Map<string, File>()
  for (const [name, value] of Object.entries({ ...query, ...body }))
    if (value instanceof File) files.set(name, value)
    else fields[name] = isStructured(name) ? structured(value) : value
  return { fields, files, caller: c.req.raw.signal }
}

/** The file of a field: an upload under its own name, `attach://` another, or a file id. */
export function fileOf({ fields, files }: Call, field: string): File | { id: string } {
  const given = fields[field]
  const name = typeof given === 'string' ? given.replace(/^attach:\/\//, '') : field
  const file = files.get(name)
  if (file) return file
  if (typeof given !== 'string' || !given)
    throw new BotError(400, `there is no ${field} in the request`)
  if (given.startsWith('attach://')) throw new BotError(400, 'wrong file_id or the file is missing')
  return { id: given }
}

async function jsonOf(c: Context): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => null)
  if (typeof body === 'object' && body !== null) return { ...body }
  throw new BotError(400, "can't parse JSON object")
}

async function formOf(c: Context, type: string): Promise<Record<string, unknown>> {
  return type.includes('form') ? c.req.parseBody() : {}
}

/** Fields that a form carries as JSON text. */
function isStructured(name: string): boolean {
  return /(_markup|entities|_parameters|_updates|commands|scope|reaction)$/.test(name)
}

function structured(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
