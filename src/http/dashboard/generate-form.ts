/** The form that asks for a report: which one, of which days, in which forms. */
import { html } from 'hono/html'
import type { Json } from '#db/sql.ts'
import { type FileFormat, fileFormats } from '#domain/report-runs.ts'
import { addDays, addMonths } from '#kit/calendar.ts'
import { mayRead, reportKinds } from '#reports/kinds.ts'
import { summaryCuts } from '#reports/sales-summary/sections.ts'
import { type Fields, formToken } from './forms.ts'
import type { Markup } from './frame.ts'
import { formatName } from './run-words.ts'
import { faultLine } from './sign-in-pages.ts'
import type { Visitor } from './visitor.ts'

export function generateForm(visitor: Visitor, fault?: string): Markup {
  const { actor, today } = visitor
  const kinds = reportKinds.filter((kind) => mayRead(actor, kind))
  const options = kinds.map(
    ({ type, title, span, formats, params }) =>
      html`<option value="${type}" data-span="${spanOf(span)}${'by' in params.shape ? '-by' : ''}" data-formats="${formats.join(' ')}">${title}</option>`,
  )
  const yesterday = addDays(today, -1)
  const lastMonth = addMonths(today, -1).slice(0, 7)
  return html`<section class="card" aria-labelledby="generate">
    <header><h2 id="generate">Make a report</h2></header>
    ${faultLine(fault)}
    <form method="post" action="/dashboard/reports" class="generate">
      ${formToken(visitor.formToken)}
      <div class="fields">
        <div><label for="type">Report</label><select id="type" name="type" data-chooses>${options}</select></div>
        <div data-for="day"><label for="day">Day</label><input id="day" name="day" type="date" value="${yesterday}" max="${today}" /></div>
        <div data-for="month"><label for="month">Month</label><input id="month" name="month" type="month" value="${lastMonth}" max="${today.slice(0, 7)}" placeholder="2026-10" /></div>
        <div data-for="period period-by"><label for="from">From</label><input id="from" name="from" type="date" value="${`${lastMonth}-01`}" max="${today}" /></div>
        <div data-for="period period-by"><label for="to">To</label><input id="to" name="to" type="date" value="${yesterday}" max="${today}" /></div>
        <div data-for="period-by"><label for="by">By</label><select id="by" name="by">${summaryCuts.map((cut) => html`<option>${cut}</option>`)}</select></div>
      </div>
      <fieldset class="row forms">
        <legend class="unseen">Files</legend>
        ${fileFormats.map(
          (format, at) => html`<label class="choice" data-format="${format}">
            <input type="checkbox" name="format-${format}" ${at === 0 || format === 'zip' ? 'checked' : ''} />${formatName(format)}
          </label>`,
        )}
        <button class="primary" type="submit">Make it</button>
      </fieldset>
    </form>
  </section>`
}

const spanOf = (span: string) => (span === 'as-of' ? 'day' : span)

/** As the catalogue asks for it: only what this report takes. */
export function readForm(fields: Fields): {
  type: string
  params: Record<string, Json>
  formats: FileFormat[]
} {
  const type = fields('type')
  const kind = reportKinds.find((each) => each.type === type)
  const names = Object.keys(kind?.params.shape ?? {})
  const params = Object.fromEntries(
    names.map((name) => [name, fields(name)]).filter(([, value]) => value),
  )
  const formats = fileFormats.filter(
    (format) => fields(`format-${format}`) === 'on' && kind?.formats.includes(format),
  )
  return { type, params, formats }
}
