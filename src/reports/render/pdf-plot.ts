/** Where a chart stands on the page: how tall it is, and where its figures and names are. In points. */
import type { Chart } from './chart.ts'
import { widthOf } from './fonts.ts'
import type { Sheet } from './pdf-page.ts'

export interface Plot {
  left: number
  right: number
  top: number
  bottom: number
  /** Where a figure stands on its axis: x of a named chart, else y. */
  figureAt(value: number): number
  /** Middle of a name's band on the other axis, and how wide a band is. */
  nameAt(at: number): number
  band: number
}

export const axisSize = 7.5
export const labelSize = 7
export const nameWidthMax = 125
const lineHeight = 12
const leastHeight = 158
const mostHeight = 560
const legendHeight = 14

/** As tall as its names need, and never taller than a page. */
export function chartHeight({ isNamed, names, series }: Chart): number {
  const perName = 5 + (labelSize + 1) * series.length
  const wanted = isNamed ? 24 + names.length * perName : 0
  return Math.min(mostHeight, Math.max(leastHeight, wanted) + legendOf(series))
}

export function plotOf(sheet: Sheet, chart: Chart): Plot {
  const { isNamed, names, series, axis } = chart
  const sideLabels = isNamed ? names : axis.ticks.map(({ label }) => label)
  const sideWidth = widest(sideLabels, axisSize, isNamed ? nameWidthMax : Infinity)
  const labels = series.flatMap((each) => each.labels)
  const left = sheet.left + 2 + sideWidth + 6
  const right = sheet.right - 6 - (isNamed ? widest(labels, labelSize) : 0)
  const top = sheet.y + legendOf(series) + (isNamed ? 6 : 14)
  const bottom = sheet.y + chartHeight(chart) - 2 - lineHeight
  const band = (isNamed ? bottom - top : right - left) / Math.max(1, names.length)
  const share = (value: number) => (value - axis.min) / (axis.max - axis.min)
  return {
    ...{ left, right, top, bottom, band },
    figureAt: (value) =>
      isNamed ? left + share(value) * (right - left) : bottom - share(value) * (bottom - top),
    nameAt: (at) => (isNamed ? top : left) + (at + 0.5) * band,
  }
}

export function widest(labels: string[], size: number, most = Infinity): number {
  return Math.min(most, Math.max(0, ...labels.map((label) => widthOf(label, size))))
}

function legendOf(series: unknown[]): number {
  return series.length > 1 ? legendHeight : 0
}
