/** Settings: the notes beside reports, the key that signs audit packs, and one's own way in. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { type PublicKey, publicKeyOf } from '#domain/audit-chain/keys.ts'
import {
  hasInsights,
  type InsightSettings,
  insightSettings,
  switchInsights,
} from '#domain/insight-settings.ts'
import { kindOf, reportKinds } from '#reports/kinds.ts'
import { formToken } from './forms.ts'
import type { Markup } from './frame.ts'
import { icon } from './icons.ts'
import { type PageDeps, refusalOf, show, visitorAt } from './pages.ts'
import { momentWords } from './run-words.ts'
import { faultLine } from './sign-in-pages.ts'
import type { PageContext, Pages, Visitor } from './visitor.ts'

const at = 'settings'
const path = '/dashboard/settings'

export function settingsPages(deps: PageDeps): Hono<Pages> {
  const { forms, doors } = deps
  const app = new Hono<Pages>()
  app.get(path, (c) => showAll(c, deps))
  app.post(`${path}/notes`, async (c) => {
    const visitor = visitorAt(c, at)
    const { actor, org, now } = visitor
    const fields = await forms.read(c, visitor.cookie)
    const type = fields('type') || undefined
    const fault = await refusalOf(async () => {
      if (type) kindOf(type)
      const on = fields('on') === 'yes'
      await doors.db.asOrg(org.id, (sql) => switchInsights(sql, actor, { on, type, now }))
    })
    return fault ? showAll(c, deps, fault) : c.redirect(path, 303)
  })
  return app
}

async function showAll(c: PageContext, deps: PageDeps, fault?: string) {
  const visitor = visitorAt(c, at)
  const { may } = visitor.actor
  const { notes, key } = await deps.doors.db.asReader(visitor.org.id, async (sql) => ({
    notes: await insightSettings(sql),
    key: may.has('audit:read') ? await publicKeyOf(sql) : null,
  }))
  const body = html`
    <div class="top"><div><h1>Settings</h1></div></div>
    ${faultLine(fault)}
    ${notesCard(notes, visitor)}
    ${may.has('audit:read') ? keyCard(key, visitor) : ''}`
  return show(c, deps, { title: 'Settings', at, body, status: fault ? 422 : 200 })
}

function notesCard(settings: InsightSettings, visitor: Visitor): Markup {
  const maySwitch = visitor.actor.may.has('settings:write')
  const rows = reportKinds
    .filter(({ dataset }) => !dataset)
    .map(({ type, title }) => ({ type, title, on: hasInsights(settings, type) }))
  return html`<section class="card" aria-labelledby="notes">
    <header><h2 id="notes">AI notes beside reports</h2>${badge(settings.on)}</header>
    <p class="soft">A short summary, what is unusual and what may come. They are advisory and never part of a report.
      Only totals are sent to a model, never names of customers. Switched off, nothing about a report leaves the house.</p>
    ${maySwitch ? switchForm(visitor, { on: settings.on }) : html`<p class="soft">Only who may change settings can switch them.</p>`}
    <details>
      <summary>Report by report</summary>
      <ul class="controls">${rows.map(
        ({ type, title, on }) => html`<li>
          <b>${title}</b>
          <span class="row">${badge(on)}${maySwitch ? switchForm(visitor, { on, type, title }) : ''}</span>
        </li>`,
      )}</ul>
    </details>
  </section>`
}

const badge = (on: boolean) =>
  on ? html`<span class="badge is-good">On</span>` : html`<span class="badge">Off</span>`

function switchForm(
  { formToken: token }: Visitor,
  { on, type, title }: { on: boolean; type?: string; title?: string },
): Markup {
  const to = on ? 'off' : 'on'
  const says = type ? `Turn ${to}` : `Turn all notes ${to}`
  return html`<form method="post" action="${path}/notes">
    ${formToken(token)}
    <input type="hidden" name="on" value="${on ? 'no' : 'yes'}" />
    ${type ? html`<input type="hidden" name="type" value="${type}" />` : ''}
    <div><button class="${type ? 'quiet' : ''}" type="submit" ${title ? html`aria-label="Turn the notes of ${title} ${to}"` : ''}>${says}</button></div>
  </form>`
}

function keyCard(key: PublicKey | null, { org }: Visitor): Markup {
  const none = html`<p class="soft">There is none yet: it is made with the first audit pack.</p>`
  return html`<section class="card" aria-labelledby="key">
    <h2 id="key" class="row">${icon('key')}Audit key</h2>
    <p class="soft">Audit packs are signed with it. Give the fingerprint to whoever checks them, by another way than the pack itself;
      <code>tillie verify FILE.zip --key …</code> then proves that a pack is yours.</p>
    ${
      key
        ? html`<dl class="facts">
            <dt>Fingerprint</dt><dd><code>${key.fingerprint}</code></dd>
            <dt>Public key</dt><dd><code>${key.publicKey}</code></dd>
            <dt>Made</dt><dd>${momentWords(key.madeAt, org)}</dd>
          </dl>`
        : none
    }
  </section>`
}
