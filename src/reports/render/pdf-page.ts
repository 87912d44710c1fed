/** The sheet: A4, its margins, where the pen is, and how one line of text is put on it. */
import PDFDocument from 'pdfkit'
import { font, printable, type Weight, weights, widthOf } from './fonts.ts'

export const ink = '#1f2933'
export const muted = '#667085'
export const faint = '#e4e7ec'
export const accent = '#0f766e'
export const alarm = '#b42318'
export const paper = '#f6f8f9'

export const margin = 44
const footHeight = 30
const ellipsis = '…'
const paragraphLinesMax = 40
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/
const rightToLeftRun =
  /([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]+(?: +[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]+)*)/

export interface Sheet {
  doc: PDFKit.PDFDocument
  /** Top of the free space, in points from the top of the page. */
  y: number
  left: number
  right: number
  width: number
  /** Lowest point that content may reach. */
  bottom: number
}

export interface Line {
  size: number
  weight?: Weight
  color?: string
  align?: 'left' | 'middle' | 'right'
}

export function openSheet(info: PDFKit.DocumentInfo): Sheet {
  // What was laid out is kept for all documents by the fonts themselves.
  const own = { font: '', fontLayoutCache: false }
  const doc = new PDFDocument({ size: 'A4', margin: 0, bufferPages: true, info, ...own })
  // By name, so that pdfkit opens each font once for a document, and not for every line of text.
  for (const weight of weights) doc.registerFont(weight, font(weight) as unknown as string)
  const { width, height } = doc.page
  return {
    doc,
    y: margin,
    left: margin,
    right: width - margin,
    width: width - 2 * margin,
    bottom: height - margin - footHeight,
  }
}

/** Starts a page when less than `height` is free; true when it did. */
export function makeRoom(sheet: Sheet, height: number): boolean {
  if (sheet.y + height <= sheet.bottom) return false
  sheet.doc.addPage()
  sheet.y = margin
  return true
}

/** One line at (x, y), cut with an ellipsis where it is wider than `width`. */
export function put(sheet: Sheet, text: string, x: number, y: number, width: number, line: Line) {
  const { size, weight = 'regular', color = ink, align = 'left' } = line
  const shown = fitted(printable(text), width, line)
  const free = align === 'left' ? 0 : width - widthOf(shown, size, weight)
  const start = x + (align === 'middle' ? free / 2 : free)
  sheet.doc.font(weight).fontSize(size).fillColor(color)
  putRuns(sheet, shown, start, y, line)
}

/** Wraps at spaces into at most `linesMax` lines; what is over is cut with an ellipsis. */
export function wrapped(text: string, width: number, line: Line, linesMax: number): string[] {
  const widthOfPiece = (piece: string) => widthOf(piece, line.size, line.weight)
  const pieces = printable(text)
    .split(' ')
    .flatMap((word) => (widthOfPiece(word) > width ? brokenUp(word) : [`${word} `]))
  const lines: string[] = []
  let [start, used] = [0, 0]
  for (let at = 0; at < pieces.length && lines.length < linesMax - 1; at++) {
    if (at > start && used + widthOfPiece(pieces[at]!.trimEnd()) > width) {
      lines.push(pieces.slice(start, at).join('').trimEnd())
      start = at
      used = 0
    }
    used += widthOfPiece(pieces[at]!)
  }
  return [...lines, pieces.slice(start).join('').trimEnd()].map((each) => fitted(each, width, line))
}

/** A word wider than its column, such as the name of a file, is broken where its parts meet. */
function brokenUp(word: string): string[] {
  return `${word} `.split(/(?<=[_/])/)
}

/** A paragraph at the pen, over as many lines and pages as it takes. */
export function paragraph(sheet: Sheet, text: string, line: Line) {
  const height = line.size * 1.42
  for (const each of wrapped(text, sheet.width, line, paragraphLinesMax)) {
    makeRoom(sheet, height)
    put(sheet, each, sheet.left, sheet.y, sheet.width, line)
    sheet.y += height
  }
}

function fitted(text: string, width: number, { size, weight }: Line): string {
  if (widthOf(text, size, weight) <= width) return text
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
  let [fits, tooMany] = [0, letters.length]
  while (tooMany - fits > 1) {
    const half = (fits + tooMany) >> 1
    const cut = `${letters.slice(0, half).join('').trimEnd()}${ellipsis}`
    if (widthOf(cut, size, weight) <= width) fits = half
    else tooMany = half
  }
  return `${letters.slice(0, fits).join('').trimEnd()}${ellipsis}`
}

/** pdfkit measures every line to underline or link it, which none is: told these, it does not. */
const measured = { textWidth: 0, wordCount: 1 }

/** Hebrew and Arabic run the other way: each run is drawn by itself, in the order of the eye. */
function putRuns(sheet: Sheet, text: string, x: number, y: number, { size, weight }: Line) {
  const { doc } = sheet
  if (!rightToLeft.test(text)) {
    doc.text(text, x, y, { lineBreak: false, ...measured })
    return
  }
  const runs = text.split(rightToLeftRun).filter((run) => run !== '')
  const ordered = rightToLeft.test(runs[0]!) ? runs.reverse().map(mirrored) : runs
  let at = x
  for (const run of ordered) {
    doc.text(run, at, y, { lineBreak: false, features: [] })
    at += widthOf(run, size, weight)
  }
}

/** The space before a run stands after it, once the order of runs is turned round. */
function mirrored(run: string): string {
  return run.replace(/^( *)(.*?)( *)$/u, '$3$2$1')
}
