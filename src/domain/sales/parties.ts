/** The customers and products that sale lines name: found by code, made when new. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { customerKey, productKey, type SaleLine, salesSource } from './sale-line.ts'
import { isServiceCode } from './service-products.ts'

/** Ids that were looked up already, by code. */
export class Parties {
  readonly customers = new Map<string, string>()
  readonly products = new Map<string, string>()

  customerId(code: string): string {
    return this.customers.get(customerKey(code))!
  }
  productId(code: string): string {
    return this.products.get(productKey(code))!
  }
}

/** After this, `parties` has the ids of every customer and product of the lines. */
export async function resolveParties(
  sql: Sql,
  lines: SaleLine[],
  parties: Parties,
  now: Date,
): Promise<void> {
  await together([
    resolveCustomers(sql, lines, parties, now),
    resolveProducts(sql, lines, parties, now),
  ])
}

type Found = { id: string; key: string }

async function resolveCustomers(sql: Sql, lines: SaleLine[], { customers }: Parties, now: Date) {
  const unknown = new Map<string, { code: string; name: string; country: string | null }>()
  for (const { document } of lines) {
    if (!document.customer) continue
    const key = customerKey(document.customer.code)
    if (!customers.has(key) && !unknown.has(key))
      unknown.set(key, { ...document.customer, country: document.country })
  }
  if (unknown.size === 0) return
  const rows = [...unknown].map(([key, customer]) => ({ key, ...customer }))
  const added = await sql<Found[]>`
    insert into customers (org_id, code, name, country, source, external_id, created_at)
    select current_org(), code, name, country, ${salesSource}, key, ${now}
    from jsonb_to_recordset(${sql.json(rows)}) as c(key text, code text, name text, country text)
    on conflict do nothing
    returning id, external_id as key`
  for (const { id, key } of added) customers.set(key, id)
  const others = [...unknown.keys()].filter((key) => !customers.has(key))
  if (others.length === 0) return
  const found = await sql<Found[]>`
    select id, external_id as key
    from customers
    where source = ${salesSource} and external_id = any(${others})`
  for (const { id, key } of found) customers.set(key, id)
}

async function resolveProducts(sql: Sql, lines: SaleLine[], { products }: Parties, now: Date) {
  const unknown = new Map<string, NonNullable<SaleLine['product']>>()
  for (const { product } of lines) {
    if (!product) continue
    const key = productKey(product.code)
    if (!products.has(key) && !unknown.has(key)) unknown.set(key, product)
  }
  if (unknown.size === 0) return
  // A product that came from elsewhere, such as a catalogue, keeps its name and its price.
  await findProducts(sql, [...unknown.keys()], products)
  const rows = [...unknown]
    .filter(([key]) => !products.has(key))
    .map(([key, { code, category }]) => ({
      key,
      code: code.trim(),
      name: code.trim(), // Until all the lines are there that tell its name.
      category,
      is_service: isServiceCode(code),
    }))
  if (rows.length === 0) return
  const added = await sql<Found[]>`
    insert into products (org_id, sku, name, category, is_service, is_stocked,
      source, external_id, created_at)
    select current_org(), code, name, category, is_service, not is_service,
      ${salesSource}, key, ${now}
    from jsonb_to_recordset(${sql.json(rows)})
      as p(key text, code text, name text, category text, is_service boolean)
    on conflict do nothing
    returning id, external_id as key`
  for (const { id, key } of added) products.set(key, id)
  const others = rows.map(({ key }) => key).filter((key) => !products.has(key))
  if (others.length > 0) await findProducts(sql, others, products)
}

async function findProducts(sql: Sql, keys: string[], products: Map<string, string>) {
  const found = await sql<Found[]>`
    select id, case when source = ${salesSource} then external_id else sku end as key
    from products
    where case when source = ${salesSource} then external_id else sku end = any(${keys})
    order by source = ${salesSource}, archived_at is not null`
  for (const { id, key } of found) if (!products.has(key)) products.set(key, id)
}
