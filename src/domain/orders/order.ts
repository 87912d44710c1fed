/** An order, as every verb gives it. Figures are decimal strings, money in the org's currency. */
import type { Day } from '#kit/day.ts'

export const orderStatuses = ['DRAFT', 'PENDING', 'PAID', 'FULFILLED', 'CANCELLED'] as const
export type OrderStatus = (typeof orderStatuses)[number]

/** What a person says of a line. */
export interface SaleInput {
  productId: string
  /** Above zero. */
  quantity: string
  /** Of one, before tax; the product's own price when not said. */
  unitPrice?: string
  /** Money off the whole line, before tax. */
  discount?: string
}

export interface OrderLine {
  /** Names the line for ever: an edit gives a changed line another one. */
  position: number
  productId: string | null
  name: string
  quantity: string
  unitPrice: string
  discount: string
  tax: string
  /** quantity × unit price − discount + tax */
  total: string
  /** Weighted average at the moment of the sale; null while it is not known. */
  unitCost: string | null
  /** Units of it that came back. */
  returned: string
}

export interface OrderPayment {
  id: string
  amount: string
  method: string
  paidAt: Date
}

export interface OrderHead {
  id: string
  number: string
  status: OrderStatus
  customerId: string | null
  customerName: string | null
  /** When it was taken; of a sale, the moment from which it counts as one. */
  orderedAt: Date
  businessDay: Day
  channel: string
  note: string | null
  deliveryAddress: string | null
  source: string
  /** Counts edits and changes of status. */
  version: number
  /** Σ of the lines, tax included. */
  total: string
  /** After discount, before tax. */
  net: string
  tax: string
  discount: string
  paid: string
  /** Value and tax of what came back. */
  returned: string
  refunded: string
  /**
   * total − paid − returned + refunded; below zero when the shop owes the customer, as after a deposit:
   * what is no sale has no total to owe.
   */
  owed: string
}

export interface Order extends OrderHead {
  lines: OrderLine[]
  payments: OrderPayment[]
  deliveries: Delivery[]
}

export interface Delivery {
  id: string
  number: string
  deliveredAt: Date
  receivedBy: string | null
  note: string | null
}

/** An order in these is a sale: its goods have left and its entry stands in the ledger. */
export function isSale(status: OrderStatus): boolean {
  return status === 'PAID' || status === 'FULFILLED'
}
