/**
 * The CSV: a table of lines for a spreadsheet, with no totals among them. A report of several
 * tables is one table too: `section` says which, and columns of one meaning are shared.
 */
import { stringify } from 'csv-stringify/sync'
import type { Cell, Column, Control, Kind, Report, Row } from '../report.ts'
import { isDay, isDecimal, isNumeric } from './figures.ts'

/** The lines of one table, under their own columns. */
interface Block {
  title: string
  columns: Column[]
  rows: Row[]
}

/** What a spreadsheet would take for a formula, or for the start of one. */
const startsFormula = /^[=+\-@\t\r\n\0＝＋－＠]/

/** Unquoted, even half of a line's end begins a new row, and what stands behind it a formula. */
const lineBreak = /[\r\n]/

const controlColumns: Column[] = [
  { key: 'control', title: 'Control', kind: 'text' },
  { key: 'left', title: 'Counted', kind: 'money' },
  { key: 'right', title: 'Reported', kind: 'money' },
  { key: 'difference', title: 'Difference', kind: 'money' },
]

/** UTF-8 with a byte order mark, lines ended as RFC 4180 has it, plain decimals with a dot. */
export function reportCsv(report: Report): Uint8Array {
  const blocks = blocksOf(report)
  const isOneTable = blocks.length === 1
  const columns = sharedColumns(blocks)
  const digits = fractionDigits(report.org.currency)
  const records = blocks.flatMap((block) =>
    block.rows.map((row) => {
      const own = new Set(block.columns.map(identity))
      const cells = columns.map((column) =>
        own.has(identity(column)) ? cell(row[column.key] ?? null, column.kind, digits) : '',
      )
      return isOneTable ? cells : [neutral(block.title), ...cells]
    }),
  )
  const titles = columns.map(({ title }) => neutral(title))
  const header = isOneTable ? titles : ['Section', ...titles]
  const text = stringify([header, ...records], {
    bom: true,
    record_delimiter: 'windows',
    quoted_match: lineBreak,
  })
  return new TextEncoder().encode(text)
}

/** The headline figures first, as one line; then each table; then the control totals. */
function blocksOf({ title, figures, sections, controls }: Report): Block[] {
  if (sections.length === 1 && controls.length === 0) return sections
  const headline: Block = {
    title,
    columns: figures.map(({ key, label, kind }) => ({ key, title: label, kind })),
    rows: [Object.fromEntries(figures.map(({ key, value }) => [key, value]))],
  }
  return [headline, ...sections, controlBlock(controls)]
}

function controlBlock(controls: Control[]): Block {
  const rows = controls.map(({ name, left, right, difference }) => {
    return { control: name, left: left.value, right: right.value, difference }
  })
  return { title: 'Control totals', columns: rows.length > 0 ? controlColumns : [], rows }
}

/** The columns of all blocks, each once, in the order in which they are first met. */
function sharedColumns(blocks: Block[]): Column[] {
  const columns = new Map<string, Column>()
  for (const column of blocks.flatMap((block) => block.columns))
    if (!columns.has(identity(column))) columns.set(identity(column), column)
  return [...columns.values()]
}

function identity({ key, kind }: Column): string {
  return `${key} ${kind}`
}

function cell(value: Cell, kind: Kind, digits: number): string {
  if (value === null) return ''
  if (kind === 'money' && isDecimal(value)) return padded(value, digits)
  if ((isNumeric(kind) || kind === 'hour') && isDecimal(value)) return value
  return kind === 'day' && isDay(value) ? value : neutral(value)
}

function neutral(text: string): string {
  return startsFormula.test(text) ? `'${text}` : text
}

/** At least as many decimals as the currency has, and all that there are. */
function padded(amount: string, digits: number): string {
  const [whole, fraction = ''] = amount.split('.')
  const kept = fraction.replace(/0+$/, '').padEnd(digits, '0')
  return kept ? `${whole}.${kept}` : whole!
}

function fractionDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}
