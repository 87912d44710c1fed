/** What stands for a chart's figures on paper: bars with their labels, or lines with their dots. */
import { type Chart, palette } from './chart.ts'
import { put, type Sheet } from './pdf-page.ts'
import { labelSize, type Plot, widest } from './pdf-plot.ts'

const barMax = 28
/** Of a name's band; the rest stands between it and the next. */
const bandShare = 0.72
const lineWidth = 1.5
const dotRadius = 2
const dotsMax = 45
const squareBarsFrom = 60
/** Of the type's size. */
const figureHeight = 0.73
/** The first colour at a tenth, on white. */
const tint = '#e7f1f0'

interface Point {
  x: number
  y: number
}

export function putBars(sheet: Sheet, chart: Chart, plot: Plot) {
  const count = chart.series.length
  const thick = Math.min(barMax, (plot.band * bandShare) / count)
  const radius = chart.names.length > squareBarsFrom ? 0 : Math.min(1.5, thick / 2)
  const zero = plot.figureAt(0)
  for (const [at, { values }] of chart.series.entries()) {
    for (const [name, value] of values.entries()) {
      const start = plot.nameAt(name) + (at - count / 2) * thick
      const width = count > 1 ? thick * 0.94 : thick
      if (value) addBar(sheet, chart.isNamed, zero, plot.figureAt(value), start, width, radius)
    }
    sheet.doc.fill(palette[at % palette.length]!)
  }
  putLabels(sheet, chart, plot, thick)
}

/** From zero to its figure; the far end is rounded. */
function addBar(
  { doc }: Sheet,
  isNamed: boolean,
  zero: number,
  end: number,
  start: number,
  thick: number,
  radius: number,
) {
  const at = (along: number, side: number): [number, number] =>
    isNamed ? [along, side] : [side, along]
  const turn = Math.sign(end - zero) * Math.min(radius, Math.abs(end - zero))
  const round = Math.abs(turn)
  const far = start + thick
  doc.moveTo(...at(zero, start)).lineTo(...at(end - turn, start))
  if (round > 0) doc.quadraticCurveTo(...at(end, start), ...at(end, start + round))
  doc.lineTo(...at(end, far - round))
  if (round > 0) doc.quadraticCurveTo(...at(end, far), ...at(end - turn, far))
  doc.lineTo(...at(zero, far)).closePath()
}

/** Over its bar, or to the right of it; none where they would run into each other. */
function putLabels(sheet: Sheet, { isNamed, series }: Chart, plot: Plot, thick: number) {
  const size = labelSize
  const between = series.length > 1 ? thick : plot.band
  const figures = series.flatMap(({ labels }) => labels)
  if (between < (isNamed ? size * figureHeight : widest(figures, size))) return
  for (const [at, { values, labels }] of series.entries())
    for (const [name, label] of labels.entries()) {
      if (!label) continue
      const middle = plot.nameAt(name) + (at + 0.5 - series.length / 2) * thick
      const top = plot.figureAt(Math.max(0, values[name]!))
      if (isNamed) put(sheet, label, top + 3, middle - size * 0.56, 200, { size })
      else put(sheet, label, middle - 50, top - 3 - size, 100, { size, align: 'middle' })
    }
}

/** Below a line that is alone; the scale is drawn over it. */
export function putAreas({ doc }: Sheet, { series }: Chart, plot: Plot) {
  const [only, ...others] = series
  const runs = only && others.length === 0 ? runsOf(only.values, plot) : []
  const zero = plot.figureAt(0)
  for (const run of runs) {
    addLine(doc, run)
    doc.lineTo(run.at(-1)!.x, zero).lineTo(run[0]!.x, zero).closePath()
  }
  if (runs.length > 0) doc.fill(tint)
}

export function putLines({ doc }: Sheet, { series }: Chart, plot: Plot) {
  for (const [at, { values }] of series.entries()) {
    const color = palette[at % palette.length]!
    const runs = runsOf(values, plot)
    if (runs.length === 0) continue
    for (const run of runs) addLine(doc, run)
    doc.lineWidth(lineWidth).lineJoin('bevel').strokeColor(color).stroke()
    const dotted = runs.filter((run) => run.length === 1 || values.length <= dotsMax).flat()
    for (const { x, y } of dotted) doc.circle(x, y, dotRadius)
    if (dotted.length > 0) doc.fill(color)
  }
}

/** A line ends where nothing is known, and begins again after it. */
function runsOf(values: (number | null)[], plot: Plot): Point[][] {
  const runs: Point[][] = []
  for (const [at, value] of values.entries()) {
    if (value === null) continue
    const point = { x: plot.nameAt(at), y: plot.figureAt(value) }
    if (at > 0 && values[at - 1] !== null) runs.at(-1)!.push(point)
    else runs.push([point])
  }
  return runs
}

function addLine(doc: PDFKit.PDFDocument, [first, ...rest]: Point[]) {
  doc.moveTo(first!.x, first!.y)
  for (const { x, y } of rest) doc.lineTo(x, y)
}
