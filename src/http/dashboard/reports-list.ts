/** The list of runs, the newest first; what is being made is watched. */
import { html } from 'hono/html'
import type { ReportRun } from '#domain/report-runs.ts'
import { mayRead, reportKinds } from '#reports/kinds.ts'
import type { Markup } from './frame.ts'
import { generateForm } from './generate-form.ts'
import { icon } from './icons.ts'
import { daysOf, formatName, momentWords, stateBadge, titleOf, viaWords } from './run-words.ts'
import type { Visitor } from './visitor.ts'

export interface ListPage {
  visitor: Visitor
  items: ReportRun[]
  /** The id that the next page goes on from. */
  next: string | null
  type: string
  /** Not the first page. */
  isLater: boolean
  fault?: string
}

export function listPage(page: ListPage): Markup {
  const { visitor, items, next, type, isLater, fault } = page
  const { actor } = visitor
  const older =
    next && `/dashboard/reports?${new URLSearchParams({ ...(type && { type }), before: next })}`
  return html`
    <div class="top"><div>
      <h1>Reports</h1>
      <p class="lead">Each is frozen once it is made: page, PDF, CSV and Excel show the same figures.</p>
    </div></div>
    ${actor.may.has('reports:generate') && !isLater ? generateForm(visitor, fault) : ''}
    <section class="card" aria-labelledby="made">
      <header><h2 id="made">Made so far</h2>${filterForm(visitor, type)}</header>
      ${items.length > 0 ? table(items, visitor) : nothing(type)}
      <nav class="pager" aria-label="Pages of the list">
        ${isLater ? html`<a class="button" href="/dashboard/reports${type ? `?type=${type}` : ''}">${icon('back')}Newest</a>` : ''}
        ${older ? html`<a class="button" href="${older}">Older${icon('forth')}</a>` : ''}
      </nav>
    </section>`
}

function filterForm({ actor }: Visitor, type: string): Markup {
  const kinds = reportKinds.filter((kind) => mayRead(actor, kind))
  return html`<form class="row" method="get" action="/dashboard/reports">
    <label class="unseen" for="only">Only this report</label>
    <select id="only" name="type">
      <option value="">All reports</option>
      ${kinds.map((kind) => html`<option value="${kind.type}" ${kind.type === type ? 'selected' : ''}>${kind.title}</option>`)}
    </select>
    <button type="submit">Show</button>
  </form>`
}

function table(items: ReportRun[], visitor: Visitor): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="made">
    <table class="stacks">
      <thead><tr>
        <th scope="col">Report</th><th scope="col">Of</th><th scope="col">Asked for</th>
        <th scope="col">State</th><th scope="col">Files</th>
      </tr></thead>
      <tbody>${items.map((run) => rowView(run, visitor))}</tbody>
    </table>
  </div>`
}

/** One that is not ready asks for itself again. */
export function rowView(run: ReportRun, { words, org }: Visitor): Markup {
  const isUndone = run.status === 'queued' || run.status === 'running'
  const page = `/dashboard/reports/${run.id}`
  const watch = html`hx-get="${page}/row" hx-trigger="every 2s" hx-swap="outerHTML"`
  return html`<tr ${isUndone ? watch : ''}>
    <th scope="row"><a href="${page}">${titleOf(run)}</a></th>
    <td>${daysOf(run, words)}</td>
    <td data-title="Asked for">${momentWords(run.requestedAt, org)} <small>${viaWords(run)}</small></td>
    <td>${stateBadge(run)}</td>
    <td>${run.status === 'completed' ? files(run) : ''}</td>
  </tr>`
}

function files(run: ReportRun): Markup[] {
  return run.files
    .filter(({ removedAt }) => !removedAt)
    .map(
      ({ format, name }) =>
        html`<a href="/dashboard/reports/${run.id}/files/${format}" aria-label="${name}" download>${formatName(format)}</a> `,
    )
}

function nothing(type: string): Markup {
  return html`<div class="empty">
    ${icon('reports')}<b>No reports yet</b>
    <span>${type ? 'None of this kind has been made.' : 'Make the first one above, or ask Tillie for one in your chat.'}</span>
  </div>`
}
