/** A chart as SVG: what the PNG is made of. */
import * as echarts from 'echarts/dist/echarts.esm.min.mjs'
import type { Chart } from './chart.ts'
import { chartOption } from './chart-option.ts'
import { widthOf } from './fonts.ts'

export function chartSvg(drawn: Chart, size: { width: number; height: number }): string {
  // Without a canvas, echarts guesses how wide letters are; the font knows.
  echarts.setPlatformAPI({ measureText })
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size })
  chart.setOption(chartOption(drawn))
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

/** `font` is CSS: "bold 15px DejaVu Sans Condensed". */
function measureText(text: string, font = ''): { width: number } {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12)
  return { width: widthOf(text, size, /bold|[6-9]00/.test(font) ? 'bold' : 'regular') }
}
