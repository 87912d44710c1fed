/** What goes wrong, as RFC 9457 writes it (`application/problem+json`). Faults tell nobody anything. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { StoreAway } from '#clients/files.ts'
import { Stale } from '#domain/products/product.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'

export const problemTypes = {
  invalid: { status: 400, title: 'The request is not understood' },
  unauthenticated: { status: 401, title: 'Who are you?' },
  'second-factor-needed': { status: 401, title: 'A code of the authenticator app is needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'Another request was first' },
  stale: { status: 412, title: 'It was changed meanwhile' },
  'too-large': { status: 413, title: 'The body is too large' },
  refused: { status: 422, title: 'Refused' },
  'key-reused': { status: 422, title: 'The Idempotency-Key stands for another request' },
  'version-needed': { status: 428, title: 'Say which version you have read' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  fault: { status: 500, title: 'Something went wrong on our side' },
  busy: { status: 503, title: 'Come again' },
} as const
export type ProblemCode = keyof typeof problemTypes

export interface FieldFault {
  /** Where in the request: `lines.0.quantity`. */
  at: string
  says: string
}

export const problem = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problemTypes) as [ProblemCode]).openapi({
      description: 'For programs: says which problem it is',
    }),
    detail: z.string().optional().openapi({ description: 'One sentence for a person' }),
    errors: z.array(z.strictObject({ at: z.string(), says: z.string() })).optional(),
  })
  .openapi('Problem')

/** Thrown anywhere behind an API route. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly errors: FieldFault[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ProblemCode,
    detail?: string,
    more: { errors?: FieldFault[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail)
    this.code = code
    this.errors = more.errors
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

/** What was asked for, or the problem that there is none. */
export function found<T>(thing: T | null | undefined): T {
  if (thing === null || thing === undefined) throw new Problem('not-found')
  return thing
}

/** The one place where a fault of the API becomes an answer. */
export function answerFault(log: Log) {
  return (fault: unknown, c: Context): Response => {
    const told = problemOf(fault)
    const route = `${c.req.method} ${routePath(c)}`
    if (told.code === 'fault' || told.code === 'busy')
      log.error({ err: fault, route }, 'an API request failed')
    // Not the fault itself: it quotes what was sent.
    else if (ofDatabase(fault))
      log.warn({ route, sqlState: sqlStateOf(fault) }, 'a table refused what the schemas let pass')
    return respond(c, told)
  }
}

export function respond(c: Context, { code, message, errors, retryAfterSeconds }: Problem) {
  const { status, title } = problemTypes[code]
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="tillie"')
  if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds))
  const body = { type: 'about:blank', title, status, code, detail: message || undefined, errors }
  return c.json(body, status, { 'Content-Type': 'application/problem+json' })
}

function problemOf(fault: unknown): Problem {
  if (fault instanceof Problem) return fault
  if (fault instanceof Stale) return new Problem('stale', fault.message)
  if (fault instanceof Refusal) return new Problem('refused', fault.message)
  if (fault instanceof HTTPException && fault.status === 413) return new Problem('too-large')
  if (fault instanceof HTTPException && fault.status < 500)
    return new Problem('invalid', 'The body is not JSON.')
  if (fault instanceof StoreAway)
    return new Problem('busy', fault.message, { retryAfterSeconds: 60 })
  return ofDatabase(fault) ?? new Problem('fault')
}

function sqlStateOf(fault: unknown): string {
  return fault instanceof Error && 'code' in fault ? String(fault.code) : ''
}

/** SQLSTATE: what the schemas let pass and a table does not. */
function ofDatabase(fault: unknown): Problem | null {
  const state = sqlStateOf(fault)
  if (state === '22003') return new Problem('refused', 'A figure is too large to be kept.')
  if (state === '23503')
    return new Problem('refused', 'It names something that is not there, or is still used.')
  if (state === '23505') return new Problem('conflict', 'That is there already.')
  if (/^(40001|40P01|55P03|57014)$/.test(state))
    return new Problem('busy', 'Others are at work on the same thing.', { retryAfterSeconds: 1 })
  return null
}
