/** A product comes into the catalogue. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { lockCatalogue, refuseBadVariant, refuseTaken } from './catalogue-rules.ts'
import { checkProduct } from './check-product.ts'
import { getProduct, type NewProduct, type Product } from './product.ts'

export type ProductAddition = NewProduct & {
  now: Date
  /** Where it came from, with its id there; random when not said. */
  source?: string
  externalId?: string
}

/**
 * Adds a product. Price and tax rate are decimal strings, the price before tax in the org's currency.
 * Refused when the SKU, the name (case and accents do not matter) or the barcode is another's.
 */
export async function addProduct(
  sql: Sql,
  actor: Actor,
  { now, source = 'tillie', externalId, parentId = null, ...said }: ProductAddition,
): Promise<Product> {
  allow(actor, 'products:write')
  const checked = checkProduct(said)
  const { sku = null, name = '', barcode = null, options = {} } = checked
  await lockCatalogue(sql)
  await refuseTaken(sql, { id: null, sku, name, barcode })
  if (parentId) await refuseBadVariant(sql, { id: null, parentId, options })
  const row: Record<string, unknown> = {
    ...checked,
    org_id: sql`current_org()`,
    sku: sku ?? (await nextSku(sql)),
    options: sql.json(options),
    parent_id: parentId,
    source,
    external_id: externalId ?? sql`gen_random_uuid()::text`,
    created_at: now,
  }
  const [added] = await sql<{ id: string; sku: string }[]>`
    insert into products ${sql(row as Record<string, never>)}
    on conflict do nothing
    returning id, sku`
  if (!added) throw new Refusal(`${name} was added from ${source} before.`)
  await record(sql, {
    at: now,
    action: 'product.added',
    userId: actor.userId,
    subject: `product:${added.id}`,
    detail: { sku: added.sku, source },
  })
  return (await getProduct(sql, added.id))!
}

/** P-1, P-2 …: a shop that has no codes of its own needs not make any up. */
async function nextSku(sql: Sql): Promise<string> {
  const [next] = await sql<{ sku: string }[]>`
    select 'P-' || coalesce(max(substring(sku_key from '^p-([0-9]{1,9})$')::bigint), 0) + 1 as sku
    from products`
  return next!.sku
}
