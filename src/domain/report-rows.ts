/** The report tables and what their rows of some days come to, out of the records alone. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

/** Keeps each statement short, however much history an import has changed. */
const daysPerStatement = 25
/** For sorting the lines of so many days; compiling the statement would take longer than it saves. */
const sortMemory = '64MB'

/** The columns that all three tables have, in their order. */
export const figures = [
  'gross_sales',
  'returns',
  'discounts',
  'tax',
  'orders',
  'units_sold',
  'units_returned',
  'cogs',
  'uncosted_units',
  'lines',
] as const

/** Writes the rows of these days anew. */
export async function recomputeDays(sql: Sql, days: Day[]): Promise<void> {
  if (days.length === 0) return
  await sql`select set_config('work_mem', ${sortMemory}, true), set_config('jit', 'off', true)`
  for (const some of inParts(days)) {
    const { byProduct, byCustomer, byDay } = tables(sql, some)
    const fromCustomers = { ...byDay, rows: dayRows(sql, customerSums(sql, some), some) }
    for (const { table, rows } of [byProduct, byCustomer, fromCustomers]) {
      await sql`
        delete from ${table}
        where org_id = current_org() and day = any(${some}::date[])`
      await sql`insert into ${table} ${rows}`
    }
  }
}

/** The days among these whose rows differ from what the records add up to. */
export async function differingDays(sql: Sql, days: Day[]): Promise<Day[]> {
  // Nobody waits for it: it takes one processor, and people who ask have the others.
  await sql`select set_config('max_parallel_workers_per_gather', '0', true)`
  const differing = new Set<Day>()
  for (const some of inParts(days))
    for (const { table, rows } of Object.values(tables(sql, some))) {
      const found = await sql<{ day: Day }[]>`
        with stored as (
          select * from ${table} where org_id = current_org() and day = any(${some}::date[])
        ), fresh as (${rows})
        select day::text as day from (table stored except table fresh) wrong
        union
        select day::text from (table fresh except table stored) missing`
      for (const { day } of found) differing.add(day)
    }
  return [...differing].sort()
}

/** Every day of the org that has records or report rows. */
export async function everyDay(sql: Sql): Promise<Day[]> {
  const all = await sql<{ day: Day }[]>`
    select day::text as day
    from (
      select business_day as day from orders
      union select business_day from returns
      union select business_day from payments
      union select business_day from refunds
      union select day from report.daily_sales
      union select day from report.daily_sales_by_product
      union select day from report.daily_sales_by_customer
    ) days
    order by 1`
  return all.map(({ day }) => day)
}

function inParts(days: Day[]): Day[][] {
  const parts = Math.ceil(days.length / daysPerStatement)
  return Array.from({ length: parts }, (_, part) =>
    days.slice(part * daysPerStatement, (part + 1) * daysPerStatement),
  )
}

function tables(sql: Sql, days: Day[]) {
  const lines = sql`
    from report.sale_lines
    where org_id = current_org() and day = any(${days}::date[])`
  return {
    byDay: {
      table: sql`report.daily_sales`,
      rows: dayRows(sql, sql`select day, ${sums(sql)} ${lines} group by day`, days),
    },
    byProduct: {
      table: sql`report.daily_sales_by_product`,
      rows: sql`
        select current_org(), day, coalesce(product_id, 0), ${sums(sql)} ${lines}
        group by day, coalesce(product_id, 0)`,
    },
    byCustomer: {
      table: sql`report.daily_sales_by_customer`,
      rows: sql`
        select current_org(), day, hour, coalesce(customer_id, 0), coalesce(country, ''), channel,
          ${sums(sql)} ${lines}
        group by day, hour, coalesce(customer_id, 0), coalesce(country, ''), channel`,
    },
  }
}

/** What the days come to by the rows of their customers: each document stands in one of them. */
function customerSums(sql: Sql, days: Day[]): Fragment {
  const all = figures.map((figure) => sql`sum(${sql(figure)}) as ${sql(figure)}`)
  return sql`
    select day, ${all.reduce((some, next) => sql`${some}, ${next}`)}
    from report.daily_sales_by_customer
    where org_id = current_org() and day = any(${days}::date[])
    group by day`
}

/** A day with payments or refunds and no sale has its row too. */
function dayRows(sql: Sql, sales: Fragment, days: Day[]): Fragment {
  return sql`
    select current_org(), day, coalesce(gross_sales, 0), coalesce(returns, 0),
      coalesce(discounts, 0), coalesce(tax, 0), coalesce(orders, 0),
      coalesce(units_sold, 0), coalesce(units_returned, 0), coalesce(cogs, 0),
      coalesce(uncosted_units, 0), coalesce(lines, 0), coalesce(collected, 0),
      coalesce(refunds, 0)
    from (${sales}) sales
    full join (
      select business_day as day, sum(amount) as collected
      from payments
      where org_id = current_org() and business_day = any(${days}::date[])
        and status = 'SUCCEEDED'
      group by business_day
    ) paid using (day)
    full join (
      select business_day as day, sum(amount) as refunds
      from refunds
      where org_id = current_org() and business_day = any(${days}::date[])
        and status = 'PROCESSED'
      group by business_day
    ) refunded using (day)`
}

/** The columns of `figures`, in their order. */
function sums(sql: Sql): Fragment {
  return sql`
    sum(gross_sales) as gross_sales, sum(returns) as returns,
    sum(discounts) as discounts, sum(tax) as tax,
    count(distinct document_id) filter (where is_sale) as orders,
    sum(units_sold) as units_sold, sum(units_returned) as units_returned,
    sum(cogs) as cogs, sum(uncosted_units) as uncosted_units,
    count(*) as lines`
}
