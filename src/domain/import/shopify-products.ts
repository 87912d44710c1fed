/**
 * The product export of Shopify: a row for each variant under one handle, and rows that only hold
 * further pictures. A product of one variant is a product; one of several has them as variants.
 */
import {
  addressesIn,
  eachRow,
  type ProductLayout,
  type ProductRecord,
  plainText,
  priceIn,
  type ReadProduct,
  said,
} from './product-record.ts'
import type { RecordTable } from './record-table.ts'
import type { Repairs } from './repairs.ts'
import { RowFault } from './row-fault.ts'
import type { FileRow } from './table.ts'

export const shopifyProducts: ProductLayout = {
  ...{ layout: 'Shopify', source: 'shopify' },
  ...{ mapping, read },
}

/** True when the columns are those of such an export, as it was called before 2024 or since. */
export function isShopify(table: RecordTable): boolean {
  return ['Handle', 'Title', 'Option1 Value', 'Variant Price'].every(table.has)
}

const columns = {
  ...{ externalId: 'Handle', name: 'Title', description: 'Body (HTML)', category: 'Type' },
  ...{ sku: 'Variant SKU', price: 'Variant Price', barcode: 'Variant Barcode' },
  pictures: 'Image Src',
}
const optionsMax = 3

function mapping(table: RecordTable): Record<string, string> {
  return Object.fromEntries(Object.entries(columns).filter(([, header]) => table.has(header)))
}

/** The first row of a handle tells what its other rows leave out. */
interface Group {
  first: FileRow
  variants: number
  pictures: string[]
}

function* read(table: RecordTable, { repairs }: { repairs: Repairs }): Generator<ReadProduct> {
  const groups = groupsOf(table)
  const told = new Set<string>()
  for (const one of eachRow(table, (row) => variantOf(table, row, { repairs, groups }))) {
    const parent = one.is === 'product' ? one.record.parent : null
    if (parent !== null && !told.has(parent)) {
      told.add(parent)
      yield { is: 'product', record: parentOf(table, groups.get(parent)!) }
    }
    yield one
  }
}

function groupsOf(table: RecordTable): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const row of table.rows) {
    const handle = table.text(row, 'Handle')
    const group = groups.get(handle) ?? { first: row, variants: 0, pictures: [] }
    groups.set(handle, group)
    if (isVariant(table, row)) group.variants += 1
    group.pictures.push(...addressesIn(table.text(row, columns.pictures)))
  }
  return groups
}

function isVariant(table: RecordTable, row: FileRow): boolean {
  return ['Variant Price', 'Variant SKU', 'Option1 Value'].some((name) => table.text(row, name))
}

function variantOf(
  table: RecordTable,
  row: FileRow,
  { repairs, groups }: { repairs: Repairs; groups: Map<string, Group> },
): ReadProduct {
  const cell = (header: string) => table.text(row, header)
  const handle = cell('Handle')
  if (!handle) throw new RowFault('there is no handle')
  if (!isVariant(table, row))
    return { is: 'aside', row: row.number, reason: `another picture of ${handle}` }
  const { first, variants, pictures: shared } = groups.get(handle)!
  const head = (header: string) => table.text(first, header)
  if (!head('Title')) throw new RowFault(`no row of ${handle} has a title`)
  if (head('Status').toLowerCase() === 'archived') throw new RowFault('it is archived in Shopify')
  const isAlone = variants === 1
  const options = optionsOf(table, row, first)
  const values = Object.values(options).join(' / ')
  const tracker = table.has('Variant Inventory Tracker') ? cell('Variant Inventory Tracker') : 'yes'
  const product = said({
    name: isAlone ? head('Title') : `${head('Title')} - ${values}`,
    sku: cell('Variant SKU').replace(/^'/, ''), // Put there so that spreadsheets leave it alone.
    barcode: cell('Variant Barcode').replace(/^'/, ''),
    category: categoryOf(head),
    description: plainText(head('Body (HTML)')),
    price: priceIn(table, row, { header: 'Variant Price', repairs }),
    taxRate: cell('Variant Taxable').toLowerCase() === 'false' ? '0' : undefined,
    isStocked: tracker && head('Gift Card').toLowerCase() !== 'true' ? undefined : false,
    options: isAlone ? undefined : options,
  })
  const externalId = isAlone ? handle : `${handle}/${values}`
  const parent = isAlone ? null : handle
  const own = addressesIn(cell('Variant Image'))
  const pictures = isAlone ? [...shared, ...own] : own
  return { is: 'product', record: { row: row.number, externalId, parent, product, pictures } }
}

function parentOf(table: RecordTable, { first, pictures }: Group): ProductRecord {
  const head = (header: string) => table.text(first, header)
  const product = said({
    name: head('Title'),
    sku: head('Handle'),
    category: categoryOf(head),
    description: plainText(head('Body (HTML)')),
    isStocked: false,
  })
  const above = { externalId: head('Handle'), parent: null, isRowless: true }
  return { row: first.number, ...above, product, pictures }
}

function optionsOf(table: RecordTable, row: FileRow, first: FileRow): Record<string, string> {
  const options: Record<string, string> = {}
  for (let at = 1; at <= optionsMax; at++) {
    const name = table.text(first, `Option${at} Name`)
    const value = table.text(row, `Option${at} Value`)
    if (name && value && value !== 'Default Title') options[name] = value
  }
  return options
}

/** The shop's own word before the standard taxonomy's: "Apparel & Accessories > Clothing". */
function categoryOf(head: (header: string) => string): string | undefined {
  return head('Type') || head('Product Category').split('>').at(-1)!.trim() || undefined
}
