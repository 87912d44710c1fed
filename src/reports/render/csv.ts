/**
 * The CSV: a table of lines for a spreadsheet, with no totals among them. A report of several
 * tables is one table too: `section` says which, and columns of one meaning are shared.
 */
import { stringify } from 'csv-stringify/sync'
import type { Column, Control, Report, Row } from '../report.ts'
import { csvCell, fractionDigits, neutral } from './csv-cell.ts'
import { verdictOf } from './verdict.ts'

/** The lines of one table, under their own columns. */
interface Block {
  title: string
  columns: Column[]
  rows: Row[]
}

/** Unquoted, even half of a line's end begins a new row, and what stands behind it a formula. */
const lineBreak = /[\r\n]/

/** As decimals, since one may be money and the next a count. */
const controlColumns: Column[] = [
  { key: 'control', title: 'Control', kind: 'text' },
  { key: 'left', title: 'Counted', kind: 'quantity' },
  { key: 'right', title: 'Reported', kind: 'quantity' },
  { key: 'difference', title: 'Difference', kind: 'quantity' },
  { key: 'verdict', title: 'Result', kind: 'text' },
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
        own.has(identity(column)) ? csvCell(row[column.key] ?? null, column.kind, digits) : '',
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
function blocksOf({ title, org, figures, sections, controls }: Report): Block[] {
  if (sections.length === 1 && controls.length === 0) return sections
  const headline: Block = {
    title,
    columns: figures.map(({ key, label, kind }) => ({ key, title: label, kind })),
    rows: [Object.fromEntries(figures.map(({ key, value }) => [key, value]))],
  }
  return [headline, ...sections, controlBlock(controls, fractionDigits(org.currency))]
}

function controlBlock(controls: Control[], digits: number): Block {
  const rows = controls.map((control) => {
    const { name, left, right, difference, kind = 'money' } = control
    const cell = (value: string) => csvCell(value, kind, digits)
    return {
      ...{ control: name, left: cell(left.value), right: cell(right.value) },
      ...{ difference: cell(difference), verdict: verdictOf(control) },
    }
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
