/**
 * The report tables stay fresh by the changed day: writing marks days (triggers of
 * `0004_report_views.sql`), reading recomputes the marked ones. The cost follows what changed.
 */
import type { Db, Fragment, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

/** One refresh of an org at a time; any constant will do, beside the org's id. */
const refreshLock = 7_455_440
/** Keeps each statement short, however much history an import has changed. */
const daysPerStatement = 100

/**
 * Recomputes the org's changed days, all in one transaction, and returns how many there were.
 * Call it before a report is read; when nothing changed it is one indexed look.
 * Safe when two run at once: the second waits, and finds the days done.
 */
export async function freshen(db: Db, orgId: number): Promise<number> {
  return db.asOrg(orgId, async (sql) => ((await isStale(sql)) ? recomputeMarkedDays(sql) : 0))
}

/** Recomputes every day of the org that has records or report rows; returns how many. */
export async function rebuild(db: Db, orgId: number): Promise<number> {
  return db.asOrg(orgId, async (sql) => {
    await sql`
      insert into report.dirty_days (org_id, day)
      select current_org(), day from (${everyDay(sql)}) days
      on conflict do nothing`
    return recomputeMarkedDays(sql)
  })
}

/**
 * The days whose report rows differ from a recomputation, after making them fresh; none, unless
 * something wrote past the triggers. For the nightly check, and for tests.
 */
export async function checkReportViews(db: Db, orgId: number): Promise<Day[]> {
  return db.asOrg(orgId, async (sql) => {
    await recomputeMarkedDays(sql)
    const all = await sql<{ day: Day }[]>`
      select day::text as day from (${everyDay(sql)}) days order by 1`
    const differing: Day[] = []
    for (const days of inParts(all.map(({ day }) => day)))
      differing.push(...(await differingDays(sql, days)))
    return differing
  })
}

function everyDay(sql: Sql): Fragment {
  return sql`
    select business_day as day from orders
    union select business_day from returns
    union select business_day from payments
    union select business_day from refunds
    union select day from report.daily_sales
    union select day from report.daily_sales_by_product
    union select day from report.daily_sales_by_customer`
}

function inParts(days: Day[]): Day[][] {
  const parts = Math.ceil(days.length / daysPerStatement)
  return Array.from({ length: parts }, (_, part) =>
    days.slice(part * daysPerStatement, (part + 1) * daysPerStatement),
  )
}

async function isStale(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ stale: boolean }[]>`
    select exists (select from report.dirty_days where org_id = current_org()) as stale`
  return row!.stale
}

async function recomputeMarkedDays(sql: Sql): Promise<number> {
  await sql`select pg_advisory_xact_lock(${refreshLock}, current_org())`
  // Only marks seen here go; their records are visible to the statements that follow.
  const marked = await sql<{ day: string }[]>`
    with seen as (delete from report.dirty_days where org_id = current_org() returning day)
    select distinct day::text as day
    from seen
    order by 1`
  const days = marked.map(({ day }) => day)
  for (const some of inParts(days)) await recomputeDays(sql, some)
  return days.length
}

async function recomputeDays(sql: Sql, days: string[]): Promise<void> {
  for (const { table, rows } of tables(sql, days)) {
    await sql`
      delete from ${table}
      where org_id = current_org() and day = any(${days}::date[])`
    await sql`insert into ${table} ${rows}`
  }
}

/** The days of this span whose rows differ from what the records add up to. */
async function differingDays(sql: Sql, days: string[]): Promise<string[]> {
  const differing = new Set<string>()
  for (const { table, rows } of tables(sql, days)) {
    const found = await sql<{ day: string }[]>`
      with stored as (
        select * from ${table} where org_id = current_org() and day = any(${days}::date[])
      ), fresh as (${rows})
      select day::text as day from (table stored except table fresh) wrong
      union
      select day::text from (table fresh except table stored) missing`
    for (const { day } of found) differing.add(day)
  }
  return [...differing].sort()
}

/** The report tables, and their rows of these days from the records alone. */
function tables(sql: Sql, days: string[]): { table: Fragment; rows: Fragment }[] {
  const lines = sql`
    from report.sale_lines
    where org_id = current_org() and day = any(${days}::date[])`
  return [
    { table: sql`report.daily_sales`, rows: dayRows(sql, lines, days) },
    {
      table: sql`report.daily_sales_by_product`,
      rows: sql`
        select current_org(), day, coalesce(product_id, 0), ${sums(sql)} ${lines}
        group by day, coalesce(product_id, 0)`,
    },
    {
      table: sql`report.daily_sales_by_customer`,
      rows: sql`
        select current_org(), day, hour, coalesce(customer_id, 0), coalesce(country, ''), channel,
          ${sums(sql)} ${lines}
        group by day, hour, coalesce(customer_id, 0), coalesce(country, ''), channel`,
    },
  ]
}

/** A day with payments or refunds and no sale has its row too. */
function dayRows(sql: Sql, lines: Fragment, days: string[]): Fragment {
  return sql`
    select current_org(), day, coalesce(gross_sales, 0), coalesce(returns, 0),
      coalesce(discounts, 0), coalesce(tax, 0), coalesce(orders, 0),
      coalesce(units_sold, 0), coalesce(units_returned, 0), coalesce(cogs, 0),
      coalesce(uncosted_units, 0), coalesce(lines, 0), coalesce(collected, 0),
      coalesce(refunds, 0)
    from (
      select day, ${sums(sql)} ${lines}
      group by day
    ) sales
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

/** The same columns, in the order in which all three tables have them. */
function sums(sql: Sql): Fragment {
  return sql`
    sum(gross_sales) as gross_sales, sum(returns) as returns,
    sum(discounts) as discounts, sum(tax) as tax,
    count(distinct document_id) filter (where is_sale) as orders,
    sum(units_sold) as units_sold, sum(units_returned) as units_returned,
    sum(cogs) as cogs, sum(uncosted_units) as uncosted_units,
    count(*) as lines`
}
