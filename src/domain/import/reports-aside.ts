/**
 * The report rows of days that the file has passed are written while it is read on, on a connection of
 * their own: only the last days are left for the end. Not on the embedded database, which has one
 * connection, and not of a file that jumps in time, whose days would be written again and again.
 */
import type { Db } from '#db/sql.ts'
import { freshen } from '#domain/report-views.ts'
import type { SaleLine } from '#domain/sales/sale-line.ts'
import type { Day } from '#kit/day.ts'

/** The last of the days is written again when the rest of it has come. */
const daysPerRound = 12

export class ReportsAside {
  readonly #db: Db
  readonly #orgId: number
  #isPossible: boolean
  #lastDay: Day = ''
  #days = 0
  #round: Promise<unknown> | null = null

  constructor(db: Db, orgId: number) {
    this.#db = db
    this.#orgId = orgId
    this.#isPossible = db.kind === 'server'
  }

  /** Begins a round when enough days have passed and none is under way; waits for nothing. */
  passed(lines: SaleLine[]): void {
    for (const { document } of lines) this.#see(document.moment.day)
    if (!this.#isPossible || this.#round || this.#days < daysPerRound) return
    this.#days = 0
    this.#round = freshen(this.#db, this.#orgId).then(
      () => {
        this.#round = null
      },
      () => {
        this.#isPossible = false // The one at the end meets the same fault, and tells it.
        this.#round = null
      },
    )
  }

  /** Until the round under way, if any, has ended; no other begins. */
  async end(): Promise<void> {
    this.#isPossible = false
    await this.#round
  }

  #see(day: Day): void {
    if (day === this.#lastDay) return
    if (day < this.#lastDay) this.#isPossible = false
    this.#lastDay = day
    this.#days += 1
  }
}
