/** A call of a model outside of any turn: within the tokens of the day, and in the audit, whatever comes of it. */
import type { Usage } from '#clients/chat-completion.ts'
import { ModelFault } from '#clients/model-fault.ts'
import type { Db } from '#db/sql.ts'
import { currentOrg } from '#domain/org.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Clock } from '#kit/clock.ts'
import { auditRow, writeAudit } from './audit.ts'
import type { Prices } from './insights/cost.ts'
import { tokensSpent } from './spend.ts'

export interface Meter {
  db: Db
  clock: Clock
  prices?: Prices
  /** Unlimited unless told. */
  tokensPerDayMax?: number
}

export interface MeteredCall<T> {
  /** As it stands in the audit, and in the prices. */
  name: string
  /** Hashed, and not kept. */
  input: unknown
  promptSha256?: string
  work: (told: (usage: Usage | undefined) => void) => Promise<T>
}

/** Null when the day's tokens are spent; throws what `work` throws. */
export async function meteredCall<T>(
  { db, clock, prices, tokensPerDayMax = Number.POSITIVE_INFINITY }: Meter,
  orgId: number,
  { name, input, promptSha256, work }: MeteredCall<T>,
): Promise<T | null> {
  const at = clock()
  const org = await db.asReader(orgId, currentOrg)
  if ((await tokensSpent(db, org, dayOf(at, org.timezone))) >= tokensPerDayMax) return null
  const started = performance.now()
  let usage: Usage | undefined
  let [outcome, output]: [string, unknown] = ['fault', '']
  try {
    const done = await work((told) => {
      usage = told
    })
    ;[outcome, output] = ['done', done]
    return done
  } catch (fault) {
    if (fault instanceof ModelFault) outcome = fault.why
    throw fault
  } finally {
    const ms = performance.now() - started
    const entry = { action: 'model.call', name, at, ms, outcome, input, output } as const
    const row = auditRow({ ...entry, promptSha256, usage }, prices)
    await writeAudit(db, { orgId, userId: '' }, [row])
  }
}
