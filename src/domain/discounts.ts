/**
 * May so much come off a price? Judged by the margin that is left, how long the goods have been
 * lying there, who asks, and what the business allows. The same question gets the same verdict.
 */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'

/** Ratios, `orgs.settings.discounts`; what a business has not set is the house's. */
export interface DiscountPolicy {
  /** What must be left of the discounted price after cost. */
  marginFloor: string
  /** The same for goods that have been there for `oldStockDays` or longer. */
  oldMarginFloor: string
  oldStockDays: number
  /** How much lower the floor is for the best tenth of customers. */
  goodCustomerLess: string
  /** Never more off than this. */
  most: string
}

export const housePolicy: DiscountPolicy = {
  marginFloor: '0.2',
  oldMarginFloor: '0.05',
  oldStockDays: 90,
  goodCustomerLess: '0.05',
  most: '0.3',
}

export interface DiscountQuestion {
  productId: string
  /** A ratio, "0.15"; or else the price that one would be sold at. */
  percent?: string
  price?: string
  customerId?: string
  today: Day
}

/** Ratios and money are decimal strings, money before tax in the org's currency. */
export interface DiscountVerdict {
  action: 'approve' | 'counter' | 'refuse'
  price: string
  asked: string
  askedPrice: string
  /** Of the asked price; null while no cost is known. */
  margin: string | null
  floor: string
  /** The most that may come off, in half percents; null when nothing may. */
  highest: string | null
  highestPrice: string | null
  /** Days since the oldest unit that is still there came in; null when none is. */
  stockDays: number | null
  isOld: boolean
  isGoodCustomer: boolean
  why: 'within' | 'margin' | 'most' | 'no cost'
}

/**
 * margin = (price × (1 − discount) − average cost) ÷ (price × (1 − discount)). Approved when it is
 * not under the floor and the discount not over `most`; countered with the highest discount that
 * is; refused when not even 1 % is. Refused also while no cost is known, and never under cost.
 */
export async function judgeDiscount(
  sql: Sql,
  { productId, percent, price, customerId, today }: DiscountQuestion,
): Promise<DiscountVerdict> {
  const policy = await policyOf(sql)
  const [row] = await sql<(Omit<DiscountVerdict, 'action' | 'why'> & { isOver: boolean })[]>`
    with goods as (
      select p.price, b.average_cost as cost,
        case when ${price ?? null}::numeric is null then ${percent ?? '0'}::numeric
          else 1 - ${price ?? null}::numeric / nullif(p.price, 0) end as asked,
        ${stockDaysOf(sql, today)} as stock_days,
        ${isGoodCustomer(sql, customerId, today)} as is_good
      from products p
      left join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
        and b.last_movement_id is not null and b.average_cost > 0
      where p.id = ${productId}),
    bounds as (
      select *, coalesce(stock_days >= ${policy.oldStockDays}, false) as is_old,
        greatest(0, case when stock_days >= ${policy.oldStockDays}
            then ${policy.oldMarginFloor}::numeric else ${policy.marginFloor}::numeric end
          - case when is_good then ${policy.goodCustomerLess}::numeric else 0 end) as floor
      from goods),
    judged as (
      select *,
        floor(200 * least(${policy.most}::numeric,
          1 - cost / nullif((1 - floor) * price, 0))) / 200 as highest
      from bounds)
    select price::text, asked::text,
      round(price * (1 - asked), 4)::text as "askedPrice",
      round(1 - cost / nullif(price * (1 - asked), 0), 4)::text as margin,
      floor::text,
      case when highest >= 0.01 then trim_scale(highest)::text end as highest,
      case when highest >= 0.01 then round(price * (1 - highest), 4)::text end as "highestPrice",
      stock_days as "stockDays", is_old as "isOld", is_good as "isGoodCustomer",
      asked > ${policy.most}::numeric as "isOver"
    from judged`
  if (!row?.price) throw new Refusal('That product has no price yet: there is nothing to take off.')
  checkAsked(row.asked)
  const { isOver, ...figures } = row
  return { ...figures, ...(await verdictOf(sql, row, isOver)) }
}

/** What the business allows, with the house's own where it has set nothing. */
export async function policyOf(sql: Sql): Promise<DiscountPolicy> {
  const [row] = await sql<{ own: Partial<DiscountPolicy> | null }[]>`
    select settings -> 'discounts' as own
    from orgs
    where org_id = current_org()`
  return { ...housePolicy, ...row?.own }
}

function checkAsked(asked: string) {
  if (asked.startsWith('-')) throw new Refusal('That is more than the price: there is no discount.')
  if (/^[1-9]/.test(asked)) throw new Refusal('A discount is less than 100 %.')
}

type Judged = Pick<DiscountVerdict, 'asked' | 'margin' | 'floor' | 'highest'>

async function verdictOf(
  sql: Sql,
  { margin, floor, highest }: Judged,
  isOver: boolean,
): Promise<Pick<DiscountVerdict, 'action' | 'why'>> {
  if (margin === null) return { action: 'refuse', why: 'no cost' }
  const [compared] = await sql<{ holds: boolean }[]>`
    select ${margin}::numeric >= ${floor}::numeric as holds`
  if (compared!.holds && !isOver) return { action: 'approve', why: 'within' }
  return { action: highest === null ? 'refuse' : 'counter', why: isOver ? 'most' : 'margin' }
}

/** First in, first out: the oldest arrival that what is in hand still reaches back to. */
function stockDaysOf(sql: Sql, today: Day) {
  return sql`(
    select ${today}::date - min(business_day)
    from (
      select m.business_day, sum(m.quantity) over (order by m.moved_at desc, m.id desc)
          - m.quantity as newer
      from stock_movements m
      where m.org_id = p.org_id and m.product_id = p.id and m.quantity > 0
        and m.kind <> 'transfer') arrivals
    where newer < (
      select quantity
      from stock_balances s
      where s.org_id = p.org_id and s.product_id = p.id))`
}

/** Among the best tenth of customers by net sales of the year that ends today. */
function isGoodCustomer(sql: Sql, customerId: string | undefined, today: Day) {
  if (!customerId) return sql`false`
  return sql`coalesce((
    select share >= 0.9
    from (
      select customer_id, percent_rank() over (order by sum(gross_sales - returns)) as share
      from report.daily_sales_by_customer
      where org_id = current_org() and day > ${today}::date - 365 and customer_id <> 0
      group by customer_id) ranked
    where customer_id = ${customerId}), false)`
}
