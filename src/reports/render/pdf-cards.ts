/** The headline figures as cards, each with what it is compared with. */
import type { Words } from '#kit/words.ts'
import type { Figure } from '../report.ts'
import { changeOf, written } from './figures.ts'
import { printable, type Weight, widthOf } from './fonts.ts'
import { accent, faint, ink, makeRoom, muted, paper, put, type Sheet } from './pdf-page.ts'

const gap = 8
const height = 56
const inset = 9
const valueSizes = [15, 13, 11.5, 10, 8.5, 7, 5.5]
const besideSizes = [7, 6, 5]

export function putCards(sheet: Sheet, figures: Figure[], words: Words) {
  if (figures.length === 0) return
  // Four to a row, or five where four would leave one alone.
  const perRow = figures.length > 4 && figures.length % 4 === 1 ? 5 : 4
  const width = (sheet.width - gap * (perRow - 1)) / perRow
  for (let first = 0; first < figures.length; first += perRow) {
    makeRoom(sheet, height)
    for (const [at, figure] of figures.slice(first, first + perRow).entries())
      putCard(sheet, figure, sheet.left + at * (width + gap), width, words, first + at === 0)
    sheet.y += height + gap
  }
  putBasis(sheet, figures)
  sheet.y += 10
}

function putCard(
  sheet: Sheet,
  figure: Figure,
  x: number,
  width: number,
  words: Words,
  isFirst: boolean,
) {
  const { doc, y } = sheet
  doc
    .roundedRect(x, y, width, height, 4)
    .fillAndStroke(isFirst ? accent : paper, isFirst ? accent : faint)
  const inner = width - 2 * inset
  const quiet = isFirst ? '#d5f0ec' : muted
  const value = written(figure.value, figure.kind, words)
  const weight = 'bold' as const
  const size = largestThatFits(value, valueSizes, inner, weight)
  put(sheet, figure.label, x + inset, y + 7, inner, { size: 8, color: quiet })
  const color = isFirst ? '#ffffff' : ink
  put(sheet, value, x + inset, y + 19 + (15 - size) / 2, inner, { size, weight, color })
  const compared = besideThatFits(figure, words, inner)
  const small = largestThatFits(compared, besideSizes, inner, 'regular')
  put(sheet, compared, x + inset, y + 41, inner, { size: small, color: quiet })
}

function largestThatFits(text: string, sizes: number[], width: number, weight: Weight): number {
  return sizes.find((size) => widthOf(printable(text), size, weight) <= width) ?? sizes.at(-1)!
}

/** "▲ 4.2% from £9,108.00"; without a base, or without room, only what it was. */
function besideThatFits(figure: Figure, words: Words, width: number): string {
  const { than, kind } = figure
  if (!than) return ''
  const before = written(than.value, kind, words)
  const change = changeOf(figure, words)
  if (change === 'unchanged') return change
  const whole = `${change} from ${before}`
  const fits = widthOf(printable(whole), besideSizes.at(-1)!) <= width
  return change !== null && fits ? whole : `was ${before}`
}

/** Said once, since all cards look back at the same days. */
function putBasis(sheet: Sheet, figures: Figure[]) {
  const labels = [...new Set(figures.flatMap(({ than }) => (than ? [than.label] : [])))]
  if (labels.length === 0) return
  const text = `Changes are against ${labels.join(', ')}.`
  put(sheet, text, sheet.left, sheet.y, sheet.width, { size: 7.5, color: muted })
  sheet.y += 12
}
