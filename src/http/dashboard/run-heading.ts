/** The top of a page about one report: what it is of, its state, and the way back. */
import { html } from 'hono/html'
import type { Markup } from './frame.ts'
import { icon } from './icons.ts'
import type { ShownRun } from './run-page.ts'
import { daysOf, stateBadge, titleOf } from './run-words.ts'
import type { Visitor } from './visitor.ts'

export function runHeading(
  { run, report }: ShownRun,
  { words }: Visitor,
): { heading: Markup; title: string } {
  const title = titleOf(run)
  const days = daysOf(run, words)
  const isOff = report?.controls.some(({ ties }) => !ties)
  const heading = html`<div class="top">
    <div>
      <a class="crumb" href="/dashboard/reports">${icon('back')}Reports</a>
      <h1>${title}</h1>
      <p class="lead">${days}</p>
    </div>
    <div class="row">
      ${isOff ? html`<span class="badge is-bad">${icon('bad')}DOES NOT TIE</span>` : ''}
      ${stateBadge(run)}
    </div>
  </div>`
  return { heading, title: days ? `${title}, ${days}` : title }
}
