/** One message leaves: the platform is called with no transaction open, then the outcome decides what follows. */
import type { Db, Sql } from '#db/sql.ts'
import type { Log } from '#kit/log.ts'
import type { Timers } from '#kit/timers.ts'
import type { RoadChannel, Sent } from './delivery.ts'
import { describeFault, within } from './fault.ts'
import { type Chance, jittered } from './finish.ts'
import type { RoadLimits } from './limits.ts'
import type { ChannelName, FileRef } from './message.ts'
import type { Leaving } from './outbox.ts'
import { failMessage } from './undelivered.ts'
import { holdMessage, type WindowTemplate } from './window.ts'

export interface SendDeps {
  db: Db
  channels: Partial<Record<ChannelName, RoadChannel>>
  files: { get(orgId: number, sha256: string): Promise<Uint8Array> }
  template: WindowTemplate | null
  clock(): Date
  timers: Timers
  chance: Chance
  log: Log
  limits: RoadLimits
}

/** How it ended, and after how long the outbox should look again. */
export async function sendMessage(
  deps: SendDeps,
  leaving: Leaving,
): Promise<{ sent: Sent; againMs: number }> {
  const sent = await call(deps, leaving)
  const againMs = await conclude(deps, leaving, sent)
  return { sent, againMs }
}

async function call(deps: SendDeps, leaving: Leaving): Promise<Sent> {
  const { channel, address, message, correlation, orgId } = leaving
  const adapter = deps.channels[channel]
  if (!adapter) return { is: 'skipped', reason: `there is no channel ${channel}` }
  if (leaving.isUnreachable) return unreachable
  if (leaving.attempts > deps.limits.sendBreaksMax) return neverEnded
  const load = (file: FileRef) => loadFile(deps, orgId, file)
  try {
    return await within(
      deps.timers,
      deps.limits.sendMsMax,
      adapter.send(message, address, { correlation, load }),
    )
  } catch (fault) {
    return { is: 'unknown', reason: describeFault(fault) }
  }
}

const unreachable: Sent = {
  is: 'failed',
  code: 'unreachable',
  reason: 'this person cannot be written to',
  unreachable: false, // It is known already.
}

/** Each time it was sent its process ended: it may be the message that does it. */
const neverEnded: Sent = {
  is: 'failed',
  code: 'unknown',
  reason: 'sending it was broken off each time',
  unreachable: false,
}

async function loadFile(deps: SendDeps, orgId: number, file: FileRef): Promise<Uint8Array> {
  const [row] = await deps.db.asCourier(
    (sql) => sql<{ sha256: string }[]>`
      select sha256
      from stored_files
      where org_id = ${orgId} and id = ${file.id}`,
  )
  if (!row) throw new Error(`no stored file ${file.id}`)
  return deps.files.get(orgId, row.sha256)
}

async function conclude(deps: SendDeps, leaving: Leaving, sent: Sent): Promise<number> {
  const now = deps.clock()
  switch (sent.is) {
    case 'sent':
      await recordSent(deps.db, leaving, sent.externalId, now)
      return 0
    case 'skipped':
      await recordSkipped(deps.db, leaving, sent.reason)
      return 0
    case 'retry':
      return retry(deps, leaving, sent)
    case 'unknown':
      return settleUnknown(deps, leaving, sent.reason)
    case 'window-closed':
      await deps.db.asOrg(leaving.orgId, (sql) => holdMessage(sql, leaving, { ...deps, now }))
      return 0
    case 'failed':
      await fail(deps, leaving, sent)
      return 0
  }
}

/** A status may have come before the platform's own answer: it stands. */
async function recordSent(db: Db, { id, orgId }: Leaving, externalId: string, now: Date) {
  await db.asCourier(
    (sql) => sql`
      update outbox
      set state = case when state in ('sending', 'waiting') then 'sent' else state end,
        external_id = ${externalId}, sent_at = coalesce(sent_at, ${now}),
        leased_by = null, leased_until = null, reason = null
      where org_id = ${orgId} and id = ${id}`,
  )
}

async function recordSkipped(db: Db, { id, orgId }: Leaving, reason: string) {
  await db.asCourier(
    (sql) => sql`
      update outbox
      set state = 'skipped', reason = ${reason}, leased_by = null, leased_until = null
      where org_id = ${orgId} and id = ${id} and state = 'sending'`,
  )
}

async function retry(deps: SendDeps, leaving: Leaving, sent: Extract<Sent, { is: 'retry' }>) {
  const { limits } = deps
  const { attempts, createdAt } = leaving
  const ageMs = deps.clock().getTime() - createdAt.getTime()
  const { reason, code, pauses } = sent
  const isPaused = pauses !== 'nothing'
  if (isPaused ? ageMs >= limits.sendWaitMsMax : attempts >= limits.sendAttemptsMax) {
    await fail(deps, leaving, { ...sent, unreachable: false })
    return 0
  }
  // A pause is nobody's try: then each wait is as long as all before it.
  const growingMs = isPaused
    ? Math.max(ageMs, limits.sendRetryBaseMs)
    : limits.sendRetryBaseMs * 2 ** (attempts - 1)
  const backOffMs = jittered(Math.min(growingMs, limits.retryMsMax), deps.chance)
  // A platform that is down may say "at once" each time, and use up all our tries.
  const leastMs = isPaused ? 0 : backOffMs
  const afterMs = Math.min(Math.max(sent.afterMs ?? backOffMs, leastMs), limits.pauseMsMax)
  await deps.db.asCourier(async (sql) => {
    if (isPaused) await pause(sql, leaving, { pauses, afterMs, limits })
    await putBack(sql, leaving, { afterMs, reason, code, isNoTry: isPaused })
  })
  return afterMs
}

/**
 * It may have arrived, so it is sent at most once more, and only when no status tells of it first.
 * What must not be sent again waits longer for its status, and fails without one.
 */
async function settleUnknown(deps: SendDeps, leaving: Leaving, reason: string): Promise<number> {
  const { unknownGraceMs, unknownWaitMs, sendAttemptsMax } = deps.limits
  if (leaving.mustNotRepeat) {
    await deps.db.asCourier(
      (sql) => sql`
        update outbox
        set leased_by = null, reason = ${reason},
          leased_until = now() + make_interval(secs => ${unknownWaitMs / 1_000})
        where org_id = ${leaving.orgId} and id = ${leaving.id} and state = 'sending'`,
    )
    return 0
  }
  if (leaving.attempts >= sendAttemptsMax) {
    await fail(deps, leaving, { code: 'unknown', reason, unreachable: false })
    return 0
  }
  const back = { afterMs: unknownGraceMs, reason, code: 'unknown', isLastTime: true }
  await deps.db.asCourier((sql) => putBack(sql, leaving, back))
  return unknownGraceMs
}

interface Back {
  afterMs: number
  reason: string
  code: string
  /** Should that answer be lost too, it is not sent again. */
  isLastTime?: boolean
  /** Nothing was held against the message itself. */
  isNoTry?: boolean
}

async function putBack(
  sql: Sql,
  { id, orgId }: Leaving,
  { afterMs, reason, code, isLastTime = false, isNoTry = false }: Back,
) {
  await sql`
    update outbox
    set state = 'waiting', leased_by = null, leased_until = null,
      not_before = now() + make_interval(secs => ${afterMs / 1_000}),
      error_code = ${code}, reason = ${reason}, attempts = attempts - ${isNoTry ? 1 : 0},
      must_not_repeat = must_not_repeat or ${isLastTime}
    where org_id = ${orgId} and id = ${id} and state = 'sending'`
}

/**
 * The whole account, or one chat, is left alone until the platform's time is over. Of two such times
 * the later counts, unless it lies further ahead than any can: then the clock was set back.
 */
async function pause(
  sql: Sql,
  leaving: Leaving,
  { pauses, afterMs, limits }: { pauses: 'account' | 'chat'; afterMs: number; limits: RoadLimits },
) {
  const { orgId, channel, account, chat } = leaving
  await sql`
    insert into pauses (org_id, channel, account, chat, until)
    values (${orgId}, ${channel}, ${account}, ${pauses === 'chat' ? chat : ''},
      now() + make_interval(secs => ${afterMs / 1_000}))
    on conflict (org_id, channel, account, chat)
    do update set until = case
      when pauses.until <= now() + make_interval(secs => ${limits.pauseMsMax / 1_000})
      then greatest(pauses.until, excluded.until)
      else excluded.until end`
}

async function fail(
  { db, clock }: SendDeps,
  leaving: Leaving,
  { code, reason, unreachable }: { code: string; reason: string; unreachable: boolean },
) {
  const failure = { code, reason, unreachable, now: clock() }
  await db.asOrg(leaving.orgId, (sql) => failMessage(sql, leaving, failure))
}
