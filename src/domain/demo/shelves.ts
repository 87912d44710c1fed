/** The demo shop's products and customers, made once. */
import type { Sql } from '#db/sql.ts'
import { catalogue, delivery } from './catalogue.ts'
import { demoCustomers } from './customers.ts'
import { reorderPoint } from './stock-days.ts'

const taxRate = '0.2'
const leadTimeDays = 4

export async function stockShelves(sql: Sql, now: Date): Promise<void> {
  const products = [...catalogue, delivery].map((product) => ({
    sku: product.sku,
    name: product.name,
    category: product.category,
    pennies: product.price,
    reorder_at: product === delivery ? null : reorderPoint(product),
  }))
  await sql`
    insert into products
      (org_id, sku, name, category, price, tax_rate, reorder_point, lead_time_days, is_service,
        is_stocked, source, external_id, created_at)
    select current_org(), sku, name, category, pennies / 100.0, ${taxRate}, reorder_at,
      ${leadTimeDays}, sku = ${delivery.sku}, sku <> ${delivery.sku}, 'demo', sku, ${now}
    from jsonb_to_recordset(${sql.json(products)})
      as p(sku text, name text, category text, pennies numeric, reorder_at numeric)
    on conflict (org_id, source, external_id)
      do update set tax_rate = excluded.tax_rate, reorder_point = excluded.reorder_point,
        lead_time_days = excluded.lead_time_days, is_stocked = excluded.is_stocked
      where products.tax_rate is null`
  await sql`
    insert into customers (org_id, code, name, country, source, external_id, created_at)
    select current_org(), code, name, country, 'demo', code, ${now}
    from jsonb_to_recordset(${sql.json(demoCustomers().map((c) => ({ ...c })))})
      as c(code text, name text, country text)
    on conflict do nothing`
}
