/** The API's own description, as tests hold it to its word. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'
import type { openDesk, Told } from './desk.ts'
import type { Schema } from './from-schema.ts'

interface Content {
  content?: Record<string, { schema: Schema }>
}
export interface Parameter {
  name: string
  in: string
  required?: boolean
  schema: Schema
}
interface Documented {
  operationId: string
  security?: unknown[]
  parameters?: Parameter[]
  requestBody?: Content
  responses: Record<string, Content>
}
export interface Described extends Documented {
  method: string
  /** Below `/api/v1`. */
  path: string
  isOpen: boolean
}

export async function describedBy(desk: Awaited<ReturnType<typeof openDesk>>) {
  const { body: document } = await desk.request('GET', '/openapi.json')
  const schemas = document.components.schemas as Record<string, Schema>
  const paths = document.paths as Record<string, Record<string, Documented>>
  const operations: Described[] = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1/') && !path.endsWith('/chat/webhook'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, documented]) => ({
        ...documented,
        ...{ method: method.toUpperCase(), path: path.replace('/api/v1', '') },
        isOpen: documented.security?.length === 0,
      })),
    )
  return { operations, schemas, faultOf: checker(document) }
}

/** Says what of an answer is not as the description allows; null when all is. */
function checker(document: object) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: true })
  formats.default.default(ajv)
  ajv.addSchema({ $id: 'api', ...document })
  const validators = new Map<string, ValidateFunction>()

  return ({ method, path, responses }: Described, told: Told): string | null => {
    const { status, headers, body } = told
    if (status >= 500) return `${status}: ${JSON.stringify(body)}`
    const response = responses[String(status)]
    if (!response) return `${status} is not described: ${JSON.stringify(body)}`
    const mime = (headers.get('content-type') ?? '').split(';')[0]!
    if (!response.content) return body === '' ? null : `${status} has a body that is not described`
    const described = Object.keys(response.content).find((type) =>
      type === 'image/*' ? mime.startsWith('image/') : type === mime,
    )
    if (!described) return `${status} comes as ${mime}`
    if (described === 'image/*') return null
    const pointer = ['paths', `/api/v1${path}`, method.toLowerCase(), 'responses', `${status}`]
    pointer.push('content', described, 'schema')
    const $ref = `api#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
    const validate = validators.get($ref) ?? ajv.compile({ $ref })
    validators.set($ref, validate)
    return validate(body) ? null : `${status}: ${ajv.errorsText(validate.errors)}`
  }
}
