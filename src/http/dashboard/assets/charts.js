/**
 * Draws each chart from the option that the PNG and the PDF of it are made of. Only what is no figure is
 * set here: the colours of the page, the size of its letters, and how a figure that is pointed at reads.
 */
const drawn = new Map()

function colours() {
  const probe = document.createElement('i')
  document.body.append(probe)
  const read = (name) => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const names = { ink: '--ink', soft: '--soft', line: '--line', surface: '--surface' }
  const found = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, read(name)]))
  probe.remove()
  return { ...found, family: getComputedStyle(document.body).fontFamily }
}

function writer({ locale, currency, kind }) {
  const style =
    kind === 'money'
      ? { style: 'currency', currency }
      : kind === 'percent'
        ? { style: 'percent' }
        : {}
  const whole = new Intl.NumberFormat(locale, style)
  const short = new Intl.NumberFormat(locale, {
    ...style,
    notation: 'compact',
    minimumFractionDigits: 0,
    maximumFractionDigits: 1,
  })
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return {
    whole: (value) => (value == null || value === '' ? '–' : whole.format(value)),
    short: (value) => short.format(value),
    name: (name) =>
      /^\d{4}-\d\d-\d\d$/.test(name) ? day.format(new Date(`${name}T00:00:00Z`)) : name,
  }
}

/** Functions do not travel as JSON: what they would give comes beside the option, or is told anew. */
function dress(node) {
  const { option, ticks, labels, writes } = JSON.parse(node.dataset.chart)
  const look = { ...colours(), isWide: node.clientWidth >= 520, fontSize: 12 }
  const write = writer(writes)
  const tickAt = (value) => ticks.find((tick) => Math.abs(tick.value - value) < 1e-6)?.label ?? ''
  const onAxis = ticks ? tickAt : write.short
  const legend = option.legend?.show
  return {
    ...option,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: look.family, color: look.ink },
    title: { show: false },
    legend: {
      show: legend,
      top: 0,
      right: 0,
      textStyle: { color: look.ink, fontSize: look.fontSize },
    },
    grid: {
      left: 4,
      right: option.grid.right > 60 ? 68 : 14,
      top: legend ? 34 : 24,
      bottom: 4,
      containLabel: true,
    },
    xAxis: axis(option.xAxis, { look, onAxis, write }),
    yAxis: axis(option.yAxis, { look, onAxis, write }),
    tooltip: tooltip(option, { look, write }),
    series: option.series.map((series, at) => ({
      ...series,
      label: label(series, labels?.[at], look),
    })),
  }
}

function axis(given, { look, onAxis, write }) {
  const isValue = given.type === 'value'
  const cut = given.inverse ? { width: look.isWide ? 220 : 110 } : {}
  return {
    ...given,
    axisLine: { ...given.axisLine, lineStyle: { color: look.line } },
    splitLine: { ...given.splitLine, lineStyle: { color: look.line } },
    axisLabel: {
      ...given.axisLabel,
      ...cut,
      fontSize: look.fontSize,
      color: look.soft,
      formatter: isValue ? onAxis : write.name,
    },
  }
}

function label(series, texts, look) {
  if (!texts) return series.label
  const show = Boolean(series.label?.show && look.isWide)
  const formatter = ({ dataIndex }) => texts[dataIndex] ?? ''
  return { ...series.label, show, fontSize: look.fontSize, color: look.ink, formatter }
}

function tooltip(option, { look, write }) {
  const told = (items) =>
    [
      write.name(items[0].name),
      ...items
        .filter(({ seriesName, value }) => value != null && !['Low', 'Range'].includes(seriesName))
        .map(({ seriesName, value }) => `${seriesName}: ${write.whole(value)}`),
    ].join('\n')
  return {
    trigger: 'axis',
    renderMode: 'richText',
    confine: true,
    backgroundColor: look.surface,
    borderColor: look.line,
    textStyle: { color: look.ink, fontSize: 13, fontFamily: look.family },
    axisPointer: { type: option.series[0]?.type === 'bar' ? 'shadow' : 'line' },
    formatter: told,
  }
}

const resized = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    const known = drawn.get(target)
    if (!known || known.width === target.clientWidth) continue
    known.width = target.clientWidth
    known.chart.resize()
    known.chart.setOption(dress(target), true)
  }
})

function drawAll() {
  for (const [node, { chart }] of drawn) {
    if (node.isConnected) continue
    chart.dispose()
    drawn.delete(node)
  }
  for (const node of document.querySelectorAll('[data-chart]')) {
    if (drawn.has(node)) continue
    const chart = window.echarts.init(node, null, { renderer: 'canvas' })
    chart.setOption(dress(node), true)
    drawn.set(node, { chart, width: node.clientWidth })
    resized.observe(node)
  }
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const [node, { chart }] of drawn) chart.setOption(dress(node), true)
})
document.addEventListener('htmx:after:swap', drawAll)

/** A sheet of A4 between its margins, in pixels: a canvas does not flow as text does. */
const paperWidth = 660
const redrawn = (width) => {
  for (const [node, known] of drawn) {
    known.width = width
    known.chart.resize(width ? { width } : {})
    known.chart.setOption({ ...dress(node), animation: false }, true)
  }
}
addEventListener('beforeprint', () => redrawn(paperWidth))
addEventListener('afterprint', () => redrawn())
drawAll()
