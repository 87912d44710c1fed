/** Which column holds what: as the mapping says, else by its name, else by what is in it. */
import { Refusal } from '#kit/refusal.ts'
import { fieldNamed, plainName } from './column-names.ts'
import { type Columns, type Field, fields, type Mapping } from './mapping.ts'

/** Index of the column of each field. */
export type Places = Partial<Record<Field, number>>

/** Refused when the mapping names a column that the file does not have. */
export function matchByName(headers: string[], mapping: Mapping): Places {
  const places = askedFor(headers, mapping)
  const taken = new Set(Object.values(places))
  const ranked = headers
    .map((header, index) => ({ index, found: fieldNamed(header) }))
    .filter(({ index, found }) => found !== null && !taken.has(index))
    .sort((a, b) => a.found!.rank - b.found!.rank)
  for (const { index, found } of ranked) {
    if (mapping.columns[found!.field] !== undefined) continue
    places[found!.field] ??= index
  }
  return withOrderName(headers, places)
}

function askedFor(headers: string[], mapping: Mapping): Places {
  const places: Places = {}
  for (const field of fields) {
    const name = mapping.columns[field]
    if (name === null || name === undefined) continue
    const exact = headers.indexOf(name.trim())
    const index =
      exact >= 0 ? exact : headers.findIndex((header) => plainName(header) === plainName(name))
    if (index < 0)
      throw new Refusal(
        `The mapping's column "${name}" (${field}) is not in the file: it has ${listed(headers)}.`,
      )
    places[field] = index
  }
  return places
}

/** Shops that write one row per item call the order's number plainly "Name". */
function withOrderName(headers: string[], places: Places): Places {
  if (places.document !== undefined) return places
  const taken = new Set(Object.values(places))
  const name = headers.findIndex((header, at) => plainName(header) === 'name' && !taken.has(at))
  return name < 0 ? places : { ...places, document: name }
}

/** What a column's cells are, as the first reading of the file has seen them. */
export interface ColumnContent {
  filled: number
  dates: number
  wholes: number
  decimals: number
  repeatsAbove: number
}

/** Fills in what names did not tell, where the content leaves one answer only. */
export function matchByContent(places: Places, contents: Map<number, ColumnContent>): Places {
  const found = { ...places }
  const free = () => {
    const taken = new Set(Object.values(found))
    return [...contents].filter(([index, { filled }]) => filled > 0 && !taken.has(index))
  }
  const only = (fits: (content: ColumnContent) => boolean) => {
    const all = free().filter(([, content]) => fits(content))
    return all.length === 1 ? all[0]![0] : undefined
  }
  found.date ??= only(({ dates, filled }) => dates > filled * mostOf)
  const isDecimal = ({ decimals, wholes, filled }: ColumnContent) =>
    decimals > 0 && decimals + wholes > filled * mostOf
  if (found.price === undefined && found.amount === undefined) found.price = only(isDecimal)
  const isRunning = ({ repeatsAbove, filled }: ColumnContent) => repeatsAbove > filled / 4
  found.document ??= free().find(([, content]) => isRunning(content))?.[0]
  found.quantity ??= only(({ wholes, filled }) => wholes > filled * mostOf)
  return found
}

const mostOf = 0.9

/** Refused when the columns cannot make a sale; the sentence says how to name them. */
export function checkPlaces(places: Places, headers: string[]): void {
  const how = `say which in a mapping file, like {"columns": {"date": "${headers[0] ?? 'A'}"}}. The file has ${listed(headers)}.`
  if (places.date === undefined) throw new Refusal(`No column holds the date of the sale: ${how}`)
  if (places.price === undefined && places.amount === undefined)
    throw new Refusal(`No column holds a price or an amount: ${how}`)
}

export function columnsOf(places: Places, headers: string[]): Columns {
  const columns: Columns = {}
  for (const field of fields) {
    const index = places[field]
    if (index !== undefined) columns[field] = headers[index]
  }
  return columns
}

const headersListedMax = 30

function listed(headers: string[]): string {
  const shown = headers.slice(0, headersListedMax).map((header) => `"${header}"`)
  const more = headers.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
