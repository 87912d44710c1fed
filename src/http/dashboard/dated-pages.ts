/**
 * A report that comes day by day or month by month, at an address of its own: the newest of the days
 * that were asked for, the ones before and after, and the way to have it made.
 */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { newestRun } from '#domain/newest-run.ts'
import { addDays, addMonths, dayFrom } from '#kit/calendar.ts'
import type { ReportKind } from '#reports/catalogue.ts'
import { kindOf, mayRead } from '#reports/kinds.ts'
import { Problem } from '../api/problem.ts'
import { formToken } from './forms.ts'
import type { Markup } from './frame.ts'
import { icon } from './icons.ts'
import { type PageDeps, show, shownRun, visitorAt } from './pages.ts'
import type { Place } from './places.ts'
import { runBody } from './run-page.ts'
import { monthWords, stateBadge } from './run-words.ts'
import type { Pages, Visitor } from './visitor.ts'

interface Dated {
  at: Place['key']
  path: string
  type: string
  unit: 'day' | 'month'
  lead: string
}

const dated: Dated[] = [
  {
    ...{ at: 'daily', path: '/dashboard/daily-sales', type: 'daily_sales', unit: 'day' },
    lead: 'One business day: what was sold, what came back, what was paid, and what it ties to.',
  },
  {
    ...{ at: 'audit', path: '/dashboard/monthly-audit', type: 'monthly_audit', unit: 'month' },
    lead: 'One month for whoever checks: who signed in, what was changed, and whether the books balance.',
  },
]

export function datedPages(deps: PageDeps): Hono<Pages> {
  const app = new Hono<Pages>()
  for (const one of dated)
    app.get(one.path, async (c) => {
      const visitor = visitorAt(c, one.at)
      const kind = kindOf(one.type)
      if (!mayRead(visitor.actor, kind))
        throw new Problem('forbidden', 'Your account may not read this report.')
      const asked = readDate(one.unit, c.req.query(one.unit), visitor)
      const shown = await deps.doors.db.asReader(visitor.org.id, async (sql) => {
        const run = await newestRun(sql, { type: one.type, params: { [one.unit]: asked } })
        return run && shownRun(sql, run, kind)
      })
      const page = { ...one, asked, kind, visitor }
      const body = html`
        ${heading(page, shown && stateBadge(shown.run))}
        ${shown ? runBody(shown, visitor) : nothing(page)}`
      const title = `${kind.title}, ${wordsOf(page)}`
      return show(c, deps, { title, at: one.at, hasCharts: true, body })
    })
  return app
}

/** Yesterday, or the month before, unless a day that has begun was named. */
function readDate(unit: Dated['unit'], said: string | undefined, { today }: Visitor): string {
  const last = unit === 'day' ? addDays(today, -1) : addMonths(today, -1).slice(0, 7)
  const written = said && (unit === 'day' ? said : `${said}-01`)
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written ?? '') ?? []
  const isDay = year !== undefined && dayFrom(Number(year), Number(month), Number(day)) !== null
  return isDay && said && written! <= today ? said : last
}

type Page = Dated & { asked: string; kind: ReportKind; visitor: Visitor }

function wordsOf({ unit, asked, visitor: { words } }: Page): string {
  return unit === 'day' ? words.day(asked) : monthWords(asked, words)
}

function heading(page: Page, badge: Markup | null): Markup {
  const { kind, lead, unit, asked, path, visitor } = page
  const [before, after] = beside(page)
  const link = (to: string | null, name: 'back' | 'forth', says: string) =>
    to &&
    html`<a class="button" href="${path}?${unit}=${to}" aria-label="${says}">${icon(name)}</a>`
  const most = unit === 'day' ? visitor.today : visitor.today.slice(0, 7)
  return html`
    <div class="top">
      <div><h1>${kind.title}</h1>
        <div class="row"><p class="lead">${wordsOf(page)}</p>${badge ?? ''}</div>
        <p class="soft">${lead}</p></div>
      <nav class="pager" aria-label="Other ${unit}s">
        ${link(before, 'back', `The ${unit} before`)}
        <form method="get" action="${path}">
          <label class="unseen" for="asked">Show this ${unit}</label>
          <input id="asked" name="${unit}" type="${unit === 'day' ? 'date' : 'month'}" value="${asked}" max="${most}" />
          <button type="submit">Show</button>
        </form>
        ${link(after, 'forth', `The ${unit} after`)}
      </nav>
    </div>`
}

function beside({ unit, asked, visitor: { today } }: Page): [string, string | null] {
  const next = unit === 'day' ? addDays(asked, 1) : addMonths(`${asked}-01`, 1).slice(0, 7)
  const before = unit === 'day' ? addDays(asked, -1) : addMonths(`${asked}-01`, -1).slice(0, 7)
  return [before, next <= today.slice(0, next.length) ? next : null]
}

function nothing(page: Page): Markup {
  const { kind, visitor } = page
  const mayAsk = visitor.actor.may.has('reports:generate')
  return html`<section class="card"><div class="empty">
    ${icon('reports')}<b>Not made yet</b>
    <span>Nobody has asked for ${kind.title.toLowerCase()} of ${wordsOf(page)} so far.</span>
    ${mayAsk ? makeForm(page) : ''}
  </div></section>`
}

function makeForm({ kind, unit, asked, visitor }: Page): Markup {
  return html`<form method="post" action="/dashboard/reports">
    ${formToken(visitor.formToken)}
    <input type="hidden" name="type" value="${kind.type}" />
    <input type="hidden" name="${unit}" value="${asked}" />
    <input type="hidden" name="format-${kind.formats[0]}" value="on" />
    <button class="primary" type="submit">Make it now</button>
  </form>`
}
