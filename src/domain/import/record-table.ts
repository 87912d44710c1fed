/** A file of records (products, customers, stock) in memory: columns by name, cells as text and numbers. */
import { harmless } from '#kit/harmless.ts'
import { Refusal } from '#kit/refusal.ts'
import { plainName } from './column-names.ts'
import { DecimalEvidence, type DecimalSign, readNumber } from './number-text.ts'
import type { RecordMapping } from './record-mapping.ts'
import { RowFault } from './row-fault.ts'
import type { FileRow } from './table.ts'
import { openTable } from './table-file.ts'

/** What a field's column may be called, divided by |; earlier names win. */
export type FieldNames = Record<string, string>

export interface RecordTable {
  /** "CSV, utf-8, separated by ;" and the like. */
  form: string
  headers: string[]
  /** Rows under the header that are not empty. */
  rows: FileRow[]
  has(header: string): boolean
  /** The header of the column that holds a field, by the mapping or by its names. */
  headerOf(field: string): string | undefined
  /** Refused, naming the columns that there are, when none holds the field. */
  require(field: string, what: string): void
  /** A cell by its column's header; '' where there is none. */
  text(row: FileRow, header: string | undefined): string
  /** "1234.5" of any way to write it, null of a blank cell. A `RowFault` when it is none. */
  number(row: FileRow, header: string | undefined): string | null
}

const rowsMax = 100_000
const rowsSearched = 20
const cellLengthMax = 10_000
const headersListedMax = 30
const wholeDigitsMax = 12

/** Refused when the file is no table, is too long, or none of its columns has a name of `names`. */
export async function openRecords(
  path: string,
  names: FieldNames,
  mapping: RecordMapping,
): Promise<RecordTable> {
  const { delimiter, encoding, sheet } = mapping
  const file = await openTable(path, { columns: {}, statuses: {}, delimiter, encoding, sheet })
  const all: FileRow[] = []
  for await (const group of file.rows()) {
    all.push(...group.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')))
    if (all.length > rowsMax + rowsSearched)
      throw new Refusal(`${path} has over ${rowsMax.toLocaleString('en')} rows: divide it.`)
  }
  const known = namesByRank(names)
  const header = headerRow(all, [...known.keys(), ...namesAskedFor(mapping)])
  if (!header) throw new Refusal(`${path} has no row of column names that we know.`)
  const headers = header.cells.map((cell) => cell.trim())
  const rows = all.slice(all.indexOf(header) + 1)
  if (rows.length === 0) throw new Refusal(`${path} has no rows.`)
  const places = new Map(headers.map((name, at) => [plainName(name), at] as const).reverse())
  const fields = matched(headers, known, mapping)
  const signs = new Map<number, DecimalSign>()

  return { form: file.form, headers, rows, has, headerOf, require, text, number }

  function has(name: string): boolean {
    return places.has(plainName(name))
  }
  function headerOf(field: string): string | undefined {
    return fields.get(field)
  }
  function require(field: string, what: string): void {
    if (!fields.has(field))
      throw new Refusal(
        `No column holds ${what}: say which in a mapping file, like {"columns": {"${field}": "${headers[0]}"}}; ${listed(headers)}.`,
      )
  }
  function text(row: FileRow, name: string | undefined): string {
    const at = name === undefined ? undefined : places.get(plainName(name))
    return at === undefined ? '' : harmless((row.cells[at] ?? '').slice(0, cellLengthMax)).trim()
  }
  function number(row: FileRow, name: string | undefined): string | null {
    const said = text(row, name)
    if (!said) return null
    const figure = readNumber(said, signOf(places.get(plainName(name!))!))
    if (figure === null) throw new RowFault(`${name} "${said}" is not a number`)
    if (figure.replace('-', '').split('.')[0]!.length > wholeDigitsMax)
      throw new RowFault(`${name} ${said} is too large`)
    return figure
  }
  /** By the whole column, never by one value. */
  function signOf(at: number): DecimalSign {
    const sign = signs.get(at) ?? mapping.decimal ?? decimalSign(rows, at, headers, file.delimiter)
    signs.set(at, sign)
    return sign
  }
}

function namesByRank(names: FieldNames): Map<string, { field: string; rank: number }> {
  const known = new Map<string, { field: string; rank: number }>()
  for (const [field, list] of Object.entries(names))
    for (const [rank, name] of list.split('|').entries()) known.set(name.trim(), { field, rank })
  return known
}

function namesAskedFor({ columns }: RecordMapping): string[] {
  return Object.values(columns).flatMap((name) => (name === null ? [] : plainName(name)))
}

/** The row near the top that has the most names we know; the first of equals. */
function headerRow(all: FileRow[], names: string[]): FileRow | undefined {
  const known = new Set(names)
  const count = ({ cells }: FileRow) => cells.filter((cell) => known.has(plainName(cell))).length
  const top = all.slice(0, rowsSearched)
  const most = Math.max(0, ...top.map(count))
  return most === 0 ? undefined : top.find((row) => count(row) === most)
}

function matched(
  headers: string[],
  known: Map<string, { field: string; rank: number }>,
  { columns }: RecordMapping,
): Map<string, string> {
  const fields = new Map<string, string>()
  for (const [field, name] of Object.entries(columns)) {
    if (name === null) continue
    const header = headers.find((one) => plainName(one) === plainName(name))
    if (!header)
      throw new Refusal(`The mapping's column "${name}" is not in the file: ${listed(headers)}.`)
    fields.set(field, header)
  }
  const ranked = headers
    .map((header) => ({ header, found: known.get(plainName(header)) }))
    .filter(({ header, found }) => found && ![...fields.values()].includes(header))
    .sort((a, b) => a.found!.rank - b.found!.rank)
  for (const { header, found } of ranked)
    if (columns[found!.field] === undefined && !fields.has(found!.field))
      fields.set(found!.field, header)
  return fields
}

/** "it has "A", "B" and 3 more". */
function listed(headers: string[]): string {
  const shown = headers.slice(0, headersListedMax).map((header) => `"${header}"`)
  const more = headers.length - shown.length
  return `it has ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`
}

function decimalSign(
  rows: FileRow[],
  at: number,
  headers: string[],
  delimiter: string | null,
): DecimalSign {
  const evidence = new DecimalEvidence()
  for (const { number, cells } of rows) {
    const text = cells[at]?.trim()
    if (text) evidence.see(text, number)
  }
  const { point, comma, hasComma } = evidence
  if (point && comma)
    throw new Refusal(
      `Column "${headers[at]}" has decimal points (row ${point}) and decimal commas (row ${comma}): write them one way, or say {"decimal": "."} or {"decimal": ","} in a mapping file.`,
    )
  if (point || comma) return comma ? ',' : '.'
  return delimiter === ';' && hasComma ? ',' : '.'
}
