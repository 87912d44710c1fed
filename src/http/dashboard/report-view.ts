/** A frozen report as a page shows it: the same figures, in the same words, as its chat text and PDF. */
import { html } from 'hono/html'
import type { Words } from '#kit/words.ts'
import { receiptText } from '#reports/receipt-text.ts'
import { chartOf } from '#reports/render/chart.ts'
import { chartOption } from '#reports/render/chart-option.ts'
import { changeOf, isNumeric, written } from '#reports/render/figures.ts'
import { differenceOf, verdictOf } from '#reports/render/verdict.ts'
import type { Column, Control, Figure, Report, Row, Section } from '#reports/report.ts'
import type { Markup } from './frame.ts'
import { icon } from './icons.ts'

/** More than this nobody reads on a page; the files hold all. */
const rowsMax = 500

export function figuresView({ figures }: Report, words: Words): Markup | '' {
  if (figures.length === 0) return ''
  const befores = new Set(figures.flatMap(({ than }) => than?.label ?? []))
  const [only] = befores.size === 1 ? befores : []
  const each = figures.map((figure, at) => figureView(figure, words, { isFirst: at === 0, only }))
  return html`<section class="headline" aria-label="Figures">
    <div class="figures">${each}</div>
    ${only ? html`<p class="soft">Changes are against ${only}.</p>` : ''}
  </section>`
}

/** `only`: what all figures are compared with, which is said once below them. */
function figureView(
  figure: Figure,
  words: Words,
  { isFirst, only }: { isFirst: boolean; only: string | undefined },
): Markup {
  const { label, kind, value, than } = figure
  const now = written(value, kind, words)
  const before = than && than.value !== null ? written(than.value, kind, words) : null
  const change = before === now ? 'unchanged' : changeOf(figure, words)
  const from = only ? `from ${before}` : `from ${before} (${than?.label})`
  return html`<dl class="figure ${isFirst ? 'is-first' : ''}">
    <dt>${label}</dt>
    <dd>${now}</dd>
    ${before === null ? '' : html`<dd>${changeView(change, from)}</dd>`}
  </dl>`
}

function changeView(change: string | null, from: string): Markup | string {
  if (change === null || change === 'unchanged') return change ?? from
  return html`<span class="change">${change}</span> ${from}`
}

export function sectionsView(report: Report, words: Words): Markup[] {
  return report.sections.map((section) => sectionView(report, section, words))
}

function sectionView(report: Report, section: Section, words: Words): Markup {
  const { key, title, columns, rows, totals } = section
  const left = rows.length - rowsMax
  const nothing = html`<p class="soft">Nothing in these days.</p>`
  return html`<section class="card" aria-labelledby="${key}">
    <header><h2 id="${key}">${title}</h2></header>
    ${section.chart && rows.length > 0 ? chartView(report, section) : ''}
    ${
      rows.length === 0
        ? nothing
        : html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${key}">
            <table>
              <thead><tr>${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.title}</th>`)}</tr></thead>
              <tbody>${rows.slice(0, rowsMax).map((row) => rowView(row, columns, words))}</tbody>
              ${totals ? html`<tfoot>${rowView(totals, columns, words)}</tfoot>` : ''}
            </table>
          </div>`
    }
    ${left > 0 ? html`<p class="soft">${words.count(String(left))} more rows are in the files.</p>` : ''}
  </section>`
}

function rowView(row: Row, columns: Column[], words: Words): Markup {
  const cells = columns.map((column, at) => {
    // A column that a total says nothing of is empty there, not unknown.
    const said = row[column.key] === undefined ? '' : written(row[column.key]!, column.kind, words)
    if (at === 0) return html`<th scope="row" class="${classOf(column)}">${said}</th>`
    return html`<td class="${classOf(column)}">${said}</td>`
  })
  return html`<tr>${cells}</tr>`
}

const classOf = ({ kind }: Column) =>
  isNumeric(kind) ? 'number' : kind === 'text' ? 'text' : 'when'

/** The option is the PNG's and the PDF's; what is a function in it comes beside it, worked out. */
function chartView(report: Report, section: Section): Markup {
  const chart = chartOf(report, section)
  const drawing = {
    option: chartOption(chart),
    ticks: chart.axis.ticks,
    labels: chart.series.map(({ labels }) => labels),
    writes: writingOf(report, section),
  }
  const says = `Chart: ${chart.title}. Its figures are in the table below.`
  return html`<div class="chart" role="img" aria-label="${says}" data-chart="${JSON.stringify(drawing)}"></div>`
}

/** How a figure is written where it is pointed at. */
function writingOf({ org }: Report, { columns, chart }: Section) {
  const kind = columns.find(({ key }) => chart?.of.includes(key))?.kind ?? 'count'
  return { locale: org.locale, currency: org.currency, kind }
}

export function controlsView({ controls }: Report, words: Words): Markup | '' {
  if (controls.length === 0) return ''
  const tied = controls.filter(({ ties }) => ties).length
  const verdict =
    tied === controls.length
      ? html`<span class="badge is-good">${icon('good')}All ${controls.length} PASS</span>`
      : html`<span class="badge is-bad">${icon('bad')}${controls.length - tied} of ${controls.length} DOES NOT TIE</span>`
  return html`<section class="card" aria-labelledby="controls">
    <header><h2 id="controls">Control totals</h2>${verdict}</header>
    <ul class="controls">${controls.map((control) => controlView(control, words))}</ul>
  </section>`
}

function controlView(control: Control, words: Words): Markup {
  const { name, left, right, ties, kind = 'money' } = control
  const side = ({ label, value }: Control['left']) => `${label} ${written(value, kind, words)}`
  const sides = ties
    ? `${side(left)} = ${side(right)}`
    : `${side(left)}, ${side(right)}: difference ${differenceOf(control, words)}`
  return html`<li>
    <b>${name}</b>
    <span class="badge ${ties ? 'is-good' : 'is-bad'}">${verdictOf(control)}</span>
    <small>${sides}</small>
  </li>`
}

export function notesView({ notes }: Report): Markup | '' {
  if (notes.length === 0) return ''
  return html`<section class="card" aria-labelledby="notes">
    <h2 id="notes">Good to know</h2>
    <ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>
  </section>`
}

/** The same receipts that chat gives after "why?". */
export function receiptsView({ receipts }: Report, words: Words): Markup | '' {
  if (receipts.length === 0) return ''
  const each = receipts.map((receipt) => {
    const [, ...lines] = receiptText(receipt, words).split('\n')
    return html`<details class="why">
      <summary>${receipt.metric}</summary>
      <dl class="facts"><dt>Is</dt><dd>${receipt.definition}</dd>${lines.map(factView)}</dl>
    </details>`
  })
  return html`<section class="card" aria-labelledby="why"><h2 id="why">Why these figures?</h2><div>${each}</div></section>`
}

function factView(line: string): Markup {
  const at = line.indexOf(': ')
  return html`<dt>${line.slice(0, at)}</dt><dd>${line.slice(at + 2)}</dd>`
}
