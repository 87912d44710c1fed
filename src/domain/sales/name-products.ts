/** Products that came with sale lines are named by what their lines call them most often. */
import type { Sql } from '#db/sql.ts'
import { salesSource } from './sale-line.ts'
import { serviceNames } from './service-products.ts'

/** Notes that staff write where a name should stand, on lines without a price. */
const notNames = [
  '^\\W*$',
  '^(missing|faulty|found|lost|check|broken|cracked|crushed|wet|mouldy|rusty|counted)\\M',
  '\\m(damages?|damaged|thrown away|adjustment|mixed up|wrongly|unsaleable|given away|returned)\\M',
  '\\m(write|written) off\\M',
  '\\?\\?',
].join('|')

/**
 * Gives each product of these codes the description that stands on most of its lines; of equals the
 * latest. A description that was ever sold at a price wins over one that was not, and a note of the
 * staff is never a name; a product without a name is called by its code.
 * Products from a catalogue keep their names, and so do those that a person has edited.
 */
export async function nameProducts(sql: Sql, codes: string[]): Promise<void> {
  await sql`
    with chosen as (
      select id
      from products
      where org_id = current_org() and source = ${salesSource} and external_id = any(${codes}::text[])
        and version = 1
    ), lines as (
      select l.product_id, l.description, o.ordered_at as at, l.unit_price > 0 as is_priced
      from order_lines l
      join orders o on o.org_id = l.org_id and o.id = l.order_id
      where l.org_id = current_org() and l.product_id in (select id from chosen)
        and l.description <> ''
      union all
      select l.product_id, l.description, r.returned_at, l.value <> 0
      from return_lines l
      join returns r on r.org_id = l.org_id and r.id = l.return_id
      where l.org_id = current_org() and l.product_id in (select id from chosen)
        and l.description <> ''
    ), counted as (
      select product_id, description, bool_or(is_priced) as is_priced,
        count(*) as lines, max(at) as latest
      from lines
      group by product_id, description
    ), best as (
      select distinct on (product_id) product_id, description
      from counted
      where is_priced or description !~* ${notNames}
      order by product_id, is_priced desc, lines desc, latest desc, description
    )
    update products p
    set name = b.description,
      is_service = p.is_service or b.description ~* ${serviceNames},
      is_stocked = p.is_stocked and not b.description ~* ${serviceNames}
    from best b
    where p.org_id = current_org() and p.id = b.product_id
      and (p.name, p.is_service)
        is distinct from (b.description, p.is_service or b.description ~* ${serviceNames})`
}
