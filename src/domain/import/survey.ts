/**
 * The first reading of a file: where its table begins, which column is what, and how its dates
 * and decimals are written. Nothing is decided by one row that the whole column can tell.
 */
import { Refusal } from '#kit/refusal.ts'
import { DateEvidence, type DateOrder, readDate } from './date-text.ts'
import { findHeader, type Header } from './find-header.ts'
import type { Field, Mapping } from './mapping.ts'
import {
  type ColumnContent,
  checkPlaces,
  matchByContent,
  matchByName,
  type Places,
} from './match-columns.ts'
import { DecimalEvidence, type DecimalSign } from './number-text.ts'
import type { FileRow, TableFile } from './table.ts'

export interface Survey extends Header {
  places: Places
  dateOrder: DateOrder
  decimals: Map<number, DecimalSign>
  /** True when a C before a number marks credit notes among other documents. */
  hasCreditNotes: boolean
  rows: number
}

const numberFields: Field[] = ['quantity', 'price', 'amount', 'discount', 'tax', 'cost']

/** Document numbers that mean money back: C536379, CN-12, RET 7. */
export const creditNumber = /^(c|cn|cr|cm|ret|rf)[-\s]?\d/i

export async function survey(file: TableFile, mapping: Mapping): Promise<Survey> {
  let seen: Columns | null = null
  let header: Header | null = null
  let rows = 0
  for await (const group of file.rows()) {
    header ??= findHeader(group, mapping)
    seen ??= new Columns(header.headers, matchByName(header.headers, mapping))
    for (const row of group) {
      if (row.number <= header.row || isBlank(row)) continue
      rows += 1
      seen.see(row)
    }
  }
  if (!header || !seen || rows === 0) throw new Refusal('The file has no rows.')
  const places = matchByContent(seen.places, seen.contents())
  checkPlaces(places, header.headers)
  return {
    ...header,
    places,
    rows,
    dateOrder:
      mapping.dateOrder ?? seen.dates.get(places.date!)!.order(header.headers[places.date!]!),
    decimals: decimalSigns(seen.numbers, { header, places, file, mapping }),
    hasCreditNotes: seen.credits > 0 && seen.credits < rows / 2,
  }
}

export function isBlank({ cells }: FileRow): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/** Collects what the columns hold; those whose field is sure are looked at for that alone. */
class Columns {
  readonly places: Places
  readonly dates = new Map<number, DateEvidence>()
  readonly numbers = new Map<number, DecimalEvidence>()
  credits = 0
  readonly #unsure: number[] = []
  readonly #contents = new Map<number, ColumnContent>()
  #above: string[] = []

  constructor(headers: string[], places: Places) {
    this.places = places
    const sure = new Set(Object.values(places))
    const isEnough =
      places.date !== undefined && (places.price !== undefined || places.amount !== undefined)
    for (const index of headers.keys()) {
      if (isEnough || sure.has(index)) continue
      this.#unsure.push(index)
      this.#contents.set(index, { filled: 0, dates: 0, wholes: 0, decimals: 0, repeatsAbove: 0 })
    }
    const dates = places.date === undefined ? this.#unsure : [places.date]
    for (const index of dates) this.dates.set(index, new DateEvidence())
    const numbers = numberFields.flatMap((field) => places[field] ?? [])
    for (const index of [...numbers, ...this.#unsure])
      this.numbers.set(index, new DecimalEvidence())
  }

  see({ number, cells }: FileRow): void {
    for (const [index, evidence] of this.dates) {
      const text = cells[index]?.trim()
      if (text) evidence.see(text, number)
    }
    for (const [index, evidence] of this.numbers) {
      const text = cells[index]?.trim()
      if (text) evidence.see(text, number)
    }
    const document = cells[this.places.document ?? -1]
    if (document && creditNumber.test(document.trim())) this.credits += 1
    for (const index of this.#unsure) this.#look(index, cells[index]?.trim() ?? '')
    if (this.#unsure.length > 0) this.#above = cells
  }

  contents(): Map<number, ColumnContent> {
    return this.#contents
  }

  #look(index: number, text: string): void {
    const content = this.#contents.get(index)!
    if (!text) return
    content.filled += 1
    if (!/^\d+$/.test(text) && readDate(text, 'dmy') !== null) content.dates += 1
    else if (!/^\d+$/.test(text) && readDate(text, 'mdy') !== null) content.dates += 1
    if (/^-?\d+$/.test(text)) content.wholes += 1
    else if (/^-?[\d.,]*\d$/.test(text)) content.decimals += 1
    if (this.#above[index]?.trim() === text) content.repeatsAbove += 1
  }
}

interface Decided {
  header: Header
  places: Places
  file: TableFile
  mapping: Mapping
}

/** Each column by its own evidence, else by that of the other columns, else by the separator. */
function decimalSigns(
  numbers: Map<number, DecimalEvidence>,
  { header, places, file, mapping }: Decided,
): Map<number, DecimalSign> {
  const used = numberFields.flatMap((field) => places[field] ?? [])
  const evidence = used.map((index) => ({ index, ...numbers.get(index)! }))
  const signs = new Map<number, DecimalSign>()
  for (const { index, point, comma } of evidence) {
    if (mapping.decimal) signs.set(index, mapping.decimal)
    else if (point && comma)
      throw new Refusal(
        `Column "${header.headers[index]}" has decimal points (row ${point}) and decimal commas (row ${comma}): write them one way, or say {"decimal": "."} or {"decimal": ","} in a mapping file.`,
      )
    else if (point || comma) signs.set(index, comma ? ',' : '.')
  }
  const isText = file.delimiter !== null
  const agreed = new Set(signs.values())
  for (const { index, hasComma } of evidence) {
    if (signs.has(index)) continue
    const byOthers = isText && agreed.size === 1 ? [...agreed][0]! : null
    signs.set(index, byOthers ?? (file.delimiter === ';' && hasComma ? ',' : '.'))
  }
  return signs
}
