/** What moves stock: the facts of the movement ledger. Quantities and costs are decimal strings. */

export const movementKinds = [
  'purchase',
  'sale',
  'return',
  'adjustment',
  'transfer',
  'count',
  'write-off',
] as const
export type MovementKind = (typeof movementKinds)[number]

/** The account, by its role, that the value of a movement stands against in the ledger. */
export type Against =
  | 'payable'
  | 'cash'
  | 'bank'
  | 'opening_equity'
  | 'stock_adjustment'
  | 'stock_write_off'

export interface Movement {
  productId: string
  /** The default place when not said. */
  locationId?: string
  kind: MovementKind
  /** Above zero when it comes in, below when it goes out. */
  quantity: string
  /** What one cost; when not said it moves at the average of its moment. */
  unitCost?: string
  movedAt: Date
  reason?: string
  orderId?: string
  returnId?: string
  /** The line of the order or the return, whose unit cost follows this movement's. */
  position?: number
  /** Any other paper: "PO 1207". */
  document?: string
  /** The movement that this one undoes: product, place, moment and cost are then that one's. */
  reverses?: string
  /** Left out where the caller posts to the ledger, as orders and returns do. */
  against?: Against
  source?: string
  /** The same one again moves nothing; random when not said. */
  externalId?: string
}

export interface Moved {
  movementId: string
  productId: string
  /** Exact, not rounded to the penny; null while no cost of the product has ever been known. */
  unitCost: string | null
  /** What the inventory account changes by, four decimals, below zero when stock went out. */
  valueChange: string
  /** Of the product, in all places, right after it. */
  quantityAfter: string
  /**
   * False when this external id had been recorded before: nothing moved, nothing is to be posted.
   */
  isNew: boolean
}

export interface MovedAll {
  /** In the order of the movements asked for. */
  moved: Moved[]
  /** An earlier moment came in late, and what followed it has been given other costs. */
  revalued: boolean
}
