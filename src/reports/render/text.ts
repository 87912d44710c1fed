/** A report as a short chat message. `**bold**` and line breaks are its only markup. */
import type { Words } from '#kit/words.ts'
import type { Column, Figure, Report, Row, Section } from '../report.ts'
import { isDay, isZero, written } from './figures.ts'
import { differenceOf, verdictOf } from './verdict.ts'

export interface TextOptions {
  /** How many rows of the table are written out. */
  rowsMax?: number
  /** Key of the section whose rows are written; the report's only one when not said. */
  section?: string
}

const rowsMaxDefault = 10

/**
 * The headline in bold with its comparison, gross and returns where they differ from it, the other
 * figures, the rows of a table, then what the control totals say and the notes.
 */
export function reportText(report: Report, words: Words, options: TextOptions = {}): string {
  const { figures, notes } = report
  const told = report.sections.filter(({ inWords }) => inWords)
  const sections = report.sections.filter((section) => !told.includes(section))
  const section = options.section
    ? sections.find(({ key }) => key === options.section)
    : sections.length === 1
      ? sections[0]
      : undefined
  return [
    ...headline(report, words),
    ...beside(figures, words),
    ...(section ? tableLines(section, words, options.rowsMax ?? rowsMaxDefault) : []),
    ...told.flatMap((section) => toldLines(section, words)),
    ...controlLines(report, words),
    ...notes,
  ].join('\n')
}

/** "Net sales, yesterday (Sun 27 February 2011): **£9,491.05**, up 4.2% from £9,108.00 (…)." */
function headline({ title, figures, period }: Report, words: Words): string[] {
  const when = whenOf(period, words)
  const [first] = figures
  if (!first) return [`**${title}**, ${when}`]
  const figure = `**${written(first.value, first.kind, words)}**`
  return [`${first.label}, ${when}: ${figure}${comparison(first, words)}.`]
}

function whenOf(period: Report['period'], words: Words): string {
  const days = period.from === period.to ? words.day(period.from) : words.period(period)
  const label = period.label
  const isWithin = days.toLowerCase().includes(label.toLowerCase())
  const saysMore = label && !isWithin && !isDay(label) && label !== words.period(period)
  return saysMore ? `${label} (${days})` : days
}

function comparison({ kind, than }: Figure, words: Words): string {
  if (!than || than.value === null) return ''
  const before = `${written(than.value, kind, words)} (${than.label})`
  if (than.change === null) return `, against ${before}`
  if (isZero(than.change)) return `, the same as ${than.label}`
  const size = words.percent(than.change.replace('-', ''))
  return `, ${than.change.startsWith('-') ? 'down' : 'up'} ${size} from ${before}`
}

/** Gross and returns only where there were returns; then the rest on one line. */
function beside([first, ...others]: Figure[], words: Words): string[] {
  const returns = others.find(({ key }) => key === 'returns')
  const hasReturns = !returns || !isZero(returns.value ?? '0')
  const shown = others.filter(
    ({ key, value }) =>
      value !== null && (hasReturns || !(key === 'returns' || key === 'gross_sales')),
  )
  if (!first || shown.length === 0) return []
  const said = shown.map(({ label, kind, value }) => `${label} ${written(value, kind, words)}`)
  return [said.join(' · ')]
}

/** A list of its own, below its title. */
function toldLines(section: Section, words: Words): string[] {
  if (section.rows.length === 0) return []
  return [`**${section.title}**`, ...tableLines(section, words, section.inWords!)]
}

function tableLines(
  { columns: all, rows, brief }: Section,
  words: Words,
  rowsMax: number,
): string[] {
  const columns = brief ? all.filter(({ key }, at) => at === 0 || brief.includes(key)) : all
  const lines = rows.slice(0, rowsMax).map((row, at) => `${at + 1}. ${line(row, columns, words)}`)
  return rows.length > rowsMax ? [...lines, `and ${rows.length - rowsMax} more`] : lines
}

/** "REGENCY CAKESTAND: Units 97 · Net sales £1,234.00"; a lone figure needs no name. */
function line(row: Row, [label, ...others]: Column[], words: Words): string {
  if (!label) return ''
  const name = written(row[label.key] ?? null, label.kind, words)
  const figures = others.filter(({ kind }) => kind !== 'text')
  const said = figures
    .filter(({ key }) => row[key] != null)
    .map(({ key, title, kind }) => {
      const value = written(row[key]!, kind, words)
      return figures.length === 1 ? value : `${title} ${value}`
    })
  return said.length > 0 ? `${name}: ${said.join(' · ')}` : name
}

/** Those that do not tie, each with its difference; the others in one line. */
function controlLines({ controls }: Report, words: Words): string[] {
  const untied = controls.filter(({ ties }) => !ties)
  const lines = untied.map((control) => {
    const { name, left, right, kind = 'money' } = control
    const said = (value: string) => written(value, kind, words)
    const sides = `${left.label} ${said(left.value)}, ${right.label} ${said(right.value)}`
    return `⚠ ${name}: ${verdictOf(control)}, difference ${differenceOf(control, words)} (${sides}).`
  })
  return [...lines, ...passing(controls.length, untied.length)]
}

function passing(all: number, untied: number): string[] {
  const tied = all - untied
  if (tied === 0) return []
  if (untied > 0)
    return [`The other ${tied === 1 ? 'control total PASSES' : `${tied} control totals PASS`}.`]
  if (all === 1) return ['The control total PASSES.']
  return [all === 2 ? 'Both control totals PASS.' : `All ${all} control totals PASS.`]
}
