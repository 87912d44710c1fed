/** A chart as SVG, and as the PNG that a phone shows. */
import { renderAsync } from '@resvg/resvg-js'
import * as echarts from 'echarts'
import { Refusal } from '#kit/refusal.ts'
import type { Report } from '../report.ts'
import { chartOption, namedBarsMax } from './chart.ts'
import { family, fontFile, widthOf } from './fonts.ts'

const width = 1080
const height = 620
const heightPerName = 36
const pixelsPerUnit = 1.5

/** The report's first drawable section. Refused when it has none. */
export async function reportPng(report: Report): Promise<Uint8Array> {
  const section = report.sections.find(({ chart }) => chart)
  if (!section) throw new Refusal(`There is nothing to draw in "${report.title}".`)
  const isNamed = section.columns[0]?.kind === 'text'
  const names = isNamed ? Math.min(section.rows.length, namedBarsMax) : 0
  const tall = Math.max(height, 140 + names * heightPerName)
  const svg = chartSvg(chartOption(report, section), { width, height: tall })
  const image = await renderAsync(svg, {
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

export function chartSvg(
  option: echarts.EChartsOption,
  size: { width: number; height: number },
): string {
  // Without a canvas, echarts guesses how wide letters are; the font knows.
  echarts.setPlatformAPI({ measureText })
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size })
  chart.setOption(option)
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

/** `font` is CSS: "bold 15px DejaVu Sans Condensed". */
function measureText(text: string, font = ''): { width: number } {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12)
  return { width: widthOf(text, size, /bold|[6-9]00/.test(font) ? 'bold' : 'regular') }
}
