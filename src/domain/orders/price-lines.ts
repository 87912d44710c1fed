/** What a sale's lines come to, by the catalogue's prices and tax rates where nobody said others. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import type { SaleInput } from './order.ts'

export interface PricedLine {
  position: number
  productId: string
  name: string
  quantity: string
  unitPrice: string
  discount: string
  tax: string
  /** Its units are counted: selling it moves stock. */
  isCounted: boolean
}

/** Σ over the lines, four decimals. `total` = `net` + `tax`. */
export interface Totals {
  total: string
  /** After discount, before tax. */
  net: string
  tax: string
  discount: string
}

export interface Priced extends Totals {
  lines: PricedLine[]
}

interface Row extends PricedLine {
  sums: Totals
  unitPriceKnown: boolean
  isArchived: boolean
  isNegative: boolean
  isTooLarge: boolean
  isKnown: boolean
}

const linesMax = 200
const idForm = /^\d{1,18}$/
const quantityForm = /^\d{1,9}(\.\d{1,6})?$/
const moneyForm = /^\d{1,10}(\.\d{1,4})?$/
/** What the books' money columns hold. */
const lineMax = '10000000000000'

/**
 * Prices lines in one statement. Tax = round((quantity × price − discount) × tax rate, 4).
 * Refused: no lines or too many, a quantity that is not above zero, a product that is not there or
 * archived, no price, a discount above the line. Positions count from `from`, 1 when not said.
 */
export async function priceLines(
  sql: Sql,
  inputs: readonly SaleInput[],
  { from = 1, archivedToo = false }: { from?: number; archivedToo?: boolean } = {},
): Promise<Priced> {
  if (inputs.length === 0) throw new Refusal('A sale needs at least one line.')
  if (inputs.length > linesMax) throw new Refusal(`A sale has at most ${linesMax} lines.`)
  inputs.forEach(checkForm)
  const rows = await priced(sql, inputs, from)
  for (const [at, row] of rows.entries()) checkLine(row, at + 1, archivedToo)
  return { lines: rows.map(lineOf), ...rows[0]!.sums }
}

function checkForm({ productId, quantity, unitPrice, discount }: SaleInput, at: number) {
  const line = `Line ${at + 1}`
  if (!idForm.test(productId)) throw new Refusal(`${line}: there is no such product.`)
  if (!quantityForm.test(quantity) || !/[1-9]/.test(quantity))
    throw new Refusal(`${line}: the quantity must be a number above zero, such as 3 or 2.5.`)
  if (unitPrice !== undefined && !moneyForm.test(unitPrice))
    throw new Refusal(`${line}: the price must be an amount such as 450 or 449.50.`)
  if (discount !== undefined && !moneyForm.test(discount))
    throw new Refusal(`${line}: the discount must be an amount such as 50, not below zero.`)
}

function priced(sql: Sql, inputs: readonly SaleInput[], from: number): Promise<Row[]> {
  const given = inputs.map(({ productId, quantity, unitPrice, discount }, at) => ({
    position: from + at,
    product_id: productId,
    quantity,
    unit_price: unitPrice ?? null,
    discount: discount ?? '0',
  }))
  return sql<Row[]>`
    with lines as (
      select g.position, g.product_id, trim_scale(g.quantity) as quantity, g.discount,
        p.id is not null as is_known, coalesce(p.name, '') as name,
        coalesce(g.unit_price, p.price) as price,
        g.quantity * coalesce(g.unit_price, p.price) - g.discount as net,
        coalesce(p.tax_rate, 0) as rate, p.is_stocked as is_counted,
        p.archived_at is not null as is_archived
      from jsonb_to_recordset(${sql.json(given)}) as g (position integer, product_id bigint,
        quantity numeric, unit_price numeric, discount numeric)
      left join products p on p.org_id = current_org() and p.id = g.product_id
    ), taxed as (
      select *, round(net * rate, 4) as tax
      from lines
    )
    select position, product_id as "productId", name, quantity::text as quantity,
      trim_scale(price)::text as "unitPrice", trim_scale(discount)::text as discount,
      trim_scale(tax)::text as tax, is_counted as "isCounted", is_known as "isKnown",
      price is not null as "unitPriceKnown", is_archived as "isArchived",
      coalesce(net < 0, false) as "isNegative",
      coalesce(net + tax >= ${lineMax}::numeric, false) as "isTooLarge",
      jsonb_build_object(
        'total', trim_scale(round(sum(net + tax) over (), 4))::text,
        'net', trim_scale(round(sum(net) over (), 4))::text,
        'tax', trim_scale(sum(tax) over ())::text,
        'discount', trim_scale(sum(discount) over ())::text) as sums
    from taxed
    order by position`
}

function checkLine(row: Row, at: number, archivedToo: boolean) {
  if (!row.isKnown) throw new Refusal(`Line ${at}: there is no such product.`)
  if (row.isArchived && !archivedToo)
    throw new Refusal(`${row.name} is archived: bring it back before it is sold.`)
  if (!row.unitPriceKnown) throw new Refusal(`${row.name} has no price: say what one costs.`)
  if (row.isNegative)
    throw new Refusal(`The discount on ${row.name} is more than what the line comes to.`)
  if (row.isTooLarge) throw new Refusal(`Line ${at}: that is more than the books can hold.`)
}

function lineOf(row: Row): PricedLine {
  const { position, productId, name, quantity, unitPrice, discount, tax, isCounted } = row
  return { position, productId, name, quantity, unitPrice, discount, tax, isCounted }
}
