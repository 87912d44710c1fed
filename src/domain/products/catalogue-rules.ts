/** What holds between the products of a catalogue: one name, SKU and barcode each; one level of variants. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'

/** Who adds or renames products does so one at a time, so that two cannot take one name. */
export async function lockCatalogue(sql: Sql): Promise<void> {
  await sql`select pg_advisory_xact_lock(current_org(), hashtext('catalogue'))`
}

/** Null: not looked at. */
interface Naming {
  /** The product itself, when it is there already. */
  id: string | null
  sku: string | null
  name: string | null
  barcode: string | null
}

/** Refused when another product that is not archived has the SKU, the name or the barcode. */
export async function refuseTaken(sql: Sql, { id, sku, name, barcode }: Naming): Promise<void> {
  // Keys as subqueries: worked out once, not for every row.
  const [taken] = await sql<{ field: string; sku: string; name: string }[]>`
    select sku, name,
      case
        when sku_key = (select lower(${sku})) then 'SKU'
        when barcode = ${barcode} then 'barcode'
        else 'name'
      end as field
    from products
    where archived_at is null and id is distinct from ${id}::bigint
      and (sku_key = (select lower(${sku})) or barcode = ${barcode}
        or name_key = (select name_key(${name})))
    order by field desc, id
    limit 1`
  if (!taken) return
  const { field } = taken
  const said = field === 'SKU' ? sku : field === 'barcode' ? barcode : name
  throw new Refusal(
    `The ${field} ${said} is taken: ${taken.name} (SKU ${taken.sku}) has it already.`,
  )
}

interface Variant {
  id: string | null
  parentId: string
  options: Record<string, string>
}

/** Refused when there is no such parent, it is a variant itself, or another variant has these options. */
export async function refuseBadVariant(sql: Sql, variant: Variant): Promise<void> {
  const { id, parentId, options } = variant
  const [parent] = await sql<{ name: string; parentId: string | null; twin: string | null }[]>`
    select p.name, p.parent_id as "parentId", twin.name as twin
    from products p
    left join products twin on twin.org_id = p.org_id and twin.parent_id = p.id
      and twin.archived_at is null and twin.id is distinct from ${id}::bigint
      and twin.options = ${sql.json(options)} and twin.options <> '{}'
    where p.id = ${parentId} and p.archived_at is null
    limit 1`
  if (!parent) throw new Refusal('There is no product that this could be a variant of.')
  if (parent.parentId)
    throw new Refusal(`${parent.name} is a variant itself, and cannot have variants.`)
  if (parent.twin)
    throw new Refusal(`${parent.twin} has the same options: each variant has its own.`)
}
