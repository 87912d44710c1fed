/** Notes beside a report: what moved, what is odd, what may come. Advisory, and labelled so. */
import { html } from 'hono/html'
import type { ReportRun } from '#domain/report-runs.ts'
import {
  type Forecast,
  type Insights,
  insightsFrom,
  insightsLabel,
} from '#reports/insights/insights.ts'
import { forecastOption } from '#reports/insights/mini-chart.ts'
import type { Report } from '#reports/report.ts'
import type { Markup } from './frame.ts'
import { icon } from './icons.ts'

/** Notes come soon after the report, or not at all. */
const awaitedMs = 60_000

/** With `every`: it asks again by itself, while notes may still come. */
export function insightsPanel(run: ReportRun, report: Report, now: Date): Markup | '' {
  const insights = insightsFrom(run.insights)
  if (insights) return insights.state === 'off' ? offPanel : panel(insights, report)
  if (!run.wantsInsights) return ''
  const age = now.getTime() - (run.completedAt?.getTime() ?? 0)
  if (age > awaitedMs) return ''
  return html`<section class="card insights" aria-labelledby="ai" aria-busy="true"
    hx-get="/dashboard/reports/${run.id}/notes" hx-trigger="every 2s" hx-swap="outerHTML">
    <h2 id="ai">${icon('spark')}Notes</h2>
    <p class="soft" role="status">Notes on this report are being written.</p>
  </section>`
}

const offPanel = html`<section class="card" aria-labelledby="ai">
  <h2 id="ai">Notes</h2>
  <p class="soft">Notes are switched off for this report.</p>
</section>`

function panel(insights: Exclude<Insights, { state: 'off' }>, report: Report): Markup {
  const { summary, anomalies, forecast, note } = insights
  const odd = anomalies.map(
    ({ text, severity, figure }) => html`<li>
      <span class="badge ${severity === 'warning' ? 'is-bad' : 'is-warn'}">
        ${icon('bad')}${severity === 'warning' ? 'Look at this' : 'Unusual'}${figure ? html` · ${figure}` : ''}
      </span>
      <span>${text}</span>
    </li>`,
  )
  return html`<section class="card insights" aria-labelledby="ai">
    <h2 id="ai">${icon('spark')}Notes</h2>
    ${insights.state === 'unavailable' ? html`<p class="notice">${note}</p>` : ''}
    <p>${summary}</p>
    ${odd.length > 0 ? html`<ul class="anomalies">${odd}</ul>` : ''}
    ${forecast ? forecastView(forecast, report) : ''}
    <p class="label">${insightsLabel(insights)}</p>
  </section>`
}

function forecastView(forecast: Forecast, { org }: Report): Markup {
  const { metric, kind, text } = forecast
  const drawing = {
    option: forecastOption(forecast, org),
    writes: { locale: org.locale, currency: org.currency, kind },
  }
  const says = `Chart: ${metric} as it was and as it may come. ${text}`
  return html`<div>
    <h3>${metric}: what may come</h3>
    <div class="chart is-mini" role="img" aria-label="${says}" data-chart="${JSON.stringify(drawing)}"></div>
    <p>${text}</p>
  </div>`
}
