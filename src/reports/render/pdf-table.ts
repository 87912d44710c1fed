/** A table on paper: figures to the right and whole, names cut, headings again on every page. */
import type { Words } from '#kit/words.ts'
import type { Column, Row, Section } from '../report.ts'
import { isNumeric, written } from './figures.ts'
import { printable, type Weight, widthOf } from './fonts.ts'
import { accent, faint, ink, makeRoom, muted, paper, put, type Sheet, wrapped } from './pdf-page.ts'

const gap = 10
const padding = 6
const textLinesMax = 2
const sizes = [8.5, 7.5, 6.5, 5.5]
const textWidthMin = 60

/** A column where it stands. */
interface Placed extends Column {
  x: number
  width: number
  isFigure: boolean
}

interface Grid {
  columns: Placed[]
  size: number
  words: Words
}

export function putHeading(sheet: Sheet, title: string) {
  put(sheet, title, sheet.left, sheet.y, sheet.width, { size: 11.5, weight: 'bold', color: accent })
  sheet.y += 20
}

/** The heading never stands alone at the foot of a page; neither does the totals row at the top. */
export function putTable(sheet: Sheet, section: Section, words: Words, hasHeading = true) {
  const grid = place(section, sheet, words)
  const [first] = section.rows
  makeRoom(sheet, 24 + headHeight(grid) + (first ? rowHeight(first, grid) * 2 : 0))
  if (hasHeading) putHeading(sheet, section.title)
  putHead(sheet, grid)
  for (const [at, row] of section.rows.entries()) {
    const isLast = at === section.rows.length - 1
    const height = rowHeight(row, grid)
    const needed = isLast && section.totals ? height + rowHeight(section.totals, grid) : height
    if (makeRoom(sheet, needed)) {
      putHeading(sheet, `${section.title} (continued)`)
      putHead(sheet, grid)
    }
    putRow(sheet, row, grid, at % 2 === 1)
  }
  if (section.totals) putTotals(sheet, section.totals, grid)
  sheet.y += 16
}

/** Figures get all the room they need, at a smaller size if they must; names share the rest. */
function place(section: Section, sheet: Sheet, words: Words): Grid {
  for (const size of sizes) {
    const wanted = section.columns.map((column) => widthWanted(column, section, size, words))
    const widths = shareOut(section.columns, wanted, sheet.width)
    if (!widths && size !== sizes.at(-1)) continue
    return { columns: placed(section.columns, widths ?? wanted, sheet), size, words }
  }
  throw new Error('no size of type left to try')
}

function widthWanted(column: Column, section: Section, size: number, words: Words): number {
  const cells = section.rows.map((row) => cellText(row, column, words))
  const all = cells.map((text) => widthOf(printable(text), size))
  const total = section.totals ? cellText(section.totals, column, words) : ''
  const bold = [column.title, total].map((text) => widthOf(printable(text), size, 'bold'))
  return Math.max(...bold, ...all) + 0.5
}

/** Null when the figures leave too little for the names. */
function shareOut(columns: Column[], wanted: number[], width: number): number[] | null {
  const free = width - 2 * padding - gap * (columns.length - 1)
  const isFixed = columns.map(({ kind }) => kind !== 'text')
  const fixed = wanted.reduce((sum, each, at) => (isFixed[at] ? sum + each : sum), 0)
  const texts = wanted.filter((_, at) => !isFixed[at])
  const wish = texts.reduce((sum, each) => sum + each, 0)
  const rest = free - fixed
  if (rest < texts.length * textWidthMin && rest < wish) return null
  if (texts.length === 0) return rest < 0 ? null : wanted
  if (wish <= rest) return spread(wanted, isFixed, rest - wish)
  const floor = Math.min(textWidthMin, rest / texts.length)
  const over = texts.reduce((sum, each) => sum + Math.max(0, each - floor), 0)
  const base = texts.reduce((sum, each) => sum + Math.min(each, floor), 0)
  return wanted.map((each, at) =>
    isFixed[at] || each <= floor ? each : floor + ((each - floor) * (rest - base)) / over,
  )
}

/** What is left over goes to the first name, so that the table is as wide as the page. */
function spread(wanted: number[], isFixed: boolean[], extra: number): number[] {
  const first = isFixed.indexOf(false)
  return wanted.map((each, at) => (at === first ? each + extra : each))
}

function placed(columns: Column[], widths: number[], sheet: Sheet): Placed[] {
  let x = sheet.left + padding
  const used = widths.reduce((sum, each) => sum + each, 0) + 2 * padding
  const hasText = columns.some(({ kind }) => kind === 'text')
  const free = Math.max(0, sheet.width - used) / Math.max(1, columns.length - 1)
  const between = hasText ? gap : free
  return columns.map((column, at) => {
    const width = widths[at]!
    const start = x
    x += width + between
    return { ...column, x: start, width, isFigure: isNumeric(column.kind) }
  })
}

function putHead(sheet: Sheet, grid: Grid) {
  putCells(sheet, grid, 'bold', muted, ({ title }) => [title])
  sheet.y += headHeight(grid)
  rule(sheet, sheet.y - 3, '#98a2b3')
}

function putRow(sheet: Sheet, row: Row, grid: Grid, isStriped: boolean) {
  const height = rowHeight(row, grid)
  if (isStriped) sheet.doc.rect(sheet.left, sheet.y - 2.5, sheet.width, height).fill(paper)
  putCells(sheet, grid, 'regular', ink, (column) => cellLines(row, column, grid))
  sheet.y += height
}

function putTotals(sheet: Sheet, totals: Row, grid: Grid) {
  rule(sheet, sheet.y - 2, faint)
  sheet.y += 2
  putCells(sheet, grid, 'bold', ink, (column) =>
    totals[column.key] == null ? [] : cellLines(totals, column, grid, 'bold'),
  )
  sheet.y += rowHeight(totals, grid)
}

function putCells(
  sheet: Sheet,
  { columns, size }: Grid,
  weight: Weight,
  color: string,
  linesOf: (column: Placed) => string[],
) {
  for (const column of columns) {
    const align = column.isFigure ? 'right' : 'left'
    for (const [at, text] of linesOf(column).entries())
      put(sheet, text, column.x, sheet.y + at * size * 1.3, column.width, {
        size,
        weight,
        color,
        align,
      })
  }
}

function cellLines(row: Row, column: Placed, { size, words }: Grid, weight?: Weight): string[] {
  const text = cellText(row, column, words)
  if (column.kind !== 'text') return [text]
  return wrapped(text, column.width, { size, weight }, textLinesMax)
}

function cellText(row: Row, { key, kind }: Column, words: Words): string {
  return written(row[key] ?? null, kind, words)
}

function headHeight({ size }: Grid): number {
  return size * 1.3 + 8
}

function rowHeight(row: Row, grid: Grid): number {
  const lines = grid.columns.map((column) => cellLines(row, column, grid).length)
  return Math.max(...lines) * grid.size * 1.3 + 5
}

function rule(sheet: Sheet, y: number, color: string) {
  sheet.doc.moveTo(sheet.left, y).lineTo(sheet.right, y).lineWidth(0.6).strokeColor(color).stroke()
}
