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
}

/** One row as it will be put: the lines of each cell. */
interface SetRow {
  cells: string[][]
  height: number
}

export function putHeading(sheet: Sheet, title: string) {
  put(sheet, title, sheet.left, sheet.y, sheet.width, { size: 11.5, weight: 'bold', color: accent })
  sheet.y += 20
}

/** The heading never stands alone at the foot of a page; neither does the totals row at the top. */
export function putTable(sheet: Sheet, section: Section, words: Words, hasHeading = true) {
  const texts = section.rows.map((row) => textsOf(row, section.columns, words))
  const totalTexts = section.totals ? textsOf(section.totals, section.columns, words) : []
  const grid = place(section.columns, texts, totalTexts, sheet)
  const rows = texts.map((row) => setRow(row, grid))
  const totals = section.totals ? setRow(totalTexts, grid, 'bold') : null
  makeRoom(sheet, 24 + headHeight(grid) + (rows[0]?.height ?? 0) * 2)
  if (hasHeading) putHeading(sheet, section.title)
  putHead(sheet, grid)
  for (const [at, row] of rows.entries()) {
    const isLast = at === rows.length - 1
    if (makeRoom(sheet, isLast && totals ? row.height + totals.height : row.height)) {
      putHeading(sheet, `${section.title} (continued)`)
      putHead(sheet, grid)
    }
    putRow(sheet, row, grid, at % 2 === 1)
  }
  if (totals) putTotals(sheet, totals, section.totals!, grid)
  sheet.y += 16
}

function textsOf(row: Row, columns: Column[], words: Words): string[] {
  return columns.map(({ key, kind }) => printable(written(row[key] ?? null, kind, words)))
}

/** Figures get all the room they need, at a smaller size if they must; names share the rest. */
function place(columns: Column[], texts: string[][], totals: string[], sheet: Sheet): Grid {
  for (const size of sizes) {
    const wanted = columns.map(({ title }, at) => {
      const all = texts.map((row) => widthOf(row[at]!, size))
      const bold = [printable(title), totals[at] ?? ''].map((text) => widthOf(text, size, 'bold'))
      return Math.max(...bold, ...all) + 0.5
    })
    const widths = shareOut(columns, wanted, sheet.width)
    if (!widths && size !== sizes.at(-1)) continue
    return { columns: placed(columns, widths ?? wanted, sheet), size }
  }
  throw new Error('no size of type left to try')
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

function setRow(texts: string[], { columns, size }: Grid, weight?: Weight): SetRow {
  const cells = columns.map(({ kind, width }, at) => {
    const text = texts[at]!
    return kind === 'text' ? wrapped(text, width, { size, weight }, textLinesMax) : [text]
  })
  const lines = Math.max(...cells.map(({ length }) => length))
  return { cells, height: lines * size * 1.3 + 5 }
}

function putHead(sheet: Sheet, grid: Grid) {
  const titles = grid.columns.map(({ title }) => [title])
  putCells(sheet, titles, grid, 'bold', muted)
  sheet.y += headHeight(grid)
  rule(sheet, sheet.y - 3, '#98a2b3')
}

function putRow(sheet: Sheet, { cells, height }: SetRow, grid: Grid, isStriped: boolean) {
  if (isStriped) sheet.doc.rect(sheet.left, sheet.y - 2.5, sheet.width, height).fill(paper)
  putCells(sheet, cells, grid, 'regular', ink)
  sheet.y += height
}

/** A total that there is not stays empty; in a row it is a dash. */
function putTotals(sheet: Sheet, { cells, height }: SetRow, totals: Row, grid: Grid) {
  rule(sheet, sheet.y - 2, faint)
  sheet.y += 2
  const known = grid.columns.map(({ key }, at) => (totals[key] == null ? [] : cells[at]!))
  putCells(sheet, known, grid, 'bold', ink)
  sheet.y += height
}

function putCells(
  sheet: Sheet,
  cells: string[][],
  { columns, size }: Grid,
  weight: Weight,
  color: string,
) {
  for (const [at, { x, width, isFigure }] of columns.entries()) {
    const line = { size, weight, color, align: isFigure ? ('right' as const) : ('left' as const) }
    for (const [below, text] of cells[at]!.entries())
      put(sheet, text, x, sheet.y + below * size * 1.3, width, line)
  }
}

function headHeight({ size }: Grid): number {
  return size * 1.3 + 8
}

function rule(sheet: Sheet, y: number, color: string) {
  sheet.doc.moveTo(sheet.left, y).lineTo(sheet.right, y).lineWidth(0.6).strokeColor(color).stroke()
}
