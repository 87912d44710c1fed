/** A chart as the PNG that a phone shows. */
import { renderAsync } from '@resvg/resvg-js'
import { Refusal } from '#kit/refusal.ts'
import type { Report } from '../report.ts'
import { chartOf } from './chart.ts'
import { chartSvg } from './chart-svg.ts'
import { family, fontFile } from './fonts.ts'

const width = 1080
const height = 620
const heightPerName = 36
const pixelsPerUnit = 1.5

/** The report's first drawable section. Refused when it has none. */
export async function reportPng(report: Report): Promise<Uint8Array> {
  const section = report.sections.find(({ chart }) => chart)
  if (!section) throw new Refusal(`There is nothing to draw in "${report.title}".`)
  const chart = chartOf(report, section)
  const names = chart.isNamed ? chart.names.length : 0
  const tall = Math.max(height, 140 + names * heightPerName)
  const image = await renderAsync(chartSvg(chart, { width, height: tall }), {
    fitTo: { mode: 'width', value: width * pixelsPerUnit },
    background: '#ffffff',
    font: {
      fontFiles: [fontFile('regular'), fontFile('bold')],
      loadSystemFonts: false,
      defaultFontFamily: family,
    },
    logLevel: 'off',
  })
  return image.asPng()
}
