/** The forecast as a small chart for pages, as echarts takes it: what was, what may come, and how sure. */
import type { EChartsOption } from 'echarts'
import { wordsFor } from '#kit/words.ts'
import { palette } from '../render/chart.ts'
import type { Report } from '../report.ts'
import type { Forecast } from './insights.ts'

const muted = '#667085'
const faint = '#e4e7ec'

/** Colours are readable on white; a page of its own look may set them over. */
export function forecastOption(
  { metric, kind, history, points }: Forecast,
  org: Pick<Report['org'], 'currency' | 'locale'>,
): EChartsOption {
  const words = wordsFor(org)
  const days = [...history, ...points].map(({ day }) => day)
  const before = history.map(() => null)
  const after = points.map(() => null)
  // The two lines meet on the last known day.
  const meeting = [...before.slice(1), history.at(-1)?.value ?? null].map(numberOf)
  const lows = points.map(({ low }) => numberOf(low ?? null))
  const spans = points.map(({ low, high }) => (low && high ? Number(high) - Number(low) : null))
  const colour = palette[0]!
  const line = { type: 'line' as const, showSymbol: false, color: colour }
  const band = { type: 'line' as const, stack: 'range', showSymbol: false, silent: true }
  const unseen = { lineStyle: { opacity: 0 } }
  return {
    animation: false,
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    aria: { enabled: true, label: { description: describe({ metric, history, points }) } },
    xAxis: {
      type: 'category',
      data: days,
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: faint } },
      axisLabel: { color: muted, fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      splitNumber: 2,
      splitLine: { lineStyle: { color: faint } },
      axisLabel: {
        color: muted,
        fontSize: 11,
        formatter: (value: number) =>
          kind === 'money' ? words.money(String(value)) : words.count(String(value)),
      },
    },
    series: [
      { ...band, ...unseen, name: 'Low', data: [...before, ...lows] },
      {
        ...{ ...band, ...unseen, name: 'Range' },
        areaStyle: { color: colour, opacity: 0.15 },
        data: [...before, ...spans],
      },
      { ...line, name: metric, data: [...history.map(({ value }) => Number(value)), ...after] },
      {
        ...{ ...line, name: 'Forecast', lineStyle: { type: 'dashed' } },
        data: [...meeting, ...points.map(({ value }) => Number(value))],
      },
    ],
  }
}

function describe({ metric, history, points }: Pick<Forecast, 'metric' | 'history' | 'points'>) {
  return `${metric}: ${history.length} days as they were, ${points.length} days of forecast.`
}

function numberOf(value: string | null): number | null {
  return value === null ? null : Number(value)
}
