/**
 * A catalogue from a file: a list with columns, or the product export of WooCommerce or Shopify. The
 * same file again updates: a product is known by its id there, else by its SKU, else by its name.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { askForPictures } from '#domain/pictures/fetch-pictures.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { editProduct } from '#domain/products/edit-product.ts'
import { dayOf } from '#kit/calendar.ts'
import { note } from './import-result.ts'
import { plainProducts, productNames } from './plain-products.ts'
import type { ProductLayout, ProductRecord } from './product-record.ts'
import { emptyRecordResult, type RecordResult } from './record-result.ts'
import { openRecords, type RecordTable } from './record-table.ts'
import { Repairs } from './repairs.ts'
import { RowFault } from './row-fault.ts'
import { isShopify, shopifyProducts } from './shopify-products.ts'
import { type RecordImport, type Taken, takeRecords } from './take-records.ts'
import { isWooCommerce, wooCommerceProducts } from './woocommerce-products.ts'

export interface ProductsResult extends RecordResult {
  /** Read from the file: what can be sold by itself, and the products that only stand above variants. */
  products: number
  parents: number
  /** Addresses of pictures in the file, to be fetched afterwards. */
  pictures: number
}

/** Refused when the file is no table, or no column of it is one of a product's. */
export async function importProducts(db: Db, request: RecordImport): Promise<ProductsResult> {
  const { mapping, currency, dryRun = false, now } = request
  const started = now().getTime()
  const table = await openRecords(request.file, productNames, mapping)
  const layout = layoutOf(table, mapping.columns)
  const result = emptyRecordResult({
    mapping: layout.mapping(table),
    ...{ form: table.form, layout: layout.layout, currency, dryRun },
  })
  result.read = table.rows.length
  const repairs = new Repairs()
  const today = dayOf(now(), request.org?.timezone ?? 'UTC')
  const rows = readAll(table, layout, { result, repairs, today })
  await takeRecords(db, request, {
    rows,
    result,
    take: (sql, actor, record) => take(sql, actor, record, { source: layout.source, now: now() }),
  })
  const parents = parentsAmong(rows)
  result.repaired = repairs.list()
  result.ms = now().getTime() - started
  const pictures = rows.reduce((sum, row) => sum + row.pictures.length, 0)
  return { ...result, products: rows.length - parents, parents, pictures }
}

function layoutOf(table: RecordTable, asked: object): ProductLayout {
  if (Object.keys(asked).length > 0) return plainProducts
  if (isWooCommerce(table)) return wooCommerceProducts
  return isShopify(table) ? shopifyProducts : plainProducts
}

/** Products first, then variants, whose products must be there. */
function readAll(
  table: RecordTable,
  layout: ProductLayout,
  { result, ...situation }: { result: RecordResult; repairs: Repairs; today: string },
): ProductRecord[] {
  const records: ProductRecord[] = []
  for (const one of layout.read(table, situation))
    if (one.is === 'product') records.push(one.record)
    else note(one.is === 'refused' ? result.refused : result.setAside, one.row, one.reason)
  return [...records.filter((r) => r.parent === null), ...records.filter((r) => r.parent !== null)]
}

function parentsAmong(rows: ProductRecord[]): number {
  const above = new Set(rows.map(({ parent }) => parent?.toLowerCase()))
  const isParent = ({ externalId, product }: ProductRecord) =>
    [externalId, product.sku].some((key) => key && above.has(key.toLowerCase()))
  return rows.filter(isParent).length
}

interface Situation {
  source: string
  now: Date
}

async function take(
  sql: Sql,
  actor: Actor,
  { externalId, parent, product, pictures }: ProductRecord,
  { source, now }: Situation,
): Promise<Taken> {
  const known = await knownAs(sql, { source, externalId, sku: product.sku, name: product.name })
  if (known?.isArchived)
    throw new RowFault(`${known.name} is archived here: bring it back before the file changes it`)
  if (!known) {
    if (!product.name) throw new RowFault('it is new, and there is no name')
    const parentId = parent && (await parentIdOf(sql, source, parent))
    const id = externalId === null ? undefined : externalId
    const added = await addProduct(sql, actor, {
      ...product,
      parentId,
      now,
      source,
      externalId: id,
    })
    await askForPictures(sql, actor, { productId: added.id, urls: pictures, now })
    return 'added'
  }
  const { id, version } = known
  const { sku = known.sku, ...rest } = product
  // Codes are one whatever their case; the way it is written here stays.
  const changes = sku.toLowerCase() === known.sku.toLowerCase() ? rest : product
  const after = await editProduct(sql, actor, { id, changes, now })
  await askForPictures(sql, actor, { productId: id, urls: pictures, now })
  return after.version === version ? 'same' : 'updated'
}

interface Known {
  id: string
  sku: string
  name: string
  version: number
  isArchived: boolean
}
type Keys = { source: string; externalId: string | null; sku?: string; name?: string }

/** The strongest claim; a name alone counts when nothing else was said. */
async function knownAs(sql: Sql, { source, externalId, sku, name }: Keys): Promise<Known | null> {
  const bareName = sku || externalId ? null : (name ?? null)
  const [known] = await sql<Known[]>`
    select id, sku, name, version, archived_at is not null as "isArchived"
    from products
    where source = ${source} and external_id = ${externalId}
      or archived_at is null and (sku_key = (select lower(${sku ?? null}))
        or name_key = (select name_key(${bareName})))
    order by external_id is not distinct from ${externalId} and source = ${source} desc,
      source <> 'file' desc, id
    limit 1`
  return known ?? null
}

async function parentIdOf(sql: Sql, source: string, parent: string): Promise<string> {
  const [found] = await sql<{ id: string }[]>`
    select id
    from products
    where archived_at is null
      and (sku_key = (select lower(${parent})) or source = ${source} and external_id = ${parent})
    order by source = ${source} desc, id
    limit 1`
  if (!found) throw new RowFault(`its parent ${parent} is not in the catalogue`)
  return found.id
}
