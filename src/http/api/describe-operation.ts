/** An operation as OpenAPI shows it. The schemas here are the ones that the door validates with. */
import { createRoute, z } from '@hono/zod-openapi'
import type { AnyOperation } from './operation.ts'
import { type ProblemCode, problem, problemTypes } from './problem.ts'
import { filesMax } from './uploads.ts'

const limitHeaders = z.object({
  'RateLimit-Limit': z.string().openapi({ description: 'Requests a minute' }),
  'RateLimit-Remaining': z.string().openapi({ description: 'Left in this minute' }),
  'RateLimit-Reset': z.string().openapi({ description: 'Seconds until it begins anew' }),
})
const etag = { ETag: z.string().openapi({ description: 'The version, for `If-Match`' }) }

/** Keys of a retry: visible ASCII. */
const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .optional()
  .openapi({ description: 'The same key and body again: the same answer, one effect; for a day' })
const ifMatch = z
  .string()
  .max(200)
  .optional()
  .openapi({ description: 'The ETag that was read, such as `"3"`; `*` for whatever stands there' })

export const basePath = '/api/v1'

export function describe(operation: AnyOperation) {
  const { method, path, tag, summary, description, params, query, needs } = operation
  return createRoute({
    method,
    path: `${basePath}${path}`,
    operationId: nameOf(operation),
    tags: [tag],
    summary,
    description: [description, rights(operation)].filter(Boolean).join(' '),
    security: needs === 'stranger' ? [] : [{ bearer: [] }],
    request: {
      ...(params && { params: params as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      headers: z.object(headersOf(operation) as Record<string, z.ZodType>),
      ...bodyOf(operation),
    },
    responses: { ...success(operation), ...failures(operation) },
  })
}

export const takesKey = ({ method, needs }: AnyOperation) =>
  method === 'post' && needs !== 'stranger'

function headersOf(operation: AnyOperation) {
  return {
    ...(takesKey(operation) && { 'idempotency-key': idempotencyKey }),
    ...(operation.version === 'asks' && { 'if-match': ifMatch }),
    ...operation.headers,
  }
}

function bodyOf({ body, bodyIsOptional, takes }: AnyOperation) {
  if (takes) {
    const bytes = { type: 'string', format: 'binary' } as const
    const file = { type: 'array', items: bytes, minItems: 1, maxItems: filesMax } as const
    const form = { type: 'object' as const, properties: { file }, required: ['file'] }
    // Plain schemas: bytes are not for the validators.
    const schemaOf = (mime: string) => (mime === 'multipart/form-data' ? form : bytes)
    const content = Object.fromEntries(takes.map((mime) => [mime, { schema: schemaOf(mime) }]))
    return { body: { required: true, content } }
  }
  if (!body) return {}
  const content = { 'application/json': { schema: body } }
  return { body: { required: !bodyIsOptional, content } }
}

function success({ method, status, gives, schema, mime, later, version }: AnyOperation) {
  const bytes = { schema: z.string().openapi({ format: 'binary' }) }
  const content = mime
    ? Object.fromEntries([mime].flat().map((one) => [one, bytes]))
    : schema && { 'application/json': { schema } }
  const headers = version ? limitHeaders.extend(etag) : limitHeaders
  const unchanged = { 304: { description: 'It still is the version of `If-None-Match`' } }
  return {
    [status]: { description: gives, headers, ...(content && { content }) },
    ...(later && {
      202: {
        description: 'It takes longer and goes on by itself',
        content: { 'application/json': { schema: later } },
      },
    }),
    ...(version && method === 'get' && unchanged),
  }
}

function failures(operation: AnyOperation) {
  const { method, needs, body, takes, path, version, mayBeNone } = operation
  const codes: ProblemCode[] = [
    'invalid',
    'unauthenticated',
    'too-many-requests',
    'busy',
    'refused',
  ]
  if (needs !== 'stranger') codes.push('forbidden')
  if (path.includes('{') || mayBeNone) codes.push('not-found')
  if (body || takes) codes.push('too-large')
  if (method !== 'get') codes.push('conflict')
  if (version === 'asks') codes.push('stale', 'version-needed')
  const content = { 'application/problem+json': { schema: problem } }
  return Object.fromEntries(
    codes.map((code) => {
      const { status, title } = problemTypes[code]
      return [status, { description: title, content }]
    }),
  )
}

function rights({ needs }: AnyOperation): string {
  if (needs === 'stranger') return 'Asks for no token.'
  if (needs === 'anyone') return 'For everybody who is known.'
  if (needs === 'person') return 'For people who are logged in; not for keys.'
  return `Needs \`${needs}\`.`
}

/** `post-orders-id-payments` */
function nameOf({ method, path }: AnyOperation): string {
  return [method, ...path.split(/[^\w-]+/).filter(Boolean)].join('-')
}
