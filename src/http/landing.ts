/** The front step: says that Tillie is there and where to go. */
import { html } from 'hono/html'
import type { Readiness } from './health.ts'
import { page } from './page.ts'

export function landing({ ready, reason }: Readiness, hasPhone: boolean) {
  const state = ready ? 'Tillie is open and taking messages.' : `Tillie is not ready: ${reason}.`
  const phone = html`<li><a href="/phone">The phone</a>: write to Tillie from this browser</li>`
  return page(
    'Tillie',
    html`<h1>Tillie</h1>
      <p>${state}</p>
      <ul>
        ${hasPhone ? phone : ''}
        <li><a href="/api/docs">The HTTP interface</a> and its <a href="/api/v1/openapi.json">OpenAPI description</a></li>
        <li><a href="/readyz">Readiness</a></li>
      </ul>`,
  )
}
