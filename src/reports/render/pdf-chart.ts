/**
 * A chart on paper: bars and lines as vectors, straight into the page. What it says is the chart's;
 * only where it stands is worked out here. Everything is in points.
 */
import { type Chart, palette } from './chart.ts'
import { widthOf } from './fonts.ts'
import { putAreas, putBars, putLines } from './pdf-chart-marks.ts'
import { faint, ink, muted, put, type Sheet } from './pdf-page.ts'
import { axisSize, nameWidthMax, type Plot, plotOf, widest } from './pdf-plot.ts'

const axisColor = '#98a2b3'

/** With its upper edge at the pen, as wide as the sheet. */
export function putChart(sheet: Sheet, chart: Chart) {
  const plot = plotOf(sheet, chart)
  if (chart.series.length > 1) putLegend(sheet, chart)
  if (chart.as === 'line') putAreas(sheet, chart, plot)
  putScale(sheet, chart, plot)
  putNames(sheet, chart, plot)
  if (chart.as === 'bar') putBars(sheet, chart, plot)
  else putLines(sheet, chart, plot)
  putZero(sheet, chart, plot)
}

/** From the right edge leftwards, so that the last title ends where the page does. */
function putLegend(sheet: Sheet, { series }: Chart) {
  let x = sheet.right
  for (const [at, { title }] of [...series.entries()].reverse()) {
    const width = Math.min(widthOf(title, axisSize) + 1, sheet.width / series.length - 24)
    x -= width
    put(sheet, title, x, sheet.y, width, { size: axisSize })
    sheet.doc.roundedRect(x - 16, sheet.y + 1, 12, 7, 2).fill(palette[at % palette.length]!)
    x -= 28
  }
}

/** A line across and a figure for each step. */
function putScale(sheet: Sheet, { isNamed, axis: { ticks } }: Chart, plot: Plot) {
  const labels = ticks.map(({ label }) => label)
  const every = isNamed ? everyOf(labels, Math.abs(plot.figureAt(ticks[1]!.value) - plot.left)) : 1
  for (const { value } of ticks) across(sheet, isNamed, plot, plot.figureAt(value))
  sheet.doc.lineWidth(0.5).strokeColor(faint).stroke()
  for (const [at, { value, label }] of ticks.entries()) {
    const stands = plot.figureAt(value)
    if (at % every > 0) continue
    if (isNamed) putMiddle(sheet, label, stands, plot.bottom + 3.5, muted)
    else putBeside(sheet, label, plot.left, stands, muted)
  }
}

function putNames(sheet: Sheet, { isNamed, names }: Chart, plot: Plot) {
  const every = isNamed ? 1 : everyOf(names, plot.band)
  for (const [at, name] of names.entries()) {
    const stands = plot.nameAt(at)
    if (isNamed) putBeside(sheet, name, plot.left, stands, ink)
    else if (at % every === 0) putMiddle(sheet, name, stands, plot.bottom + 3.5, ink)
  }
}

/** Over the bars, since they stand on it. */
function putZero(sheet: Sheet, { isNamed }: Chart, plot: Plot) {
  across(sheet, isNamed, plot, plot.figureAt(0))
  sheet.doc.lineWidth(0.5).strokeColor(axisColor).stroke()
}

function across({ doc }: Sheet, isNamed: boolean, plot: Plot, stands: number) {
  if (isNamed) doc.moveTo(stands, plot.top).lineTo(stands, plot.bottom)
  else doc.moveTo(plot.left, stands).lineTo(plot.right, stands)
}

function putBeside(sheet: Sheet, text: string, left: number, y: number, color: string) {
  const [start, end] = [sheet.left + 2, left - 6]
  const line = { size: axisSize, color, align: 'right' as const }
  put(sheet, text, start, y - axisSize * 0.56, end - start + 0.5, line)
}

/** Names that would stand over the edge of the page's text are left out. */
function putMiddle(sheet: Sheet, text: string, x: number, y: number, color: string) {
  const half = Math.min(nameWidthMax, widthOf(text, axisSize) + 1) / 2
  if (x + half > sheet.right + 2) return
  put(sheet, text, x - half, y, half * 2, { size: axisSize, color, align: 'middle' })
}

/** Each, each second, each third …: as many as stand side by side. */
function everyOf(labels: string[], room: number): number {
  return Math.ceil((widest(labels, axisSize, nameWidthMax) + 6) / room)
}
