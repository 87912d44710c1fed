/**
 * The product export of WooCommerce. A variable product has no price and no stock of its own; its
 * variations have theirs. What is charged today is the sale price, while there is one.
 */
import type { Day } from '#kit/day.ts'
import {
  addressesIn,
  eachRow,
  type ProductLayout,
  plainText,
  priceIn,
  type ReadProduct,
  said,
} from './product-record.ts'
import type { RecordTable } from './record-table.ts'
import type { Repairs } from './repairs.ts'
import { RowFault } from './row-fault.ts'
import type { FileRow } from './table.ts'

export const wooCommerceProducts: ProductLayout = {
  ...{ layout: 'WooCommerce', source: 'woocommerce' },
  ...{ mapping, read },
}

/** True when the columns are those of such an export. */
export function isWooCommerce(table: RecordTable): boolean {
  return ['Type', 'SKU', 'Name', 'Regular price'].every(table.has)
}

const columns = {
  ...{ externalId: 'ID', sku: 'SKU', name: 'Name', barcode: 'GTIN, UPC, EAN, or ISBN' },
  ...{ category: 'Categories', description: 'Description', price: 'Regular price' },
  ...{ reorderPoint: 'Low stock amount', parent: 'Parent', pictures: 'Images' },
}
const attributesMax = 10

function mapping(table: RecordTable): Record<string, string> {
  const found = Object.entries(columns).filter(([, header]) => table.has(header))
  return Object.fromEntries(found)
}

interface Situation {
  repairs: Repairs
  today: Day
}

function read(table: RecordTable, situation: Situation): Generator<ReadProduct> {
  const parents = new Map<string, FileRow>()
  for (const row of table.rows)
    for (const key of [table.text(row, 'SKU'), `id:${table.text(row, 'ID')}`])
      if (key) parents.set(key, row)
  return eachRow(table, (row) => productOf(table, row, { ...situation, parents }))
}

function productOf(
  table: RecordTable,
  row: FileRow,
  { repairs, today, parents }: Situation & { parents: Map<string, FileRow> },
): ReadProduct {
  const cell = (header: string) => table.text(row, header)
  const types = cell('Type')
    .toLowerCase()
    .split(',')
    .map((type) => type.trim())
  const isVariation = types.includes('variation')
  const parent = isVariation ? cell('Parent') || null : null
  if (isVariation && !parent) throw new RowFault('a variation without its parent')
  const above = parent ? parents.get(parent) : undefined
  const options = isVariation ? optionsOf(cell) : {}
  const name = cell('Name')
  if (!name) throw new RowFault('there is no name')
  const isTwin = above && name === table.text(above, 'Name')
  const product = said({
    name: isTwin ? `${name} - ${Object.values(options).join(', ')}` : name,
    sku: cell('SKU'),
    barcode: cell(columns.barcode),
    category: categoryOf(cell('Categories') || table.text(above ?? row, 'Categories')),
    description: plainText(cell('Description') || cell('Short description')),
    price: types.includes('variable') ? undefined : priceOf(table, row, { repairs, today }),
    taxRate: cell('Tax status') === 'none' ? '0' : undefined,
    reorderPoint: table.number(row, columns.reorderPoint) ?? undefined,
    isStocked: types.some((type) => uncounted.includes(type)) ? false : undefined,
    options: isVariation ? options : undefined,
  })
  const pictures = addressesIn(cell(columns.pictures))
  const record = { row: row.number, externalId: cell('ID') || null, product, pictures }
  return { is: 'product', record: { ...record, parent: parent?.replace(/^id:/, '') ?? null } }
}

/** What is no thing on a shelf: sold by its variants, its parts or somebody else, or never made of matter. */
const uncounted = ['variable', 'grouped', 'external', 'virtual', 'downloadable']

function optionsOf(cell: (header: string) => string): Record<string, string> {
  const options: Record<string, string> = {}
  for (let at = 1; at <= attributesMax; at++) {
    const [name, value] = [cell(`Attribute ${at} name`), cell(`Attribute ${at} value(s)`)]
    if (name && value) options[name] = value
  }
  return options
}

/** "Clothing > Hoodies, Offers" is in Hoodies. */
function categoryOf(text: string): string | undefined {
  const [first = ''] = text.split(/(?<!\\),/)
  return first.split('>').at(-1)!.replaceAll('\\,', ',').trim() || undefined
}

function priceOf(table: RecordTable, row: FileRow, { repairs, today }: Situation) {
  const regular = priceIn(table, row, { header: 'Regular price', repairs })
  const sale = priceIn(table, row, { header: 'Sale price', repairs })
  if (sale === undefined) return regular
  const [from, to] = ['starts', 'ends'].map((end) =>
    table.text(row, `Date sale price ${end}`).slice(0, 10),
  )
  if ((from && today < from) || (to && today > to)) return regular
  repairs.note('the sale price was taken where there is one', row.number)
  return sale
}
