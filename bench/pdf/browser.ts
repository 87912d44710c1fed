/**
 * The same report as a browser prints it: title, figures, chart, tables with their totals, control
 * totals, notes, receipts and page numbers, in the same typeface, which the file carries.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { wordsFor } from '#kit/words.ts'
import { chartOf, palette } from '#reports/render/chart.ts'
import { written } from '#reports/render/figures.ts'
import { fontFile, weights } from '#reports/render/fonts.ts'
import type { Report, Section } from '#reports/report.ts'
import { type Cell, tablesOf } from './bare.ts'

const foot =
  '<div style="font-size: 7px; width: 100%; text-align: right; padding-right: 44px">page <span class="pageNumber"></span> of <span class="totalPages"></span></div>'

const faces = weights.map((weight) => {
  const file = pathToFileURL(fontFile(weight))
  return `@font-face { font-family: Own; font-weight: ${weight === 'bold' ? 700 : 400}; src: url(${file}) }`
})

const style = `${faces.join('\n')}
body { font: 8.5pt Own; margin: 0 } h1 { font-size: 22pt } h2 { font-size: 11.5pt; color: #0f766e }
table { width: 100%; border-collapse: collapse } thead { display: table-header-group }
.figure { text-align: right } .total { font-weight: 700 } tr:nth-child(even) { background: #f6f8f9 }
.cards { display: flex; flex-wrap: wrap; gap: 8px } .card { border: 1px solid #e4e7ec; width: 22% }
.card b { font-size: 15pt } small { font-size: 7pt }`

/**
 * A browser that is already running; each report is a page of its own. Page and fonts are files:
 * fonts written into the page would be decoded again for every report, which takes twice as long.
 */
export async function openPrinter() {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--allow-file-access-from-files'],
  })
  const context = await browser.newContext()
  const folder = await mkdtemp(join(tmpdir(), 'printed-'))
  const file = join(folder, 'report.html')
  return {
    async print(report: Report): Promise<Uint8Array> {
      const page = await context.newPage()
      await writeFile(file, htmlOf(report))
      await page.goto(`${pathToFileURL(file)}`)
      const bytes = await page.pdf({
        format: 'A4',
        margin: { top: '44px', bottom: '60px', left: '44px', right: '44px' },
        printBackground: true,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: foot,
      })
      await page.close()
      return bytes
    },
    async close() {
      await browser.close()
      await rm(folder, { recursive: true })
    },
  }
}

function htmlOf(report: Report): string {
  const words = wordsFor(report.org)
  const cards = report.figures.map(({ label, value, kind, than }) => {
    const before = than ? `from ${written(than.value, kind, words)}` : ''
    return `<div class="card">${label}<br><b>${written(value, kind, words)}</b><br>${before}</div>`
  })
  const tables = tablesOf(report)
  const sections = report.sections.map(
    (section, at) =>
      `<h2>${section.title}</h2>${section.chart ? chartMarks(report, section) : ''}${tableOf(tables[at]!, section.totals !== undefined)}`,
  )
  const controls = report.controls.map(
    ({ name, left, right }) => `<p>${name}: ${left.label} ${left.value} = ${right.value}</p>`,
  )
  const receipts = report.receipts.map(
    ({ metric, definition, rowsCounted }) => `${metric}: ${definition}; ${rowsCounted} records`,
  )
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><b>${report.org.name}</b><h1>${report.title}</h1>
<p>${words.day(report.period.from)}</p><div class="cards">${cards.join('')}</div>${sections.join('')}
<h2>Control totals</h2>${controls.join('')}<h2>Notes</h2><p>${report.notes.join('<br>')}</p>
<h2>Where these figures come from</h2><small>${receipts.join('<br>')}</small>`
}

function tableOf([head, ...rows]: Cell[][], hasTotals: boolean): string {
  const row = (cells: Cell[], look = '') =>
    `<tr${look}>${cells.map(({ text, isFigure }) => `<td${isFigure ? ' class="figure"' : ''}>${text}</td>`).join('')}</tr>`
  const body = rows.map((cells, at) =>
    row(cells, hasTotals && at === rows.length - 1 ? ' class="total"' : ''),
  )
  return `<table><thead>${row(head!, ' class="total"')}</thead>${body.join('')}</table>`
}

/** Bars, their figures, the scale and the names. */
function chartMarks(report: Report, section: Section): string {
  const { names, series, axis } = chartOf(report, section)
  const [width, height, band] = [500, 150, 460 / names.length]
  const y = (value: number) => 20 + ((axis.max - value) / (axis.max - axis.min)) * (height - 40)
  const middle = (at: number) => 40 + (at + 0.5) * band
  const scale = axis.ticks.map(
    ({ value, label }) =>
      `<path d="M40 ${y(value)}H${width}" stroke="#e4e7ec"/><text x="0" y="${y(value)}">${label}</text>`,
  )
  const bars = series[0]!.values.map((value, at) => {
    const [top, tall] = [y(Math.max(0, value ?? 0)), Math.abs(y(value ?? 0) - y(0))]
    const bar = `<rect x="${middle(at) - band * 0.36}" y="${top}" width="${band * 0.72}" height="${tall}" rx="1.5" fill="${palette[0]}"/>`
    const text = (below: number, said: string) =>
      `<text x="${middle(at)}" y="${below}" text-anchor="middle">${said}</text>`
    return bar + text(top - 3, series[0]!.labels[at]!) + text(height - 8, names[at]!)
  })
  return `<svg viewBox="0 0 ${width} ${height}" font-size="7">${scale.join('')}${bars.join('')}</svg>`
}
