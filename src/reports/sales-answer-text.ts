/** How an answer about sales reads in a chat. Every figure is the report's own, only formatted. */
import { timeDimensions } from '#domain/metrics/catalogue.ts'
import type { Words } from '#kit/words.ts'
import { written } from './render/figures.ts'
import type { Figure, Period, Report, Row, Section } from './report.ts'

const rowsShownMax = 12
/** Rows that run in time carry no rank. */
const inTime = new Set([...timeDimensions].map((by) => `by_${by}`))
const monthKey = /^\d{4}-\d{2}$/

/** A few lines: the figure, what it is compared with, and the rows when it was cut. */
export function salesAnswerText(report: Report, words: Words): string {
  const [section] = report.sections
  const lines = section ? cutLines(report, section, words) : totalLines(report, words)
  return [...lines, ...report.notes].join('\n')
}

function totalLines(report: Report, words: Words): string[] {
  const [first, ...others] = report.figures
  const title = first ? subject(report, first) : report.title
  const lines = [`${title}, ${words.period(report.period)}: **${figure(first!, words)}**`]
  if (first?.than) lines.push(comparison(first, words))
  const beside = others.filter(({ key }) => key === 'gross_sales' || key === 'returns')
  const further = others.filter((other) => !beside.includes(other))
  for (const other of further) {
    lines.push(`${other.label}: **${figure(other, words)}**`)
    if (other.than) lines.push(comparison(other, words))
  }
  if (beside.length > 0) lines.push(beside.map((f) => `${f.label} ${figure(f, words)}`).join(' · '))
  return lines
}

/** "Net sales · Germany": the title names what it was narrowed to. */
function subject(report: Report, first: Figure): string {
  const narrowed = report.title.split(' · ')[1]
  return narrowed ? `${first.label} · ${narrowed}` : first.label
}

function comparison({ than, kind }: Figure, words: Words): string {
  const before = `${written(than!.value, kind, words)} (${than!.label})`
  if (!than!.change) return `Compared with ${before}`
  const size = words.percent(than!.change.replace('-', ''))
  if (Number(than!.change) === 0) return `The same as ${before}`
  return `${than!.change.startsWith('-') ? '▼ down' : '▲ up'} ${size} from ${before}`
}

function cutLines(report: Report, section: Section, words: Words): string[] {
  const [, metric] = section.columns
  const { rows } = section
  const head = `**${report.title}**, ${words.period(report.period)}`
  if (rows.length === 0) return [`${head}: nothing is recorded.`]
  const shown = rows.slice(0, rowsShownMax)
  const isRanked = !inTime.has(section.key)
  const lines = shown.map((row, i) => rowLine(section, row, isRanked ? `${i + 1}. ` : '• ', words))
  const more = rows.length - shown.length
  if (more > 0) lines.push(`… and ${more} more`)
  const total = report.figures.find(({ key }) => key === metric!.key)
  return [head, ...lines, ...(total ? [`All together: ${figure(total, words)}`] : [])]
}

function rowLine(section: Section, row: Row, mark: string, words: Words): string {
  const [label, ...figures] = section.columns
  const name = monthKey.test(row.label ?? '')
    ? words.period(wholeMonth(row.label!))
    : `${section.key === 'by_week' ? 'Week of ' : ''}${written(row.label ?? null, label!.kind, words)}`
  const cells = figures.map(({ key, kind, title }) => {
    const text = written(row[key] ?? null, kind, words)
    if (key.startsWith('than_')) return `was ${text}`
    if (key.startsWith('change_')) return row[key] && !row[key].startsWith('-') ? `+${text}` : text
    return kind === 'count' || kind === 'quantity' ? `${text} ${title.toLowerCase()}` : text
  })
  return `${mark}${name} — ${cells.join(' · ')}`
}

function wholeMonth(month: string) {
  const [year, number] = month.split('-').map(Number)
  const last = new Date(Date.UTC(year!, number!, 0)).getUTCDate()
  return { from: `${month}-01`, to: `${month}-${last}`, label: month }
}

function figure({ value, kind }: Figure, words: Words): string {
  return written(value, kind, words)
}

/** A period with no data is said so, with the span that exists. */
export function nothingRecordedText(
  period: Period,
  recorded: Omit<Period, 'label'> | null,
  words: Words,
): string {
  if (!recorded) return 'No sales are recorded yet.'
  const span = `${words.day(recorded.from)} to ${words.day(recorded.to)}`
  return `No sales are recorded for ${words.period(period)}. The records run from ${span}.`
}

/** Under a picture: what it shows, and the total. */
export function chartCaption(report: Report, words: Words): string {
  const [first] = report.figures
  return `**${report.title}**, ${words.period(report.period)}\nAll together: ${figure(first!, words)}`
}
