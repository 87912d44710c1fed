/** The OpenAPI description as one plain page: no script, nothing fetched from elsewhere. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { page } from '../page.ts'

interface Shape {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  anyOf?: Shape[]
  oneOf?: Shape[]
  description?: string
  enum?: unknown[]
  format?: string
  example?: unknown
}
type Schemas = Record<string, Shape>

type Description = ReturnType<OpenAPIHono['getOpenAPI31Document']>

interface Operation {
  operationId?: string
  tags?: string[]
  summary?: string
  description?: string
  security?: unknown[]
  requestBody?: { content?: Record<string, { schema?: Shape }> }
  parameters?: { name: string; in: string; required?: boolean; description?: string }[]
  responses?: Record<string, { description?: string }>
}

export function docsPage({ info, paths = {}, components }: Description) {
  const schemas = (components?.schemas ?? {}) as Schemas
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  )
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? 'Other')
  return page(
    `${info.title}: HTTP interface`,
    html`<h1>${info.title}: HTTP interface</h1>
      <p>${info.description}</p>
      <p>For programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
      <p>
        Money, quantities and ids are strings. Lists come page by page, edits ask for a version, posts
        take an <code>Idempotency-Key</code>. Any operation may answer with a problem
        (<code>application/problem+json</code>).
      </p>
      <ul>${[...groups.keys()].map((tag) => html`<li><a href="#${anchor(tag)}">${tag}</a></li>`)}</ul>
      ${[...groups].map(
        ([tag, members]) => html`<h2 id="${anchor(tag)}">${tag}</h2>
          ${members.map((member) => entry({ ...member, schemas }))}`,
      )}`,
  )
}

const anchor = (tag: string) => tag.toLowerCase().replaceAll(' ', '-')

interface Entry {
  path: string
  method: string
  operation: Operation
  schemas: Schemas
}

function entry({ path, method, operation, schemas }: Entry) {
  const { summary, description, parameters = [], requestBody, responses = {} } = operation
  const given = parameters.map(
    ({ name, in: where, required, description }) =>
      html`<li><code>${name}</code> (${where}${required ? '' : ', optional'})${description ? `: ${description}` : ''}</li>`,
  )
  const body = Object.values(requestBody?.content ?? {})[0]?.schema
  const fields = body ? fieldsOf(body, schemas) : []
  const isGood = ([status]: [string, unknown]) => status.startsWith('2') || status === '304'
  const all = Object.entries(responses)
  const [good, bad] = [all.filter(isGood), all.filter((one) => !isGood(one))]
  return html`<section>
    <h3><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h3>
    <p>${summary}${/[?!]$/.test(summary ?? '') ? '' : '.'} ${description}</p>
    ${given.length > 0 ? html`<ul>${given}</ul>` : ''}
    ${fields.length > 0 ? html`<p>Body:</p><ul>${fields}</ul>` : ''}
    <dl>${good.map(([status, { description }]) => html`<dt>${status}</dt><dd>${description}</dd>`)}</dl>
    ${
      bad.length > 0
        ? html`<p>Else: ${bad.map(([status, { description }]) => `${status} ${description}`).join(' · ')}</p>`
        : ''
    }
  </section>`
}

function fieldsOf(schema: Shape, schemas: Schemas): ReturnType<typeof html>[] {
  const { properties = {}, required = [], oneOf } = resolved(schema, schemas)
  if (oneOf)
    return oneOf.map((one) => {
      const { description } = resolved(one, schemas)
      return html`<li>${description}: <ul>${fieldsOf(one, schemas)}</ul></li>`
    })
  return Object.entries(properties).map(([name, field]) => {
    const { description, enum: choices = field.items?.enum } = field
    const optional = required.includes(name) ? '' : ', optional'
    const more = [description, choices?.map((one) => JSON.stringify(one)).join(', ')]
    const inner = fieldsOf(field.items ?? field, schemas)
    return html`<li>
      <code>${name}</code> (${typeOf(field, schemas)}${optional})${more
        .filter(Boolean)
        .map((words) => `: ${words}`)}
      ${inner.length > 0 ? html`<ul>${inner}</ul>` : ''}
    </li>`
  })
}

function typeOf(schema: Shape, schemas: Schemas): string {
  const { type, format, anyOf } = resolved(schema, schemas)
  const types = type ? [type].flat() : (anyOf ?? []).map((one) => typeOf(one, schemas))
  return [...types.map((one) => (one === 'array' ? 'list' : one)), format].filter(Boolean).join(' ')
}

function resolved(schema: Shape, schemas: Schemas): Shape {
  return schema.$ref ? (schemas[schema.$ref.split('/').at(-1)!] ?? {}) : schema
}
