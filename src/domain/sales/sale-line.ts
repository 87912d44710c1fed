/** A line of a sales document as it comes from outside, before it has an id. */
import type { Moment } from '#kit/business-day.ts'

/** What stands at the head of a document; the same for all its lines. */
export interface SaleDocument {
  /** As written, without spaces around it. */
  number: string
  /** Unique within `kind`: the number, and the day where a till begins its numbers anew. */
  id: string
  kind: 'order' | 'return' | 'adjustment'
  moment: Moment
  customer: { code: string; name: string } | null
  country: string | null
  channel: string
  status: 'DRAFT' | 'PENDING' | 'PAID' | 'FULFILLED' | 'CANCELLED'
  paymentMethod: string | null
}

/** Figures are decimal strings, money in the org's currency. */
export interface SaleLine {
  /** Where it stands in the file, for the notes. */
  row: number
  /** Within the document, in file order, from 1. */
  position: number
  document: SaleDocument
  product: { code: string; name: string | null; category: string | null } | null
  description: string | null
  /** Below zero for goods that came back. */
  quantity: string
  /** Null when only `amount` is known. */
  unitPrice: string | null
  /** The line's total after discount; null when `unitPrice` is known. */
  amount: string | null
  discount: string
  tax: string
  unitCost: string | null
}

/** What these records call their source; identity is `(source, external_id)`. */
export const salesSource = 'file'

/** Ids by kind and external id: `order 536365`, `return C536379`. */
export type DocumentIds = Map<string, string>

export function documentKey(document: SaleDocument): string {
  return `${document.kind === 'order' ? 'order' : 'return'} ${externalId(document)}`
}

/** Returns and adjustments share a table and may share a number. */
export function externalId({ id, kind }: SaleDocument): string {
  return kind === 'adjustment' ? `${id} adjustment` : id
}

/** Codes are one customer whatever their case and spaces. */
export function customerKey(code: string): string {
  return productKey(code).toLowerCase()
}

/** A till's codes are exact: where it tells "85123A" from "85123a", they are two products. */
export function productKey(code: string): string {
  return /\s/.test(code) ? code.trim().replace(/\s+/g, ' ') : code
}
