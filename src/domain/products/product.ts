/** A product of the catalogue, as every verb gives it. Prices are before tax, in the org's currency. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'

export interface Product {
  id: string
  sku: string
  name: string
  barcode: string | null
  /** What one of it is: "each", "kg", "bag". */
  unit: string
  category: string | null
  description: string | null
  /** Decimal string, at most four decimals; null where none was said. */
  price: string | null
  /** A ratio, "0.16"; null where the business has said none. */
  taxRate: string | null
  reorderPoint: string | null
  leadTimeDays: number | null
  /** Its units are counted. */
  isStocked: boolean
  /** Postage, fees, discounts: in every total, never a "top product". */
  isService: boolean
  /** The product that this is a variant of. */
  parentId: string | null
  /** A variant's: `{ "Colour": "Blue" }`. */
  options: Record<string, string>
  archivedAt: Date | null
  /** Counts edits. */
  version: number
}

/** What is said of a product that is new. Decimals are strings; what is left out is not known. */
export interface NewProduct {
  /** Made from a running number when left out. */
  sku?: string
  name: string
  barcode?: string | null
  unit?: string
  category?: string | null
  description?: string | null
  price?: string | null
  taxRate?: string | null
  reorderPoint?: string | null
  leadTimeDays?: number | null
  isStocked?: boolean
  parentId?: string | null
  options?: Record<string, string>
}

/** What may be edited; null takes a value away. */
export type ProductChanges = Partial<Omit<NewProduct, 'parentId'>>

/** Somebody else changed it first: what was read is not what stands there. */
export class Stale extends Refusal {}

/** `select … from products p`, to go on with `where`. */
export function selectProduct(sql: Sql) {
  return sql`
    select ${productColumns(sql)}
    from products p`
}

/** The columns of a `Product`, of `products p`. */
export function productColumns(sql: Sql) {
  return sql`
    p.id, p.sku, p.name, p.barcode, p.unit, p.category, p.description,
    trim_scale(p.price)::text as price, trim_scale(p.tax_rate)::text as "taxRate",
    trim_scale(p.reorder_point)::text as "reorderPoint", p.lead_time_days as "leadTimeDays",
    p.is_stocked as "isStocked", p.is_service as "isService", p.parent_id as "parentId",
    p.options, p.archived_at as "archivedAt", p.version`
}

/** The product of that id, archived or not; null when there is none. */
export async function getProduct(sql: Sql, id: string): Promise<Product | null> {
  const [product] = await sql<Product[]>`${selectProduct(sql)} where p.id = ${id}`
  return product ?? null
}
