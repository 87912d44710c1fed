/** A list of products with a column for each thing that is known of them, as people write it. */
import { readPercent } from '#kit/spoken-number.ts'
import {
  addressesIn,
  eachRow,
  type ProductLayout,
  plainText,
  priceIn,
  type ReadProduct,
  said,
} from './product-record.ts'
import type { FieldNames, RecordTable } from './record-table.ts'
import type { Repairs } from './repairs.ts'
import { RowFault } from './row-fault.ts'
import type { FileRow } from './table.ts'

/** Names are compared in lower case, without accents and signs. */
export const productNames: FieldNames = {
  sku: `sku|stock code|stockcode|item code|product code|code|item no|item number|product id|article no
    |article number|plu|part number|variant sku|artikelnummer|codigo|codice|reference|ref`.replace(
    /\s*\n\s*/g,
    '',
  ),
  name: `name|product name|product|item name|item|title|description of goods|designation|nom|nombre|nome
    |bezeichnung|artikel|producto|prodotto|produto|bidhaa|goods`.replace(/\s*\n\s*/g, ''),
  barcode: 'barcode|bar code|ean|ean13|upc|gtin|gtin upc ean or isbn',
  unit: 'unit|unit of measure|uom|units|unite|einheit|unidad|kipimo',
  category: `category|product category|categories|department|group|product group|collection|type
    |categorie|kategorie|categoria|aina`.replace(/\s*\n\s*/g, ''),
  description: 'description|details|long description|notes|beschreibung|descripcion|descrizione',
  price:
    `price|selling price|unit price|sale price|retail price|sales price|price each|rrp|regular price|variant price|prix|preis
    |precio|prezzo|preco|bei`.replace(/\s*\n\s*/g, ''),
  taxRate: 'tax rate|vat rate|tax|vat|gst|gst rate|tva|mwst|iva|kodi',
  reorderPoint: `reorder point|reorder level|minimum stock|min stock|low stock amount|low stock
    |minimum quantity|min qty`.replace(/\s*\n\s*/g, ''),
  leadTimeDays: 'lead time days|lead time|delivery days|supplier days|days to deliver',
  parent: 'parent|parent sku|variant of',
  pictures:
    `images|image|image url|image urls|image link|image src|picture|pictures|picture url|photo
    |photos|photo url|bild|bilder|imagen|immagine|imagem|picha`.replace(/\s*\n\s*/g, ''),
}

export const plainProducts: ProductLayout = { layout: 'plain', source: 'tillie', mapping, read }

function mapping(table: RecordTable): Record<string, string> {
  const fields = Object.keys(productNames).map((field) => [field, table.headerOf(field)] as const)
  return Object.fromEntries(fields.filter(([, header]) => header)) as Record<string, string>
}

function read(table: RecordTable, { repairs }: { repairs: Repairs }): Generator<ReadProduct> {
  return eachRow(table, (row) => {
    const cell = (field: string) => table.text(row, table.headerOf(field))
    const sku = repairs.wholeNumber(cell('sku'), row.number)
    const name = cell('name') || cell('description')
    if (!name && !sku) throw new RowFault('there is neither a name nor an SKU')
    const product = said({
      name,
      sku,
      barcode: repairs.wholeNumber(cell('barcode'), row.number),
      unit: cell('unit'),
      category: cell('category'),
      description: cell('name') ? plainText(cell('description')) : undefined,
      price: priceIn(table, row, { header: table.headerOf('price'), repairs }),
      taxRate: taxRate(table, row, repairs),
      reorderPoint: table.number(row, table.headerOf('reorderPoint')) ?? undefined,
      leadTimeDays: wholeDays(table.number(row, table.headerOf('leadTimeDays'))),
    })
    const parent = cell('parent') || null
    const pictures = addressesIn(cell('pictures'))
    const record = { row: row.number, externalId: null, parent, product, pictures }
    return { is: 'product', record }
  })
}

/** "16 %", "16" and "0.16" are one rate. */
function taxRate(table: RecordTable, row: FileRow, repairs: Repairs): string | undefined {
  const header = table.headerOf('taxRate')
  const text = table.text(row, header)
  if (!text) return undefined
  if (text.endsWith('%')) {
    const rate = readPercent(text.replace(',', '.'))
    if (rate === null) throw new RowFault(`${header} "${text}" is not a percentage`)
    return rate
  }
  const figure = table.number(row, header)!
  if (/^-?0(\.|$)/.test(figure)) return figure
  repairs.note('tax rates such as 16 were read as 16 %', row.number)
  return readPercent(`${figure}%`) ?? figure
}

function wholeDays(figure: string | null): number | undefined {
  return figure === null ? undefined : Number(figure)
}
