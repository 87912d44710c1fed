/** What the API needs of the house. */
import type { Files } from '#clients/files.ts'
import type { Db, Sql } from '#db/sql.ts'
import type { Describer } from '#domain/pictures/describer.ts'
import type { Eye } from '#domain/pictures/eye.ts'
import type { SecondFactor } from '#domain/second-factor.ts'
import type { Answer } from '#engine/answer.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Sealer } from '#kit/sealer.ts'
import type { ReportDesk } from '#reports/desk.ts'
import type { RateLimits } from './limits.ts'

export interface ApiDoors {
  db: Db
  clock: Clock
  log: Log
  files: Files
  /** Of products. */
  pictures: Files
  eye: Eye
  /** Without it no picture leaves the house. */
  describer?: Describer | null
  sealer: Sealer
  secondFactor: SecondFactor
  answer: Answer
  desk: ReportDesk
  /** Tells staff and customers how order requests now stand, in the transaction that changed it. */
  tellOrderNews(sql: Sql, now: Date): Promise<void>
  /** The house's key; those of the API are derived from it. */
  secretKey(): Uint8Array
  /** The business of a login that names none. */
  orgId: number
  /** Stricter or wider than the house's own, for tests. */
  rateLimits?: RateLimits
}
