/**
 * What was noted since the report tables were last fresh (triggers of `0006_report_changes.sql`), and
 * what it adds to their rows: each changed document as it is now, less as it was counted before.
 * All of it must be of one moment, else what is written meanwhile would be counted twice.
 */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { figures } from './report-rows.ts'

/** Records stay JSON text on their way through: their figures are no business of JavaScript's. */
export interface Changes {
  orderIds: string[]
  returnIds: string[]
  /** The new lines of these documents. */
  lines: string
  /** The oldest head of each order that had another since. */
  heads: string
  money: string
  /** To be recomputed: nothing else counts there. */
  wholeDays: Day[]
}

/** Takes all notes of the org away. */
export async function takeChanges(sql: Sql): Promise<Changes> {
  const [taken] = await sql<[Changes]>`
    with line as (
      delete from report.changed_lines where org_id = current_org() returning *
    ), head as (
      delete from report.former_heads where org_id = current_org() returning *
    ), money as (
      delete from report.new_money where org_id = current_org() returning *
    ), marked as (
      delete from report.dirty_days where org_id = current_org() returning day
    ), rewritten as (
      select distinct document, document_id from line where position = 0
    ), oldest as (
      select distinct on (order_id) * from head order by order_id, id
    ), added as (
      select document, document_id, position
      from line l
      where not exists (select from rewritten r
        where r.document = l.document and r.document_id = l.document_id)
    ), moved as (
      select * from oldest h
      where not exists (select from rewritten r
        where r.document = 'order' and r.document_id = h.order_id)
    ), whole as (
      ${wholeDays(sql)}
    )
    select
      array(select document_id::text from added where document = 'order'
        union select order_id::text from moved) as "orderIds",
      array(select distinct document_id::text from added where document = 'return') as "returnIds",
      (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from added a)::text as lines,
      (select coalesce(jsonb_agg(to_jsonb(m)), '[]') from moved m)::text as heads,
      (select coalesce(jsonb_agg(to_jsonb(m)), '[]') from money m)::text as money,
      array(select day::text from whole order by 1) as "wholeDays"`
  return taken
}

/** Of rewritten documents the day now and the day that was counted, and of removed ones the latter. */
function wholeDays(sql: Sql): Fragment {
  return sql`
    select day from marked
    union
    select o.business_day
    from rewritten w
    join orders o on o.org_id = current_org() and o.id = w.document_id
    where w.document = 'order'
    union
    select r.business_day
    from rewritten w
    join returns r on r.org_id = current_org() and r.id = w.document_id
    where w.document = 'return'
    union
    select h.day
    from oldest h
    left join orders o on o.org_id = current_org() and o.id = h.order_id
    where o.id is null or exists (select from rewritten w
      where w.document = 'order' and w.document_id = h.order_id)`
}

type Emptied = { byProduct: string | null; byCustomer: string | null }

/** Adds the changes to the rows of all days but the whole ones; returns the days it touched. */
export async function addChanges(sql: Sql, changes: Changes): Promise<Day[]> {
  const { orderIds, returnIds, money } = changes
  if (orderIds.length + returnIds.length === 0 && money === '[]') return []
  const product = [sql`coalesce(product_id, 0)`, sql`product_id`] as const
  const customer = [
    sql`hour, coalesce(customer_id, 0), coalesce(country, ''), channel`,
    sql`hour, customer_id, country, channel`,
  ] as const
  const [done] = await sql<[Emptied & { days: Day[] }]>`
    with ${moves(sql, changes)}, by_day as (
      insert into report.daily_sales as t
        (org_id, day, ${columns(sql)}, collected, refunds)
      select current_org(), day, ${list(
        sql,
        figures.map((f) => sql`coalesce(${sql(f)}, 0)`),
      )},
        coalesce(collected, 0), coalesce(refunds, 0)
      from (select day, ${differences(sql)} from move group by day) sold
      full join paid using (day)
      on conflict (org_id, day) do update
      set ${added(sql, [...figures, 'collected', 'refunds'])}
      returning day
    ), by_product as (
      insert into report.daily_sales_by_product as t (org_id, day, ${product[1]}, ${columns(sql)})
      select current_org(), day, ${product[0]}, ${differences(sql)}
      from move
      group by day, ${product[0]}
      on conflict (org_id, day, ${product[1]}) do update set ${added(sql, figures)}
      returning day, ${product[1]}, lines
    ), by_customer as (
      insert into report.daily_sales_by_customer as t
        (org_id, day, ${customer[1]}, ${columns(sql)})
      select current_org(), day, ${customer[0]}, ${differences(sql)}
      from move
      group by day, ${customer[0]}
      on conflict (org_id, day, ${customer[1]}) do update set ${added(sql, figures)}
      returning day, ${customer[1]}, lines
    )
    select array(select day::text from by_day) as days,
      (select jsonb_agg(to_jsonb(p)) from by_product p where lines = 0)::text as "byProduct",
      (select jsonb_agg(to_jsonb(c)) from by_customer c where lines = 0)::text as "byCustomer"`
  await removeEmptied(sql, done)
  return done.days
}

/** Every line of the changed documents: as it counts now, and with a minus as it was counted. */
function moves(sql: Sql, changes: Changes): Fragment {
  const { orderIds, returnIds, lines, heads, money, wholeDays } = changes
  const measures = sql`gross_sales, returns, discounts, tax, units_sold, units_returned, cogs,
    uncosted_units, is_sale`
  return sql`new_line as (
      select * from jsonb_to_recordset(${lines}::text::jsonb)
        as l(document text, document_id bigint, position integer)
    ), former as (
      select * from jsonb_to_recordset(${heads}::text::jsonb) as h(order_id bigint, day date,
        hour smallint, customer_id bigint, country text, channel text, is_counted boolean)
    ), counted_head as (
      select * from former
      union all
      select id, business_day, hour, customer_id, country, channel, status in ('PAID', 'FULFILLED')
      from orders
      where org_id = current_org() and id = any(${orderIds}::bigint[])
        and id not in (select order_id from former)
    ), every_move as (
      select 1 as sign, day, hour, document_id, product_id, customer_id, country, channel,
        ${measures}
      from report.sale_lines
      where org_id = current_org() and document = 'order' and document_id = any(${orderIds}::bigint[])
      union all
      select -1, h.day, h.hour, l.order_id, product_id, h.customer_id, h.country, h.channel,
        ${measures}
      from counted_head h
      join report.order_line_figures l on l.org_id = current_org() and l.order_id = h.order_id
        and l.order_id = any(${orderIds}::bigint[])
      where h.is_counted and not exists (select from new_line n
        where n.document = 'order' and n.document_id = l.order_id and n.position = l.position)
      union all
      select 1, day, hour, document_id, product_id, customer_id, country, channel, ${measures}
      from report.sale_lines s
      where org_id = current_org() and document = 'return' and document_id = any(${returnIds}::bigint[])
        and exists (select from new_line n
          where n.document = 'return' and n.document_id = s.document_id and n.position = s.position)
    ), move as (
      select * from every_move where day <> all(${wholeDays}::date[])
    ), paid as (
      select day, sum(collected) as collected, sum(refunds) as refunds
      from jsonb_to_recordset(${money}::text::jsonb)
        as m(day date, collected numeric, refunds numeric)
      where day <> all(${wholeDays}::date[])
      group by day
    )`
}

function differences(sql: Sql): Fragment {
  const counts = (sign: 1 | -1) =>
    sql`count(distinct document_id) filter (where is_sale and sign = ${sql.unsafe(String(sign))})`
  return list(
    sql,
    figures.map((figure) => {
      if (figure === 'orders') return sql`${counts(1)} - ${counts(-1)} as orders`
      if (figure === 'lines') return sql`sum(sign) as lines`
      return sql`sum(sign * ${sql(figure)}) as ${sql(figure)}`
    }),
  )
}

function columns(sql: Sql): Fragment {
  return list(
    sql,
    figures.map((figure) => sql`${sql(figure)}`),
  )
}

function added(sql: Sql, names: readonly string[]): Fragment {
  return list(
    sql,
    names.map((name) => sql`${sql(name)} = t.${sql(name)} + excluded.${sql(name)}`),
  )
}

function list(sql: Sql, parts: Fragment[]): Fragment {
  return parts.reduce((all, next) => sql`${all}, ${next}`)
}

/** A row that stands for nothing any more is no row. */
async function removeEmptied(sql: Sql, { days, byProduct, byCustomer }: Emptied & { days: Day[] }) {
  await sql`
    delete from report.daily_sales
    where org_id = current_org() and day = any(${days}::date[])
      and lines = 0 and collected = 0 and refunds = 0`
  if (byProduct)
    await sql`
      delete from report.daily_sales_by_product t
      using jsonb_to_recordset(${byProduct}::text::jsonb) as e(day date, product_id bigint)
      where t.org_id = current_org() and t.day = e.day and t.product_id = e.product_id`
  if (byCustomer)
    await sql`
      delete from report.daily_sales_by_customer t
      using jsonb_to_recordset(${byCustomer}::text::jsonb)
        as e(day date, hour smallint, customer_id bigint, country text, channel text)
      where t.org_id = current_org() and t.day = e.day and t.hour = e.hour
        and t.customer_id = e.customer_id and t.country = e.country and t.channel = e.channel`
}
