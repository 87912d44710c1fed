/** One sheet of a spreadsheet as it is filled, row by row: values, how they look, and widths. */
import type { CellStyle, CellValue, WriteSheet } from 'hucre/xlsx'
import type { Words } from '#kit/words.ts'
import type { Cell, Column, Kind } from '../report.ts'
import { excelCell, excelText, type Formats } from './excel-cell.ts'
import { isNumeric, written } from './figures.ts'

export interface Look {
  formats: Formats
  words: Words
}

export interface Piece {
  value: Cell
  kind: Kind
}

type Tone = 'plain' | 'total' | 'alarm'

export interface Page {
  title: string
  /** One text over the width of the page. */
  say(text: string, as: keyof typeof sayings): void
  gap(): void
  /** The headings of the rows below; `frozen` stay in sight and on every printed page. */
  head(columns: Pick<Column, 'title' | 'kind'>[], stays?: 'frozen'): void
  cells(pieces: Piece[], tone?: Tone): void
  sheet(name: string): WriteSheet
}

const accent = { rgb: '0F766E' }
const alarm = { rgb: 'B42318' }
const muted = { rgb: '667085' }
const face = { name: 'Calibri', size: 11 }
const bold = { ...face, bold: true }
const sayings = {
  title: { font: { ...bold, size: 15, color: accent } },
  heading: { font: { ...bold, color: accent } },
  detail: { font: { ...face, color: muted } },
  alarm: { font: { ...bold, color: alarm } },
  note: {},
} satisfies Record<string, CellStyle>
const tones: Record<Tone, CellStyle> = {
  plain: {},
  total: { font: bold, border: { top: { style: 'thin', color: accent } } },
  alarm: { font: { ...bold, color: alarm } },
}
const headStyle: CellStyle = {
  font: { ...bold, color: { rgb: 'FFFFFF' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: accent },
}
const widthMin = 10
const widthMax = 60
const landscapeFrom = 6

export function openPage(title: string, { formats, words }: Look): Page {
  const rows: CellValue[][] = []
  const cells: NonNullable<WriteSheet['cells']> = new Map()
  const widths: number[] = []
  let frozen = 0
  return { title, say, gap, head, cells: cellsOf, sheet }

  function say(text: string, as: keyof typeof sayings) {
    put([{ value: excelText(text), style: sayings[as] }])
  }

  function gap() {
    rows.push([])
  }

  function head(columns: Pick<Column, 'title' | 'kind'>[], stays?: 'frozen') {
    put(
      columns.map(({ title, kind }, at) => {
        widen(at, title)
        const alignment = alignmentOf(kind, at)
        return { value: excelText(title), style: { ...headStyle, alignment } }
      }),
    )
    if (stays) frozen = rows.length
  }

  function cellsOf(pieces: Piece[], tone: Tone = 'plain') {
    put(
      pieces.map(({ value, kind }, at) => {
        widen(at, value === null ? '' : written(value, kind, words))
        const style = {
          ...tones[tone],
          ...numberFormat(value, kind),
          alignment: alignmentOf(kind, at),
        }
        return { value: excelCell(value, kind), style }
      }),
    )
  }

  function numberFormat(value: Cell, kind: Kind): CellStyle {
    if (kind === 'text') return {}
    const isWhole = kind === 'quantity' && value && !value.includes('.')
    return { numFmt: isWhole ? formats.count : formats[kind] }
  }

  function put(row: { value: CellValue; style: CellStyle }[]) {
    for (const [at, { style }] of row.entries()) cells.set(`${rows.length},${at}`, { style })
    rows.push(row.map(({ value }) => value))
  }

  function widen(at: number, text: string) {
    widths[at] = Math.max(widths[at] ?? widthMin, Math.min(text.length + 3, widthMax))
  }

  function sheet(name: string): WriteSheet {
    return {
      name,
      rows,
      cells,
      columns: widths.map((width) => ({ width })),
      ...(frozen > 0 && { freezePane: { rows: frozen } }),
      pageSetup: {
        ...{ paperSize: 'a4', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
        orientation: widths.length >= landscapeFrom ? 'landscape' : 'portrait',
        ...(frozen > 0 && { printTitlesRow: `$${frozen}:$${frozen}` }),
      },
    }
  }
}

/** Figures to the right; what stands behind them not right against them. */
function alignmentOf(kind: Kind, at: number): NonNullable<CellStyle['alignment']> {
  if (isNumeric(kind)) return { horizontal: 'right' }
  return at > 0 ? { horizontal: 'left', indent: 1 } : { horizontal: 'left' }
}
