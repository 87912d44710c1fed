/**
 * Cuts rows out of CSV text where they are plainly written: cells without quotation marks around
 * them, or with them as RFC 4180 has it. What is written otherwise it leaves to a real parser.
 */

export type LineEnd = '\n' | '\r\n'

export interface Cut {
  rows: string[][]
  /** Where what was not cut begins. */
  at: number
  /** False: the row there goes on beyond this text. True: it is none that we read. */
  isStrange: boolean
}

interface Marks {
  delimiter: string
  lineEnd: LineEnd
}

export function cutRows(text: string, marks: Marks): Cut {
  const { delimiter, lineEnd } = marks
  const rows: string[][] = []
  let at = 0
  let quote = text.indexOf('"')
  for (;;) {
    const end = text.indexOf(lineEnd, at)
    if (quote >= 0 && quote < at) quote = text.indexOf('"', at)
    if (quote < 0 || (end >= 0 && quote > end)) {
      if (end < 0) return { rows, at, isStrange: false }
      rows.push(text.slice(at, end).split(delimiter))
      at = end + lineEnd.length
      continue
    }
    const row = quotedRow(text, at, marks)
    if (row === 'unfinished' || row === 'strange') return { rows, at, isStrange: row === 'strange' }
    rows.push(row.cells)
    at = row.end
  }
}

/**
 * How the lines end, as the first one tells; 'unknown' while none has ended, and null when it ends in
 * another way or its quotation marks are not plain.
 */
export function firstLineEnd(text: string, delimiter: string): LineEnd | 'unknown' | null {
  const top = text.slice(0, headingLengthMax)
  const sign = `\\u${delimiter.charCodeAt(0).toString(16).padStart(4, '0')}`
  const marked = `(?<![^${sign}])"(?:[^"]|"")*"(?![^${sign}\\r\\n])`
  const plain = new RegExp(`^(?:[^"\\r\\n]|${marked})*(\\r\\n|\\n)`).exec(top)
  if (plain) return plain[1] as LineEnd
  return top.length < headingLengthMax && !/["\n]|\r./s.test(top) ? 'unknown' : null
}

const headingLengthMax = 20_000

type Row = { cells: string[]; end: number } | 'unfinished' | 'strange'

function quotedRow(text: string, start: number, { delimiter, lineEnd }: Marks): Row {
  const cells: string[] = []
  let at = start
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, delimiter, lineEnd)
    if (!cell || cell.end + lineEnd.length > text.length) return 'unfinished'
    cells.push(cell.text)
    if (text.startsWith(lineEnd, cell.end)) return { cells, end: cell.end + lineEnd.length }
    if (text[cell.end] !== delimiter) return 'strange'
    at = cell.end + 1
  }
}

function plainCell(text: string, at: number, delimiter: string, lineEnd: LineEnd) {
  const lineStop = text.indexOf(lineEnd, at)
  if (lineStop < 0) return null
  const stop = text.indexOf(delimiter, at)
  const end = stop < 0 ? lineStop : Math.min(stop, lineStop)
  return { text: text.slice(at, end), end }
}

/** A mark within the cell is written twice. */
function quotedCell(text: string, at: number) {
  let close = text.indexOf('"', at + 1)
  let hasMarks = false
  while (close >= 0 && text[close + 1] === '"') {
    hasMarks = true
    close = text.indexOf('"', close + 2)
  }
  if (close < 0) return null
  const inner = text.slice(at + 1, close)
  return { text: hasMarks ? inner.replaceAll('""', '"') : inner, end: close + 1 }
}
