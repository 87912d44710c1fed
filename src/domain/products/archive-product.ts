/** A product leaves the catalogue: archived when it was ever used, else deleted. It can come back. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { lockCatalogue, refuseTaken } from './catalogue-rules.ts'
import { keepChange, lockProduct, refuseStock } from './edit-product.ts'
import { type Product, productColumns } from './product.ts'

export interface ProductLeaving {
  id: string
  now: Date
}
export type Left = { is: 'deleted' } | { is: 'archived'; product: Product }

/**
 * Takes a product out of the catalogue and leaves it in the records; its SKU and name are free again.
 * Nothing happens to one that is archived. Refused while it is in stock, or has variants that are not
 * archived.
 */
export async function archiveProduct(
  sql: Sql,
  actor: Actor,
  { id, now }: ProductLeaving,
): Promise<Product> {
  allow(actor, 'products:write')
  await lockCatalogue(sql)
  const product = await lockProduct(sql, id)
  if (product.archivedAt) return product
  await refuseStock(sql, product, 'archive it')
  await refuseVariants(sql, product)
  return setArchived(sql, actor, { product, to: now, now })
}

/** Brings an archived product back. Refused when another has taken its SKU, name or barcode. */
export async function restoreProduct(
  sql: Sql,
  actor: Actor,
  { id, now }: ProductLeaving,
): Promise<Product> {
  allow(actor, 'products:write')
  await lockCatalogue(sql)
  const product = await lockProduct(sql, id)
  if (!product.archivedAt) return product
  await refuseTaken(sql, product)
  return setArchived(sql, actor, { product, to: null, now })
}

/**
 * Deletes a product that no order, movement or other record names; any other is archived, and the
 * answer says which it was. Refused as archiving is.
 */
export async function deleteProduct(
  sql: Sql,
  actor: Actor,
  { id, now }: ProductLeaving,
): Promise<Left> {
  allow(actor, 'products:write')
  await lockCatalogue(sql)
  const product = await lockProduct(sql, id)
  await refuseVariants(sql, product)
  if (await wasUsed(sql, id))
    return { is: 'archived', product: await archiveProduct(sql, actor, { id, now }) }
  await record(sql, {
    at: now,
    action: 'product.deleted',
    userId: actor.userId,
    subject: `product:${id}`,
    detail: { sku: product.sku },
  })
  return { is: 'deleted' }
}

/** Tries to delete it: the foreign keys of every table know better than a list of tables here. */
async function wasUsed(sql: Sql, id: string): Promise<boolean> {
  try {
    await sql.savepoint((sql) => sql`delete from products where id = ${id}`)
    return false
  } catch (fault) {
    if ((fault as { code?: string }).code === foreignKeyViolation) return true
    throw fault
  }
}

const foreignKeyViolation = '23503'

async function refuseVariants(sql: Sql, { id, name }: Product): Promise<void> {
  const [variant] = await sql<{ name: string }[]>`
    select name
    from products
    where parent_id = ${id} and archived_at is null
    order by id
    limit 1`
  if (variant) throw new Refusal(`${name} has variants: archive ${variant.name} first.`)
}

async function setArchived(
  sql: Sql,
  actor: Actor,
  { product, to, now }: { product: Product; to: Date | null; now: Date },
): Promise<Product> {
  const { id, archivedAt } = product
  const [after] = await sql<Product[]>`
    update products p
    set archived_at = ${to}, updated_at = ${now}, version = version + 1
    where id = ${id}
    returning ${productColumns(sql)}`
  const told = (at: Date | null) => at?.toISOString() ?? null
  await keepChange(sql, actor, { id, changed: { archivedAt: [told(archivedAt), told(to)] }, now })
  return after!
}
