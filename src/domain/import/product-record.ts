/** A product as a file tells it, and what the readers of the known layouts share. */
import type { NewProduct } from '#domain/products/product.ts'
import type { Day } from '#kit/day.ts'
import { roundTo } from './number-text.ts'
import type { RecordTable } from './record-table.ts'
import type { Repairs } from './repairs.ts'
import { RowFault } from './row-fault.ts'
import type { FileRow } from './table.ts'

export interface ProductRecord {
  row: number
  /** Its id where the file comes from; null when that has none beside the SKU. */
  externalId: string | null
  /** Of a variant: its product's external id or SKU. */
  parent: string | null
  /** It stands above variants and has no row of its own: `row` is that of its first variant. */
  isRowless?: boolean
  /** What the file says; a blank cell says nothing. */
  product: NewProduct
  /** Addresses of its pictures. */
  pictures: string[]
}

export type ReadProduct =
  | { is: 'product'; record: ProductRecord }
  | { is: 'refused' | 'aside'; row: number; reason: string }

export interface ProductLayout {
  /** "WooCommerce", "Shopify" or "plain". */
  layout: string
  /** What its products call their source. */
  source: string
  /** Which of our fields its columns hold. */
  mapping(table: RecordTable): Record<string, string>
  read(table: RecordTable, situation: { repairs: Repairs; today: Day }): Generator<ReadProduct>
}

const pricePlaces = 4

/** Reads row by row; what is wrong with one is said of it, and the next is read. */
export function* eachRow(
  table: RecordTable,
  read: (row: FileRow) => ReadProduct,
): Generator<ReadProduct> {
  for (const row of table.rows)
    try {
      yield read(row)
    } catch (fault) {
      if (!(fault instanceof RowFault)) throw fault
      yield { is: 'refused', row: row.number, reason: fault.message }
    }
}

/** A price of a cell, to four decimals; undefined when it is blank. */
export function priceIn(
  table: RecordTable,
  row: FileRow,
  { header, repairs }: { header: string | undefined; repairs: Repairs },
): string | undefined {
  const figure = table.number(row, header)
  if (figure === null) return undefined
  const { number, wasRounded } = roundTo(figure, pricePlaces)
  if (wasRounded) repairs.note('prices were rounded to 4 decimals', row.number)
  return number
}

/** Addresses in a cell, as web shops write several into one. */
export function addressesIn(cell: string): string[] {
  return cell
    .split(/[,;|\n]\s*(?=https?:)|\s+(?=https?:)/i)
    .map((address) => address.replace(/[,;|\s]+$/, '').trim())
    .filter((address) => address !== '')
}

/** Web shops describe in HTML; what people read of it stays. */
export function plainText(html: string): string | undefined {
  const text = html
    .replace(/<(script|style)\b.*?<\/\1>/gis, ' ')
    .replace(/<\/?(?:p|br|li|ul|ol|div|h\d|tr)\b[^>]*>|\\n/gi, '\n')
    .replace(/<[a-z/!][^>]*>/gi, '')
    .replace(/&(amp|lt|gt|quot|#0?39|nbsp);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n')
    .trim()
  return text || undefined
}

const entities: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#039': "'", nbsp: ' ' },
}

/** Without the fields that nothing was said of. */
export function said(product: NewProduct): NewProduct {
  const entries = Object.entries(product).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(entries) as unknown as NewProduct
}
