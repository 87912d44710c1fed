/** The OpenAPI description as one plain page: no script, nothing fetched from elsewhere. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { page } from '../page.ts'

type Description = ReturnType<OpenAPIHono['getOpenAPI31Document']>

interface Operation {
  tags?: string[]
  summary?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string }[]
  responses?: Record<string, { description?: string }>
}

export function docsPage({ info, paths = {} }: Description) {
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
      ${[...groups].map(
        ([tag, members]) => html`<h2>${tag}</h2>
          ${members.map(entry)}`,
      )}`,
  )
}

function entry({
  path,
  method,
  operation,
}: {
  path: string
  method: string
  operation: Operation
}) {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: where, description }) =>
      html`<li><code>${name}</code> (${where})${description ? `: ${description}` : ''}</li>`,
  )
  const answers = Object.entries(operation.responses ?? {}).map(
    ([status, { description }]) => html`<dt>${status}</dt><dd>${description}</dd>`,
  )
  return html`<section>
    <h3><span class="method">${method.toUpperCase()}</span> <code>${path}</code></h3>
    <p>${operation.summary}</p>
    ${parameters.length > 0 ? html`<ul>${parameters}</ul>` : ''}
    <dl>${answers}</dl>
  </section>`
}
