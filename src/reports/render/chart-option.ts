/** A chart for the phone, as echarts takes it. */
import type { EChartsOption, SeriesOption } from 'echarts'
import { type Chart, palette, type Series } from './chart.ts'
import { family } from './fonts.ts'

const symbolsMax = 45
const nameWidthMax = 250
const ink = '#1f2933'
const muted = '#667085'
const faint = '#e4e7ec'

export function chartOption(chart: Chart): EChartsOption {
  const { isNamed, series } = chart
  const hasLegend = series.length > 1
  const nameAxis = { ...nameAxisLook(isNamed), data: chart.names }
  const valueAxis = valueAxisLook(chart)
  return {
    animation: false,
    color: palette,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: family, color: ink },
    title: titleLook(chart),
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
    series: series.map((each) => ({
      ...seriesLook(chart),
      name: each.title,
      label: labelLook(each, isNamed),
      data: each.values,
    })) as SeriesOption[],
  }
}

function titleLook({ title, subtitle }: Chart) {
  const cut = { width: 1000, overflow: 'truncate' as const }
  return {
    text: title,
    subtext: subtitle,
    left: 30,
    top: 22,
    itemGap: 20,
    textStyle: { fontSize: 25, color: ink, ...cut },
    subtextStyle: { fontSize: 16, color: muted, ...cut },
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

function valueAxisLook({ axis: { min, max, step, ticks } }: Chart) {
  const tickAt = (value: number) => ticks.find((tick) => Math.abs(tick.value - value) < step / 2)
  return {
    type: 'value' as const,
    ...{ min, max, interval: step },
    splitLine: { lineStyle: { color: faint } },
    axisLabel: {
      color: muted,
      fontSize: 15,
      hideOverlap: true,
      formatter: (value: number) => tickAt(value)?.label ?? '',
    },
  }
}

function seriesLook({ as, isNamed, names, series }: Chart) {
  if (as === 'bar') {
    const radius = names.length > 60 ? 0 : 3
    const borderRadius = isNamed ? [0, radius, radius, 0] : [radius, radius, 0, 0]
    return { type: 'bar', barMaxWidth: 56, barCategoryGap: '28%', itemStyle: { borderRadius } }
  }
  return {
    type: 'line',
    showSymbol: names.length <= symbolsMax,
    symbol: 'circle',
    symbolSize: 7,
    lineStyle: { width: 3 },
    ...(series.length === 1 ? { areaStyle: { opacity: 0.1 } } : {}),
  }
}

function labelLook({ labels }: Series, isNamed: boolean) {
  return {
    show: labels.some((label) => label !== ''),
    position: isNamed ? ('right' as const) : ('top' as const),
    fontSize: 14,
    color: ink,
    formatter: ({ dataIndex }: { dataIndex: number }) => labels[dataIndex] ?? '',
  }
}
