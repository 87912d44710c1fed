/** A product is changed. What stood before is kept beside what stands now. */
import type { Json, Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { lockCatalogue, refuseBadVariant, refuseTaken } from './catalogue-rules.ts'
import { checkProduct, type ProductRow } from './check-product.ts'
import {
  type Product,
  type ProductChanges,
  productColumns,
  Stale,
  selectProduct,
} from './product.ts'

export interface ProductEdit {
  id: string
  /** The version that was read; without it, whatever stands there is changed. */
  version?: number
  changes: ProductChanges
  now: Date
}

/**
 * Changes the fields that are given; null takes a value away. What is the same already is no change,
 * and counts no version. Refused when there is no such product, it is archived, it was changed since
 * `version` was read (`Stale`), or as adding it would be.
 */
export async function editProduct(
  sql: Sql,
  actor: Actor,
  { id, version, changes, now }: ProductEdit,
): Promise<Product> {
  allow(actor, 'products:write')
  const row = checkProduct(changes)
  await lockCatalogue(sql)
  const before = await lockProduct(sql, id)
  if (before.archivedAt)
    throw new Refusal(`${before.name} is archived: bring it back before you change it.`)
  if (version !== undefined && version !== before.version)
    throw new Stale(`${before.name} was changed by somebody else meanwhile: look at it again.`)
  const changed = changesOf(before, row)
  if (Object.keys(changed).length === 0) return before
  await refuseMismatch(sql, before, { row, changed })
  const { options, ...columns } = row
  const set = { ...columns, ...(options && { options: sql.json(options) }), updated_at: now }
  const [after] = await sql<Product[]>`
    update products p
    set ${sql(set)}, version = version + 1
    where id = ${id}
    returning ${productColumns(sql)}`
  await keepChange(sql, actor, { id, changed, now })
  return after!
}

/** The product, which nobody else changes in this transaction; sales go on. Refused when there is none. */
export async function lockProduct(sql: Sql, id: string): Promise<Product> {
  const [product] = await sql<Product[]>`
    ${selectProduct(sql)}
    where p.id = ${id}
    for no key update`
  if (!product) throw new Refusal('There is no such product.')
  return product
}

export type Changed = Record<string, [before: Json, after: Json]>

/** Keeps `{ "price": ["450", "475"] }`, and says in the audit log which fields they were. */
export async function keepChange(
  sql: Sql,
  actor: Actor,
  { id, changed, now }: { id: string; changed: Changed; now: Date },
): Promise<void> {
  await sql`
    insert into product_changes (org_id, product_id, changes, changed_by, changed_at)
    values (current_org(), ${id}, ${sql.json(changed)}, ${actor.userId}, ${now})`
  await record(sql, {
    at: now,
    action: 'product.changed',
    userId: actor.userId,
    subject: `product:${id}`,
    detail: { fields: Object.keys(changed) },
  })
}

const fieldOf: Record<keyof ProductRow, keyof ProductChanges & keyof Product> = {
  sku: 'sku',
  name: 'name',
  barcode: 'barcode',
  unit: 'unit',
  category: 'category',
  description: 'description',
  price: 'price',
  tax_rate: 'taxRate',
  reorder_point: 'reorderPoint',
  lead_time_days: 'leadTimeDays',
  is_stocked: 'isStocked',
  options: 'options',
}

function changesOf(before: Product, row: Partial<ProductRow>): Changed {
  const changed: Changed = {}
  for (const [column, after] of Object.entries(row)) {
    const field = fieldOf[column as keyof ProductRow]
    if (!isSame(before[field], after)) changed[field] = [before[field], after]
  }
  return changed
}

function isSame(before: unknown, after: unknown): boolean {
  return plain(before) === plain(after)
}

/** The order of a variant's options means nothing. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What is not changed is not looked at: of a till's products several may share a name. */
async function refuseMismatch(
  sql: Sql,
  before: Product,
  { row, changed }: { row: Partial<ProductRow>; changed: Changed },
): Promise<void> {
  const { id, parentId } = before
  const [sku = null, name = null, barcode = null] = [
    changed.sku && row.sku,
    changed.name && row.name,
    changed.barcode && row.barcode,
  ]
  if (sku || name || barcode) await refuseTaken(sql, { id, sku, name, barcode })
  if (parentId && changed.options)
    await refuseBadVariant(sql, { id, parentId, options: row.options! })
  if (changed.isStocked && !row.is_stocked) await refuseStock(sql, before, 'stop counting it')
}

/** Refused while there is any in stock: its value would be lost sight of. */
export async function refuseStock(sql: Sql, { id, name }: Product, aim: string): Promise<void> {
  const [stock] = await sql<{ quantity: string }[]>`
    select trim_scale(quantity)::text as quantity
    from stock_balances
    where product_id = ${id} and quantity <> 0`
  if (stock)
    throw new Refusal(
      `${name} still has ${stock.quantity} in stock: sell, count or write it off, then ${aim}.`,
    )
}
