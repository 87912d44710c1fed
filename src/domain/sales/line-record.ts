/** A sale line as the database takes it, and what its figures come to there. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Parties } from './parties.ts'
import { type DocumentIds, documentKey, type SaleLine } from './sale-line.ts'

export function lineRecord(
  line: SaleLine,
  { documents, parties }: { documents: DocumentIds; parties: Parties },
) {
  return {
    document_id: documents.get(documentKey(line.document))!,
    position: line.position,
    product_id: line.product ? parties.productId(line.product.code) : null,
    description: line.description,
    quantity: line.quantity,
    price: line.unitPrice,
    amount: line.amount,
    given_discount: line.discount,
    tax: line.tax,
    unit_cost: line.unitCost,
  }
}
export type LineRecord = ReturnType<typeof lineRecord>

/** The record's columns, for `jsonb_to_recordset`. */
export function lineColumns(sql: Sql): Fragment {
  return sql`document_id bigint, position integer, product_id bigint, description text,
    quantity numeric, price numeric, amount numeric, given_discount numeric, tax numeric,
    unit_cost numeric`
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
