/** A section drawn: the option object that PNG, PDF and page share. Points are for the eye only. */
import type { EChartsOption, SeriesOption } from 'echarts'
import { wordsFor } from '#kit/words.ts'
import type { Column, Kind, Report, Section } from '../report.ts'
import { isDay, written } from './figures.ts'
import { family, printable } from './fonts.ts'

/** More named bars than this cannot be read: the first ones are drawn, and the chart says so. */
export const namedBarsMax = 25
const labelledBarsMax = 14
const symbolsMax = 45
const nameWidthMax = 250
const palette = ['#0f766e', '#d97706', '#4f46e5', '#be123c', '#64748b']
const ink = '#1f2933'
const muted = '#667085'
const faint = '#e4e7ec'

type Org = Report['org']

/** Figures in the org's currency and locale. Names run down the side, days and hours along the foot. */
export function chartOption(report: Report, section: Section): EChartsOption {
  const [label, ...others] = section.columns
  const drawn = others.filter(({ key }) => section.chart?.of.includes(key))
  const isNamed = label?.kind === 'text' && section.chart?.as !== 'line'
  const rows = isNamed ? section.rows.slice(0, namedBarsMax) : section.rows
  const names = rows.map((row) => shortName(row[label?.key ?? ''] ?? '', label?.kind, report))
  const hasLegend = drawn.length > 1
  const nameAxis = { ...nameAxisLook(isNamed), data: names }
  const valueAxis = valueAxisLook(report.org, drawn[0]?.kind ?? 'money')
  return {
    animation: false,
    color: palette,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: family, color: ink },
    title: titleOf(report, section, rows.length),
    legend: { show: hasLegend, right: 30, top: 76, textStyle: { fontSize: 15, color: ink } },
    grid: {
      left: 30,
      right: isNamed ? 90 : 40,
      top: hasLegend ? 124 : 108,
      bottom: 26,
      containLabel: true,
    },
    xAxis: isNamed ? valueAxis : nameAxis,
    yAxis: isNamed ? nameAxis : valueAxis,
    series: drawn.map(({ key, title, kind }) => ({
      ...seriesLook(section.chart!.as, rows.length, drawn.length, isNamed),
      name: title,
      label: valueLabel(report.org, kind, rows.length * drawn.length, isNamed, section.chart!.as),
      data: rows.map((row) => (row[key] == null ? null : Number(row[key]))),
    })) as SeriesOption[],
  }
}

function titleOf({ title, org, period }: Report, section: Section, drawn: number) {
  const words = wordsFor(org)
  const days = period.from === period.to ? words.day(period.from) : words.period(period)
  const left = section.rows.length - drawn
  const cut = left > 0 ? ` · first ${drawn} of ${section.rows.length}` : ''
  const nothing = section.rows.length === 0 ? ' · nothing to draw' : ''
  const heading = section.title === title ? title : `${title}: ${section.title}`
  return {
    text: printable(heading),
    subtext: printable(`${org.name} · ${days}${cut}${nothing}`),
    left: 30,
    top: 22,
    itemGap: 20,
    textStyle: { fontSize: 25, color: ink, width: 1000, overflow: 'truncate' as const },
    subtextStyle: { fontSize: 16, color: muted, width: 1000, overflow: 'truncate' as const },
  }
}

/** Names from the top down; days and hours from left to right, as many as fit. */
function nameAxisLook(isNamed: boolean) {
  const cut = { width: nameWidthMax, overflow: 'truncate' as const }
  return {
    type: 'category' as const,
    inverse: isNamed,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: '#98a2b3' }, onZero: true },
    axisLabel: {
      color: ink,
      fontSize: 15,
      margin: 12,
      hideOverlap: true,
      ...(isNamed ? { ...cut, interval: 0 } : {}),
    },
  }
}

function valueAxisLook(org: Org, kind: Kind) {
  return {
    type: 'value' as const,
    splitNumber: 5,
    minInterval: kind === 'count' ? 1 : 0,
    splitLine: { lineStyle: { color: faint } },
    axisLabel: {
      color: muted,
      fontSize: 15,
      hideOverlap: true,
      formatter: (value: number) => compact(value, kind, org),
    },
  }
}

function seriesLook(as: 'bar' | 'line', rows: number, drawn: number, isNamed: boolean) {
  if (as === 'bar') {
    const radius = rows > 60 ? 0 : 3
    const borderRadius = isNamed ? [0, radius, radius, 0] : [radius, radius, 0, 0]
    return { type: 'bar', barMaxWidth: 56, barCategoryGap: '28%', itemStyle: { borderRadius } }
  }
  return {
    type: 'line',
    showSymbol: rows <= symbolsMax,
    symbol: 'circle',
    symbolSize: 7,
    lineStyle: { width: 3 },
    ...(drawn === 1 ? { areaStyle: { opacity: 0.1 } } : {}),
  }
}

/** Bars few enough to read carry their figure. */
function valueLabel(org: Org, kind: Kind, bars: number, isNamed: boolean, as: 'bar' | 'line') {
  return {
    show: as === 'bar' && (isNamed || bars <= labelledBarsMax),
    position: isNamed ? ('right' as const) : ('top' as const),
    fontSize: 14,
    color: ink,
    formatter: ({ value }: { value: unknown }) =>
      typeof value === 'number' && value !== 0 ? compact(value, kind, org) : '',
  }
}

/** "£12.4K" for an axis; the figures themselves are in the tables. */
function compact(value: number, kind: Kind, { locale, currency }: Org): string {
  const style =
    kind === 'money'
      ? ({ style: 'currency', currency } as const)
      : kind === 'percent'
        ? ({ style: 'percent' } as const)
        : {}
  const size = Math.abs(value)
  const digits = size >= 10_000 || (size > 0 && size < 10) ? 1 : 0
  const format = new Intl.NumberFormat(locale, {
    ...style,
    notation: size >= 10_000 ? 'compact' : 'standard',
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  })
  return printable(format.format(value))
}

/** Days without their year, unless the period has several. */
function shortName(value: string, kind: Column['kind'] = 'text', { org, period }: Report): string {
  if (kind !== 'day' || !isDay(value)) return printable(written(value, kind, wordsFor(org)))
  const hasYears = period.from.slice(0, 4) !== period.to.slice(0, 4)
  const format = new Intl.DateTimeFormat(org.locale, {
    day: 'numeric',
    month: 'short',
    ...(hasYears ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  })
  return format.format(new Date(`${value}T00:00:00Z`))
}
