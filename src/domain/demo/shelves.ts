/** The demo shop's products and customers, made once. */
import type { Sql } from '#db/sql.ts'
import { catalogue, delivery } from './catalogue.ts'
import { demoCustomers } from './customers.ts'

export async function stockShelves(sql: Sql, now: Date): Promise<void> {
  const products = [...catalogue, delivery].map(({ sku, name, category, price }) => ({
    sku,
    name,
    category,
    pennies: price,
  }))
  await sql`
    insert into products
      (org_id, sku, name, category, price, is_service, source, external_id, created_at)
    select current_org(), sku, name, category, pennies / 100.0, sku = ${delivery.sku}, 'demo', sku,
      ${now}
    from jsonb_to_recordset(${sql.json(products)})
      as p(sku text, name text, category text, pennies numeric)
    on conflict do nothing`
  await sql`
    insert into customers (org_id, code, name, country, source, external_id, created_at)
    select current_org(), code, name, country, 'demo', code, ${now}
    from jsonb_to_recordset(${sql.json(demoCustomers().map((c) => ({ ...c })))})
      as c(code text, name text, country text)
    on conflict do nothing`
}
