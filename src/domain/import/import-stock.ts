/**
 * What is in stock, from a file: opening stock of products that never moved, at their cost and against
 * opening equity; of all others a count. So the same file again changes nothing.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { identifyProduct } from '#domain/products/find-product.ts'
import { countStock } from '#domain/stock/count-stock.ts'
import { addLocation, defaultLocation, listLocations } from '#domain/stock/locations.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { note } from './import-result.ts'
import { roundTo } from './number-text.ts'
import { emptyRecordResult, type RecordResult } from './record-result.ts'
import { type FieldNames, openRecords, type RecordTable } from './record-table.ts'
import { Repairs } from './repairs.ts'
import { RowFault } from './row-fault.ts'
import type { FileRow } from './table.ts'
import { type RecordImport, type Taken, takeRecords } from './take-records.ts'

const names: FieldNames = {
  sku: `sku|stock code|stockcode|item code|product code|code|item no|item number|product id|variant sku
    |article no|plu|part number`.replace(/\s*\n\s*/g, ''),
  name: 'name|product name|product|item name|item|title|description|goods|bidhaa',
  barcode: 'barcode|bar code|ean|ean13|upc|gtin',
  quantity: `quantity|qty|stock|in stock|on hand|quantity on hand|stock quantity|stock on hand|count
    |counted|available|units|variant inventory qty|idadi`.replace(/\s*\n\s*/g, ''),
  cost: `unit cost|cost|cost price|cost per item|purchase price|buying price|average cost|avg cost
    |cogs`.replace(/\s*\n\s*/g, ''),
  location: 'location|place|store|shop|branch|warehouse|bin|tawi',
}
const costPlaces = 4

interface StockRow {
  row: number
  product: string
  quantity: string
  cost: string | null
  location: string
}

/** Refused when the file is no table, or has no column of quantities or none that names products. */
export async function importStock(db: Db, request: RecordImport): Promise<RecordResult> {
  const { mapping, currency, dryRun = false, now } = request
  const started = now().getTime()
  const table = await openRecords(request.file, names, mapping)
  const fields = Object.keys(names).flatMap((field) => {
    const header = table.headerOf(field)
    return header ? [[field, header]] : []
  })
  const about = { form: table.form, layout: 'plain', currency, dryRun }
  const result = emptyRecordResult({ mapping: Object.fromEntries(fields), ...about })
  table.require('quantity', 'a quantity')
  result.read = table.rows.length
  const repairs = new Repairs()
  const rows = readAll(table, result, repairs)
  const taken = (sql: Sql, actor: Actor, row: StockRow) => take(sql, actor, row, now())
  await takeRecords(db, request, { rows, result, take: taken })
  result.repaired = repairs.list()
  result.ms = now().getTime() - started
  return result
}

function readAll(table: RecordTable, result: RecordResult, repairs: Repairs): StockRow[] {
  const rows: StockRow[] = []
  for (const row of table.rows)
    try {
      const read = stockIn(table, row, repairs)
      if (read) rows.push(read)
      else note(result.setAside, row.number, 'no quantity is said')
    } catch (fault) {
      if (!(fault instanceof RowFault)) throw fault
      note(result.refused, row.number, fault.message)
    }
  return rows
}

function stockIn(table: RecordTable, row: FileRow, repairs: Repairs): StockRow | null {
  const cell = (field: string) => table.text(row, table.headerOf(field))
  const quantity = table.number(row, table.headerOf('quantity'))
  if (quantity === null) return null
  const product = repairs.wholeNumber(cell('sku') || cell('barcode') || cell('name'), row.number)
  if (!product) throw new RowFault('no product is named')
  if (quantity.startsWith('-')) throw new RowFault(`the quantity ${quantity} is below zero`)
  const figure = table.number(row, table.headerOf('cost'))
  if (figure?.startsWith('-')) throw new RowFault(`the cost ${figure} is below zero`)
  const rounded = figure === null ? null : roundTo(figure, costPlaces)
  if (rounded?.wasRounded) repairs.note('costs were rounded to 4 decimals', row.number)
  const cost = rounded?.number ?? null
  return { row: row.number, product, quantity, cost, location: cell('location') }
}

async function take(
  sql: Sql,
  actor: Actor,
  { product: said, quantity, cost, location }: StockRow,
  now: Date,
): Promise<Taken> {
  const productId = await stockedProduct(sql, said)
  const locationId = location
    ? await placeOf(sql, actor, location, now)
    : (await defaultLocation(sql, now)).id
  const hasMoved = await movedBefore(sql, productId, locationId)
  if (!hasMoved && cost !== null && !/^0*(\.0*)?$/.test(quantity)) {
    const lines = [{ productId, quantity, unitCost: cost }]
    const opening = { paidFrom: 'opening', document: 'Opening stock' } as const
    await receiveStock(sql, actor, { lines, locationId, ...opening, receivedAt: now, now })
    return 'added'
  }
  const counted = { productId, locationId, counted: quantity, unitCost: cost ?? undefined }
  const count = await countStock(sql, actor, { ...counted, at: now, now })
  if (!count.moved) return 'same'
  return hasMoved ? 'updated' : 'added'
}

/** There, or anywhere but as opening stock: from then on the books have begun. */
async function movedBefore(sql: Sql, productId: string, locationId: string): Promise<boolean> {
  const [moved] = await sql`
    select 1
    from stock_movements
    where product_id = ${productId}
      and (location_id = ${locationId} or against is distinct from 'opening_equity')
    limit 1`
  return Boolean(moved)
}

async function stockedProduct(sql: Sql, said: string): Promise<string> {
  const found = await identifyProduct(sql, said)
  if (found.is === 'none')
    throw new RowFault(`${said} is not in the catalogue: import the products first`)
  if (found.is === 'many')
    throw new RowFault(
      `${said} may be ${found.products.map(({ name, sku }) => `${name} (${sku})`).join(' or ')}`,
    )
  const { id, name, isStocked } = found.product
  if (!isStocked) throw new RowFault(`${name} is not counted`)
  return id
}

async function placeOf(sql: Sql, actor: Actor, name: string, now: Date): Promise<string> {
  await defaultLocation(sql, now)
  const key = name.trim().toLowerCase()
  const places = await listLocations(sql)
  const known = places.find((place) => place.name.toLowerCase() === key)
  return (known ?? (await addLocation(sql, actor, { name, now }))).id
}
