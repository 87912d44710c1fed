/** Sale lines as the database takes them, and what their figures come to there. */
import type { Fragment, Sql } from '#db/sql.ts'
import { numberArray, textArray } from './array-text.ts'
import type { Parties } from './parties.ts'
import { type DocumentIds, documentKey, type SaleLine } from './sale-line.ts'

/** What the lines say for themselves, a column each; their figures are text all the way. */
export function lineColumns(lines: SaleLine[], parties: Parties) {
  const numbers = (of: (line: SaleLine) => string | number | null) => numberArray(lines.map(of))
  return {
    positions: numbers(({ position }) => position),
    products: numbers(({ product }) => product && parties.productId(product.code)),
    descriptions: textArray(lines.map(({ description }) => description)),
    quantities: numbers(({ quantity }) => quantity),
    prices: numbers(({ unitPrice }) => unitPrice),
    amounts: numbers(({ amount }) => amount),
    discounts: numbers(({ discount }) => discount),
    taxes: numbers(({ tax }) => tax),
    costs: numbers(({ unitCost }) => unitCost),
  }
}

/** The id of each line's document; those of one document mostly stand together. */
export function documentIds(lines: SaleLine[], documents: DocumentIds): string[] {
  let last: SaleLine['document'] | null = null
  let id = ''
  return lines.map(({ document }) => {
    if (document !== last) id = documents.get(documentKey(document))!
    last = document
    return id
  })
}

/** The lines as rows called `l`; null when there are none. */
export function lineRows(
  sql: Sql,
  documents: string[],
  columns: ReturnType<typeof lineColumns>,
): Fragment | null {
  if (documents.length === 0) return null
  return sql`unnest(
      ${numberArray(documents)}::bigint[], ${columns.positions}::integer[],
      ${columns.products}::bigint[], ${columns.descriptions}::text[],
      ${columns.quantities}::numeric[], ${columns.prices}::numeric[],
      ${columns.amounts}::numeric[], ${columns.discounts}::numeric[],
      ${columns.taxes}::numeric[], ${columns.costs}::numeric[])
    as l(document_id, position, product_id, description, quantity, price, amount, given_discount,
      tax, unit_cost)`
}

/**
 * Unit price, discount and (of returns) value. Where only the line's amount is known, the unit
 * price is rounded up to four decimals and the rest is a discount, so that the amount stays exact.
 */
export function lineValues(sql: Sql): Fragment {
  const price = sql`coalesce(l.price,
    ceil((abs(l.amount) + l.given_discount) / nullif(abs(l.quantity), 0) * 10000) / 10000)`
  const discount = sql`case when l.price is null
    then abs(l.quantity) * ${price} - abs(l.amount) else l.given_discount end`
  return sql`${price} as unit_price, ${discount} as discount,
    coalesce(-l.quantity * l.price - l.given_discount, abs(l.amount)) as value`
}
