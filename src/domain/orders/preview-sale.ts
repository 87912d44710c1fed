/** What a sale would be before anybody records it: total, cost, profit, and what would be left. */
import type { Sql } from '#db/sql.ts'
import type { SaleInput } from './order.ts'
import { type PricedLine, priceLines } from './price-lines.ts'

export interface PreviewLine {
  productId: string
  name: string
  quantity: string
  unitPrice: string
  discount: string
  tax: string
  /** quantity × unit price − discount + tax */
  total: string
  /** Weighted average of this moment; null while it is not known, and for who sees no costs. */
  unitCost: string | null
  /** quantity × unit cost; null as that is. */
  cogs: string | null
  /** Before tax; null as the cost is. */
  profit: string | null
  /** Units in all places after it; null for what is not counted. */
  stockLeft: string | null
}

export interface SalePreview {
  lines: PreviewLine[]
  total: string
  tax: string
  discount: string
  /** Over the lines whose cost is known, as `profit` and `margin` are; null for who sees no costs. */
  cogs: string | null
  profit: string | null
  /** profit ÷ what those lines come to before tax, a ratio; null when nothing is charged. */
  margin: string | null
  /** What a person should know before saying yes; whole sentences. */
  warnings: string[]
  /** Why it could not be recorded now, in a sentence; null when it could. */
  refusal: string | null
}

interface Costed extends PreviewLine {
  isBelowCost: boolean
  isShort: boolean
  mayBeShort: boolean
  held: string | null
  cogsOfAll: string
  profitOfAll: string
  marginOfAll: string | null
}

/**
 * Records nothing and locks nothing: a sale a moment later may find less in stock. Decimal strings,
 * org currency. Who sees no costs gets none, nor a warning that gives them away. Refused as the sale itself would be, but for stock: what is short is a warning.
 */
export async function previewSale(
  sql: Sql,
  { lines: inputs, seesCosts }: { lines: SaleInput[]; customerId?: string; seesCosts: boolean },
): Promise<SalePreview> {
  const { lines, total, tax, discount } = await priceLines(sql, inputs)
  const costed = await costOf(sql, lines)
  const { cogsOfAll: cogs, profitOfAll: profit, marginOfAll: margin } = costed[0]!
  return {
    lines: costed.map((row) => previewLine(row, seesCosts)),
    ...{ total, tax, discount },
    ...(seesCosts ? { cogs, profit, margin } : { cogs: null, profit: null, margin: null }),
    warnings: [...new Set(costed.flatMap((row) => warningsOf(row, seesCosts)))],
    refusal: costed.map(refusalOf).find((words) => words !== null) ?? null,
  }
}

/** Lines of one product take from the same stock, one after the other. */
function costOf(sql: Sql, lines: readonly PricedLine[]): Promise<Costed[]> {
  return sql<Costed[]>`
    with lines as (
      select g.*, g.quantity * g."unitPrice" - g.discount as net,
        case when g."isCounted" then b.average_cost else 0 end as cost,
        case when g."isCounted" then greatest(coalesce(b.quantity, 0), 0) end as held,
        case when g."isCounted" then coalesce(b.quantity, 0)
          - sum(g.quantity) over (partition by g."productId" order by g.position) end as stock_left
      from jsonb_to_recordset(${sql.json(lines as never)}) as g (position integer,
        "productId" bigint, name text, quantity numeric, "unitPrice" numeric, discount numeric,
        tax numeric, "isCounted" boolean)
      left join stock_balances b on b.org_id = current_org() and b.product_id = g."productId"
    ), summed as (
      select *, net - quantity * cost as profit,
        sum(round(quantity * cost, 4)) over () as all_cogs,
        sum(net - round(quantity * cost, 4)) over () as all_profit,
        sum(net) filter (where cost is not null) over () as all_net
      from lines
    )
    select "productId"::text, name, trim_scale(quantity)::text as quantity,
      trim_scale("unitPrice")::text as "unitPrice", trim_scale(discount)::text as discount,
      trim_scale(tax)::text as tax, trim_scale(round(net + tax, 4))::text as total,
      trim_scale(round(cost, 4))::text as "unitCost",
      trim_scale(round(quantity * cost, 4))::text as cogs,
      trim_scale(round(profit, 4))::text as profit,
      trim_scale(stock_left)::text as "stockLeft",
      coalesce(profit < 0, false) as "isBelowCost", coalesce(stock_left < 0, false) as "isShort",
      coalesce((
        select settings -> 'sellBelowZero' = 'true'
        from orgs
        where org_id = current_org()), false) as "mayBeShort",
      trim_scale(held)::text as held,
      trim_scale(coalesce(all_cogs, 0))::text as "cogsOfAll",
      trim_scale(round(coalesce(all_profit, 0), 4))::text as "profitOfAll",
      trim_scale(round(all_profit / nullif(all_net, 0), 4))::text as "marginOfAll"
    from summed
    order by position`
}

function previewLine(row: Costed, seesCosts: boolean): PreviewLine {
  const { productId, name, quantity, unitPrice, discount, tax, total } = row
  const { unitCost, cogs, profit, stockLeft } = row
  return {
    ...{ productId, name, quantity, unitPrice, discount, tax, total },
    ...(seesCosts ? { unitCost, cogs, profit } : { unitCost: null, cogs: null, profit: null }),
    stockLeft,
  }
}

function warningsOf(row: Costed, seesCosts: boolean): string[] {
  const { name, unitCost, stockLeft, isBelowCost, isShort, mayBeShort } = row
  return [
    isShort &&
      (mayBeShort
        ? `${name} would stand at ${stockLeft}, below zero.`
        : `There is not enough of ${name} in stock.`),
    seesCosts &&
      unitCost === null &&
      `What ${name} cost is not known, so its profit is not counted.`,
    seesCosts && isBelowCost && `${name} would be sold below what it cost.`,
  ].filter((warning) => warning !== false)
}

function refusalOf({ name, held, isShort, mayBeShort }: Costed): string | null {
  if (!isShort || mayBeShort) return null
  if (held === '0') return `None of ${name} is in stock.`
  return `Only ${held} of ${name} ${held === '1' ? 'is' : 'are'} in stock.`
}
