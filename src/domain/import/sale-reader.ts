/** From a row of cells to a sale line, or to the reason why it is none. */
import type { SaleDocument, SaleLine } from '#domain/sales/sale-line.ts'
import { type Moment, momentOf, momentOfLocal } from '#kit/business-day.ts'
import { harmless } from '#kit/harmless.ts'
import { readDate } from './date-text.ts'
import { asCredit, type Figures, figuresOf, kindOf, positive } from './line-figures.ts'
import type { Field, Mapping, OrderStatus } from './mapping.ts'
import { readNumber, roundTo } from './number-text.ts'
import { owned } from './owned.ts'
import type { Repairs } from './repairs.ts'
import { RowFault } from './row-fault.ts'
import { readStatus } from './status-text.ts'
import { creditNumber, type Survey } from './survey.ts'
import type { FileRow } from './table.ts'

export type Read = { is: 'line'; line: SaleLine } | { is: 'refused'; reason: string }

interface Situation {
  survey: Survey
  mapping: Mapping
  timezone: string
  currency: string
  repairs: Repairs
}

/** What is remembered of a document number. */
interface Numbered {
  firstDay: string
  lastDay: string
  /** Rows so far by day; refused ones count, so that mending one moves no other. */
  rows: Map<string, number>
  heads: Map<string, SaleDocument>
}

const moneyPlaces = 4
const wholeDigitsMax = 12
const textLengthMax = 500
/** Needs no cleaning, which is how nearly every cell is. */
const plainText = /^[ -~]*$/
const momentsKept = 50_000

/** Reads rows in file order: a line is known by its document and its place there. */
export class SaleReader {
  readonly #now: Situation
  readonly #numbers = new Map<string, Numbered>()
  readonly #moments = new Map<string, Moment>()
  readonly #unnumbered = new Map<string, number>()
  orders = 0
  returns = 0

  constructor(situation: Situation) {
    this.#now = situation
  }

  read(row: FileRow): Read {
    try {
      return { is: 'line', line: this.#line(row) }
    } catch (fault) {
      if (fault instanceof RowFault) return { is: 'refused', reason: fault.message }
      throw fault
    }
  }

  #line(row: FileRow): SaleLine {
    const number = this.#number(row)
    const { document, position, figures } = this.#placed(row, number)
    const cell = (field: Field) => this.#cell(row, field)
    const cost = this.#money(row, 'cost')
    return {
      row: row.number,
      position,
      document,
      product: this.#product(row),
      description: cell('description') || null,
      ...figures,
      discount: positive(this.#money(row, 'discount') ?? '0'),
      tax: this.#money(row, 'tax') ?? '0',
      unitCost: cost && positive(cost),
    }
  }

  /** The document's number; without such a column, lines of one moment belong together. */
  #number(row: FileRow): string {
    if (this.#now.survey.places.document !== undefined) {
      const number = this.#cell(row, 'document')
      if (!number) throw new RowFault('there is no document number')
      return this.#now.repairs.wholeNumber(number, row.number)
    }
    const when = [this.#cell(row, 'date'), this.#cell(row, 'time')].filter(Boolean).join(' ')
    const who = this.#cell(row, 'customer') || this.#cell(row, 'customerName')
    if (/\d:\d\d/.test(when)) return who ? `${when} ${who}` : when
    const count = (this.#unnumbered.get(when) ?? 0) + 1
    this.#unnumbered.set(owned(when), count)
    return `${when} ${count}`
  }

  /** The row takes its place in its document before anything else can be wrong with it. */
  #placed(row: FileRow, number: string) {
    const known = this.#numbers.get(number)
    let moment: Moment | null = null
    let day = known?.lastDay ?? ''
    try {
      moment = this.#moment(row)
      day = moment?.day ?? day
    } finally {
      this.#takePlace(number, day)
    }
    const numbered = this.#numbers.get(number)!
    const position = numbered.rows.get(day)!
    this.#checkCurrency(row)
    const figures = this.#figures(row, number)
    const kind = kindOf(number, figures)
    const status = this.#status(row, kind)
    const headKey = `${kind} ${day}`
    let document = numbered.heads.get(headKey)
    if (!document) {
      const when = moment ?? [...numbered.heads.values()][0]?.moment
      if (!when) throw new RowFault('there is no date')
      const id = day === numbered.firstDay ? number : `${number} ${day}`
      document = this.#head(row, { number, id, kind, status, moment: when })
      numbered.heads.set(headKey, document)
      if (kind === 'order') this.orders += 1
      else this.returns += 1
    }
    return { document, position, figures }
  }

  #takePlace(number: string, day: string): void {
    const known = this.#numbers.get(number)
    if (!known) {
      const rows = new Map([[day, 1]])
      this.#numbers.set(owned(number), { firstDay: day, lastDay: day, rows, heads: new Map() })
      return
    }
    known.lastDay = day
    known.rows.set(day, (known.rows.get(day) ?? 0) + 1)
  }

  /** Null when the date's cell is blank: the document's first line has it. */
  #moment(row: FileRow): Moment | null {
    const date = this.#cell(row, 'date')
    const time = this.#cell(row, 'time')
    if (!date) return null
    const key = time ? `${date}|${time}` : date
    const known = this.#moments.get(key)
    if (known) return known
    const text = time ? `${date.replace(/[T ]00:00(:00)?$/, '')} ${clockOf(time)}` : date
    const read = readDate(text, this.#now.survey.dateOrder)
    if (!read) throw new RowFault(`"${text}" is not a date`)
    const moment =
      'local' in read
        ? momentOfLocal(read.local, this.#now.timezone)
        : momentOf(read.instant, this.#now.timezone)
    if (this.#moments.size >= momentsKept) this.#moments.clear()
    this.#moments.set(owned(key), moment)
    return moment
  }

  #figures(row: FileRow, number: string): Figures {
    const { survey } = this.#now
    const figures = figuresOf({
      quantity: this.#figure(row, 'quantity'),
      price: this.#money(row, 'price'),
      amount: this.#money(row, 'amount'),
      hasQuantityColumn: survey.places.quantity !== undefined,
    })
    return survey.hasCreditNotes && creditNumber.test(number) ? asCredit(figures) : figures
  }

  #status(row: FileRow, kind: SaleDocument['kind']): OrderStatus {
    const text = this.#cell(row, 'status')
    const status = readStatus(text, this.#now.mapping.statuses)
    if (!status) throw new RowFault(`status "${text}" is not known: name it in the mapping`)
    if (kind !== 'order' && status !== 'PAID' && status !== 'FULFILLED')
      throw new RowFault(`a return with status "${text}" did not happen`)
    return status
  }

  #head(
    row: FileRow,
    head: Pick<SaleDocument, 'number' | 'id' | 'kind' | 'status' | 'moment'>,
  ): SaleDocument {
    const cell = (field: Field) => owned(this.#cell(row, field))
    const written = cell('customer') || cell('customerName')
    const code = written && this.#now.repairs.wholeNumber(written, row.number)
    return {
      ...head,
      number: owned(head.number),
      id: owned(head.id),
      customer: code ? { code, name: cell('customerName') || code } : null,
      country: cell('country') || null,
      channel: cell('channel').toLowerCase() || 'shop',
      paymentMethod: cell('paymentMethod').toLowerCase() || null,
    }
  }

  #product(row: FileRow): SaleLine['product'] {
    const name = this.#cell(row, 'description') || null
    const sku = this.#cell(row, 'sku')
    const code = sku ? this.#now.repairs.wholeNumber(sku, row.number) : name
    return code ? { code, name, category: this.#cell(row, 'category') || null } : null
  }

  #checkCurrency(row: FileRow): void {
    const currency = this.#cell(row, 'currency').toUpperCase()
    if (currency && currency !== this.#now.currency)
      throw new RowFault(`it is in ${currency}, the books are in ${this.#now.currency}`)
  }

  #money(row: FileRow, field: Field): string | null {
    const figure = this.#figure(row, field)
    if (figure === null) return null
    const { number, wasRounded } = roundTo(figure, moneyPlaces)
    if (wasRounded) this.#now.repairs.note(`${field} was rounded to 4 decimals`, row.number)
    return number
  }

  #figure(row: FileRow, field: Field): string | null {
    const text = this.#cell(row, field)
    if (!text) return null
    const sign = this.#now.survey.decimals.get(this.#now.survey.places[field]!) ?? '.'
    const figure = readNumber(text, sign)
    if (figure === null) throw new RowFault(`${field} "${text}" is not a number`)
    if (figure.length > wholeDigitsMax && figure.split('.')[0]!.length > wholeDigitsMax)
      throw new RowFault(`${field} ${text} is too large`)
    return figure
  }

  #cell(row: FileRow, field: Field): string {
    const index = this.#now.survey.places[field]
    if (index === undefined) return ''
    const text = (row.cells[index] ?? '').trim()
    if (text.length <= textLengthMax && plainText.test(text)) return text
    const clean = harmless(text).slice(0, textLengthMax).toWellFormed()
    if (clean === text) return text
    this.#now.repairs.note(`${field} was cleaned or cut to ${textLengthMax} characters`, row.number)
    return clean.trim()
  }
}

/** The time of a cell that may be a whole date ("1899-12-31 08:26:00") or a part of a day. */
function clockOf(time: string): string {
  if (/^0?\.\d+$/.test(time)) {
    const seconds = Math.round(Number(time) * 86_400)
    return new Date(seconds * 1000).toISOString().slice(11, 19)
  }
  return time.replace(/^\d{4}-\d\d-\d\d[T ]/, '')
}
