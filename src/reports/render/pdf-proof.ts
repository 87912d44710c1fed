/** Why the figures may be believed: control totals, notes, and where each figure comes from. */
import type { Words } from '#kit/words.ts'
import type { Control, Receipt, Report } from '../report.ts'
import { written } from './figures.ts'
import { printable, widthOf } from './fonts.ts'
import { momentOf } from './moment.ts'
import { accent, alarm, ink, makeRoom, muted, paragraph, put, type Sheet } from './pdf-page.ts'
import { putHeading } from './pdf-table.ts'
import { differenceOf, verdictOf } from './verdict.ts'

const rowHeight = 14
const size = 8
/** So many stay on one page with their heading. */
const togetherMax = 12
const nameWidthMin = 72
const nameWidthMax = 180

export function putControls(sheet: Sheet, controls: Control[], words: Words) {
  if (controls.length === 0) return
  makeRoom(sheet, 22 + rowHeight * Math.min(controls.length, togetherMax))
  putHeading(sheet, 'Control totals')
  const wide = controls.map(({ name }) => widthOf(printable(name), size, 'bold') + 2)
  const nameWidth = Math.min(nameWidthMax, Math.max(nameWidthMin, ...wide))
  for (const control of controls) putControl(sheet, control, nameWidth, words)
  sheet.y += 14
}

export function putNotes(sheet: Sheet, notes: string[]) {
  if (notes.length === 0) return
  makeRoom(sheet, 40)
  putHeading(sheet, 'Notes')
  for (const note of notes) paragraph(sheet, note, { size: 8.5, color: ink })
  sheet.y += 14
}

export function putReceipts(sheet: Sheet, report: Report, words: Words) {
  const { receipts } = report
  if (receipts.length === 0) return
  makeRoom(sheet, 50)
  putHeading(sheet, 'Where these figures come from')
  const { org } = report
  const small = { size: 7, color: muted }
  paragraph(
    sheet,
    `Business days in ${org.timezone}, amounts in ${org.currency}, records as of ${momentOf(report)}.`,
    small,
  )
  for (const receipt of receipts) paragraph(sheet, receiptText(receipt, words), small)
}

/** "Hours: sum by hour £18,680.80 = net sales of the day £18,680.80 … PASS" */
function putControl(sheet: Sheet, control: Control, nameWidth: number, words: Words) {
  const { name, left, right, ties, kind = 'money' } = control
  makeRoom(sheet, rowHeight)
  const { y } = sheet
  const shown = (value: string) => written(value, kind, words)
  const sign = ties ? '=' : '≠'
  const sides = `${left.label} ${shown(left.value)} ${sign} ${right.label} ${shown(right.value)}`
  const off = ties ? '' : `, difference ${differenceOf(control, words)}`
  const verdict = `${verdictOf(control)}${off}`
  const verdictWidth = Math.max(30, widthOf(printable(verdict), size, 'bold') + 2)
  const color = ties ? accent : alarm
  put(sheet, name, sheet.left + 6, y, nameWidth, {
    size,
    weight: 'bold',
    color: ties ? ink : alarm,
  })
  const from = nameWidth + 14
  put(sheet, sides, sheet.left + from, y, sheet.width - from - verdictWidth - 12, { size })
  const x = sheet.right - verdictWidth - 6
  put(sheet, verdict, x, y, verdictWidth, { size, weight: 'bold', color, align: 'right' })
  sheet.y += rowHeight
}

function receiptText(receipt: Receipt, words: Words): string {
  const { metric, definition, filters, rowsCounted, tiesTo } = receipt
  const counted = `${words.count(String(rowsCounted))} ${receipt.counted ?? 'records'}`
  const tie = tiesTo ? `; ties to ${tiesTo.label} ${words.money(tiesTo.value)}` : ''
  const from = filters.length > 0 ? `; ${filters.join(', ')}` : ''
  return `${metric}: ${definition}${from}; ${counted}${tie}.`
}
