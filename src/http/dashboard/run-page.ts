/** One run, whole: while it is made, how far it is; then the frozen report with everything beside it. */
import { html } from 'hono/html'
import type { FileFormat, ReportRun } from '#domain/report-runs.ts'
import type { ReportKind } from '#reports/catalogue.ts'
import type { Report } from '#reports/report.ts'
import { formToken } from './forms.ts'
import type { Markup } from './frame.ts'
import { icon } from './icons.ts'
import { insightsPanel } from './insights-panel.ts'
import { controlsView, figuresView, notesView, receiptsView, sectionsView } from './report-view.ts'
import { formatName, momentWords, sizeWords, stateBadge, viaWords } from './run-words.ts'
import type { Visitor } from './visitor.ts'

export interface ShownRun {
  run: ReportRun
  kind: ReportKind
  /** Null before it is completed. */
  report: Report | null
}

/** What stands below the heading. */
export function runBody({ run, kind, report }: ShownRun, visitor: Visitor): Markup {
  if (run.status === 'failed')
    return html`
      <p class="notice is-bad" role="alert">${icon('bad')}<span>${run.error}</span></p>
      ${againForm(run, visitor, 'Try again')}`
  if (!report) return html`<div id="progress" role="status">${progressView(run)}</div>`
  const { words, now } = visitor
  return html`
    <div class="row actions">${filesView({ run, kind }, visitor)}${againForm(run, visitor, 'Make it anew')}</div>
    ${figuresView(report, words)}
    <div class="pair">${insightsPanel(run, report, now)}${controlsView(report, words)}</div>
    ${sectionsView(report, words)}
    ${notesView(report)}
    <div class="pair">${receiptsView(report, words)}${aboutView(run, visitor)}</div>`
}

/** Asks again by itself until there is something to show. */
export function progressView(run: ReportRun): Markup {
  const says = run.status === 'queued' ? 'It waits for its turn.' : 'It is being made.'
  return html`<section class="card" hx-get="/dashboard/reports/${run.id}/progress"
    hx-trigger="every 1s" hx-target="#progress" hx-swap="innerHTML">
    <header><h2>${says}</h2>${stateBadge(run)}</header>
    <progress max="100" value="${run.progress}" aria-label="How far it is">${run.progress} %</progress>
    <p class="soft">This page shows the report as soon as it is there. You may leave: it goes on.</p>
    <noscript><p><a href="/dashboard/reports/${run.id}">Look again</a></p></noscript>
  </section>`
}

/** Kept files first; the kind's other forms are printed from the frozen report when they are asked for. */
export function filesView(
  { run, kind }: Pick<ShownRun, 'run' | 'kind'>,
  { words }: Visitor,
): Markup {
  const kept = new Map(run.files.map((file) => [file.format, file]))
  const links = kind.formats.map((format, at) => {
    const file = kept.get(format)
    const size = file && !file.removedAt ? sizeWords(file.sizeBytes, words) : ''
    if (!file && isDear(format)) return ''
    return html`<a class="button ${at === 0 ? 'primary' : ''}" href="/dashboard/reports/${run.id}/files/${format}" download>
      ${icon('file')}<span>${formatName(format)}</span>${size ? html`<small>${size}</small>` : ''}
    </a>`
  })
  return html`<section class="files" aria-label="Official files">${links}</section>`
}

/** Of the same days, out of the records of now; the one before stays as it is. */
function againForm(
  run: ReportRun,
  { actor, formToken: token }: Visitor,
  says: string,
): Markup | '' {
  if (!actor.may.has('reports:generate')) return ''
  const params = Object.entries(run.params).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}" />`,
  )
  return html`<form method="post" action="/dashboard/reports">
    ${formToken(token)}<input type="hidden" name="type" value="${run.type}" />${params}
    ${run.formats.map((format) => html`<input type="hidden" name="format-${format}" value="on" />`)}
    <button class="quiet" type="submit">${says}</button>
  </form>`
}

const isDear = (format: FileFormat) => format === 'zip'

function aboutView(run: ReportRun, { org, words }: Visitor): Markup {
  const { asOf, completedAt, durationMs, checksum } = run
  const facts: [string, string][] = [
    ['Records as of', asOf ? momentWords(asOf, org) : ''],
    ['Made', completedAt ? `${momentWords(completedAt, org)}, ${viaWords(run)}` : ''],
    ['Took', durationMs === null ? '' : `${words.count(String(durationMs / 1_000))} s`],
    ['Checksum', checksum ?? ''],
    ['Report no.', run.id],
  ]
  const shown = facts.filter(([, value]) => value)
  return html`<section class="card" aria-labelledby="about">
    <h2 id="about">About this report</h2>
    <dl class="facts">
      ${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${name === 'Checksum' ? html`<code>${value}</code>` : value}</dd>`)}
    </dl>
  </section>`
}
