/** The way in: the front step, the form, and the page behind a link from the chat. */
import { html } from 'hono/html'
import type { Readiness } from '../health.ts'
import type { AssetPaths } from './assets.ts'
import { formToken } from './forms.ts'
import { document, type Markup } from './frame.ts'
import { icon } from './icons.ts'

interface Step {
  assets: AssetPaths
  /** The hidden field's. */
  token: string
}

export interface FrontStep extends Step {
  readiness: Readiness
  hasPhone: boolean
  /** Whether a business has to be named. */
  hasSeveral: boolean
  login?: string
  next: string
  fault?: string
}

export function frontStep(step: FrontStep): Markup {
  const { assets, readiness, hasPhone } = step
  const { ready, reason } = readiness
  const state = ready ? 'Tillie is open and taking messages.' : `Tillie is not ready: ${reason}.`
  const phone = html`<li><a href="/phone">The phone</a><span>write to Tillie from this browser</span></li>`
  const body = html`
    <main id="main" class="door">
      <section class="hello">
        <img src="${assets['icon.svg']}" alt="" width="56" height="56" />
        <h1>Ask the shop.<br />Get a true answer.</h1>
        <p class="lead">Tillie answers on WhatsApp and Telegram, out of your own records, and every figure comes with its receipt.</p>
        <p class="state ${ready ? 'is-good' : 'is-bad'}">${icon(ready ? 'good' : 'bad')}<span>${state}</span></p>
        <ul class="ways">
          ${hasPhone ? phone : ''}
          <li><a href="/api/docs">The HTTP interface</a><span>and its <a href="/api/v1/openapi.json">OpenAPI description</a></span></li>
          <li><a href="/readyz">Readiness</a><span>for those who run Tillie</span></li>
        </ul>
      </section>
      ${signInForm(step)}
    </main>`
  return document({ assets, title: 'Sign in', body })
}

function signInForm({ token, fault, hasSeveral, login = '', next }: FrontStep): Markup {
  const business = html`
    <label for="business">Business</label>
    <input id="business" name="business" autocomplete="organization" maxlength="200" />`
  return html`
    <section class="card way-in" aria-labelledby="sign-in">
      <h2 id="sign-in">Sign in</h2>
      <p class="hint">${icon('spark')}<span>Quickest: write <b>open the dashboard</b> to Tillie in your own chat, and tap the link.</span></p>
      ${faultLine(fault)}
      <form method="post" action="/sign-in">
        ${formToken(token)}
        <input type="hidden" name="next" value="${next}" />
        ${hasSeveral ? business : ''}
        <label for="login">Login</label>
        <input id="login" name="login" value="${login}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="120" required />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required />
        <label for="code">Code of your authenticator app <small>if you have set one up</small></label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" />
        <button class="primary" type="submit">Sign in</button>
      </form>
    </section>`
}

/** Behind a link: nothing is used up until the button is pressed. */
export function linkStep({
  assets,
  token,
  who,
}: Step & { who: { name: string | null; business: string } | null }): Markup {
  const go = html`
    <h1>Sign in</h1>
    <p class="lead">This link opens the pages of <b>${who?.business}</b>${who?.name ? html` for <b>${who.name}</b>` : ''}, once.</p>
    <form method="post">
      ${formToken(token)}
      <button class="primary" type="submit">Sign in${who?.name ? ` as ${who.name}` : ''}</button>
    </form>
    <p class="soft">Not you? Close this page: the link ends by itself.</p>`
  const over = html`
    <h1>This link is over</h1>
    <p class="lead">A link opens the pages once and holds for ten minutes. Write <b>open the dashboard</b> to Tillie to get another.</p>
    <p><a class="button" href="/">Sign in with a password</a></p>`
  const body = html`<main id="main" class="door is-narrow"><section class="card way-in">${who ? go : over}</section></main>`
  return document({ assets, title: 'Sign in', body })
}

export function faultLine(fault: string | undefined): Markup | '' {
  if (!fault) return ''
  return html`<p class="notice is-bad" role="alert">${icon('bad')}<span>${fault}</span></p>`
}
