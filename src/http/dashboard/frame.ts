/** The frame around every page: what is loaded, where one can go, who is signed in. */
import { html } from 'hono/html'
import type { Role } from '#domain/identity.ts'
import type { AssetPaths } from './assets.ts'
import { formToken } from './forms.ts'
import { icon } from './icons.ts'
import { type Place, placesFor } from './places.ts'
import type { Visitor } from './visitor.ts'

export type Markup = ReturnType<typeof html>

export interface Framed {
  assets: AssetPaths
  visitor: Visitor
  title: string
  /** Which place of the menu this page belongs to. */
  at?: Place['key']
  hasCharts?: boolean
  body: Markup
}

export function frame({ assets, visitor, title, at, hasCharts = false, body }: Framed): Markup {
  const { org } = visitor
  const inner = html`
    <a class="skip" href="#main">Skip to the content</a>
    <div class="shell">
      <header class="side">
        <a class="brand" href="/dashboard">
          <img src="${assets['icon.svg']}" alt="" width="32" height="32" />
          <span><b>Tillie</b><small>${org.name}</small></span>
        </a>
        ${menu(visitor, at)}
      </header>
      <main id="main" tabindex="-1">${body}</main>
    </div>`
  return document({ assets, title: `${title} · ${org.name}`, hasCharts, body: inner })
}

function menu(visitor: Visitor, at: Place['key'] | undefined): Markup {
  const { actor } = visitor
  const links = placesFor(actor).map(
    (place) => html`<li>
      <a href="${place.path}" ${place.key === at ? html`aria-current="page"` : ''}>
        ${icon(place.icon)}
        <span class="long">${place.title}</span><span class="short">${place.short}</span>
      </a>
    </li>`,
  )
  return html`
    <nav aria-label="Main"><ul>${links}</ul></nav>
    <div class="account">
      <p><b>${actor.name ?? 'You'}</b><small>${rolesOf(actor.roles)}</small></p>
      <form method="post" action="/sign-out">
        ${formToken(visitor.formToken)}
        <button class="quiet" type="submit" title="Sign out">
          ${icon('leave')}<span>Sign out</span>
        </button>
      </form>
    </div>`
}

const rolesOf = (roles: readonly Role[]) => roles.join(', ') || 'no role'

interface Document {
  assets: AssetPaths
  title: string
  hasCharts?: boolean
  body: Markup
}

export function document({ assets, title, hasCharts = false, body }: Document): Markup {
  const charts = html`
    <script defer src="${assets['echarts.js']}"></script>
    <script defer src="${assets['charts.js']}"></script>`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false,"history":false}' />
        <title>${title} · Tillie</title>
        <link rel="icon" href="${assets['icon.svg']}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets['app.css']}" />
        <script defer src="${assets['htmx.js']}"></script>
        <script defer src="${assets['app.js']}"></script>
        ${hasCharts ? charts : ''}
      </head>
      <body>${body}</body>
    </html>`
}
