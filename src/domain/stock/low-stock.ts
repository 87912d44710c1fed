/** What runs out soon, and how much to order: by how fast it sells and how long it takes to come. */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'

export interface LowStock {
  productId: string
  name: string
  quantity: string
  reorderPoint: string | null
  /** Units sold a day, over the last 28 days. */
  perDay: string
  /** Null when nothing sells. */
  daysLeft: string | null
  /** How many to order now. */
  suggested: string
  /** out: none left; now: ordered today it may come too late; soon: within a week of that. */
  urgency: 'out' | 'now' | 'soon'
}

export async function lowStock(_sql: Sql, _input: { today: Day }): Promise<LowStock[]> {
  throw new Error('not yet')
}
