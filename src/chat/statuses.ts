/**
 * Delivery receipts have a lane of their own. They come in any order and a state never goes back:
 * a message that was read stays read when "delivered" arrives late.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { RoadLimits } from './limits.ts'
import type { LowWater } from './low-water.ts'
import type { Inbound } from './message.ts'
import { type Named, named } from './named.ts'
import { refusalWords, safeCode } from './refusal-words.ts'
import { failMessage, type Undelivered } from './undelivered.ts'
import { holdMessage, type WindowDeps } from './window.ts'

type Status = Extract<Inbound, { kind: 'status' }>

interface Row extends Named {
  attempts: number
  status: Status
}

interface Target extends Undelivered {
  correlation: string
  externalId: string | null
}

interface Failed {
  row: Row
  target: Target
}

const ranks = { sent: 1, delivered: 2, read: 3 }
const windowClosed = '131047'
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Applies what waits, up to a maximum, and returns how many that were. */
export async function applyStatuses(
  db: Db,
  { lowWater, ...deps }: WindowDeps & { lowWater: LowWater },
): Promise<number> {
  const { count, failed } = await db.asCourier(async (sql) => {
    const oldest = await oldestStatus(sql, lowWater.after())
    lowWater.saw(oldest)
    const rows = oldest === null ? [] : await takeStatuses(sql, oldest, deps.limits)
    if (rows.length === 0) return { count: 0, failed: [] }
    const targets = await findTargets(sql, rows)
    const matched = rows.flatMap((row) => {
      const target = targets.find((target) => isAbout(row, target))
      return target ? [{ row, target }] : []
    })
    const told = matched.filter(({ row }) => row.status.state !== 'failed')
    await advance(sql, told)
    await markDone(sql, told.map(rowOf), null)
    const isWornOut = ({ attempts }: Row) => attempts >= deps.limits.statusAttemptsMax
    const unmatched = rows.filter((row) => !matched.some((match) => match.row === row))
    await markDone(sql, unmatched.filter(isWornOut), 'no such message')
    const failures = matched.filter((match) => !told.includes(match))
    // Its handling faulted each time: it is let go of, with its raw event kept.
    const hopeless = failures.filter(({ row }) => row.attempts > deps.limits.statusAttemptsMax)
    await markDone(sql, hopeless.map(rowOf), 'its failure could not be handled')
    return { count: rows.length, failed: failures.filter((one) => !hopeless.includes(one)) }
  })
  for (const one of failed) await db.asOrg(one.row.orgId, (sql) => applyFailure(sql, one, deps))
  return count
}

/** One look at the first of their index. */
async function oldestStatus(sql: Sql, after: string): Promise<string | null> {
  const [oldest] = await sql<{ id: string }[]>`
    select id
    from inbox
    where state = 'new' and kind = 'status' and id > ${after}
    order by id
    limit 1`
  return oldest?.id ?? null
}

/** Each is left alone for a moment, as if leased; whoever is done with it says so before that. */
function takeStatuses(sql: Sql, oldest: string, limits: RoadLimits): Promise<Row[]> {
  const retrySeconds = limits.statusRetryMs / 1_000
  return sql<Row[]>`
    update inbox i
    set attempts = attempts + 1, not_before = now() + make_interval(secs => ${retrySeconds})
    from (
      select org_id, id
      from inbox
      where state = 'new' and kind = 'status' and id >= ${oldest}
        and (not_before <= now()
          or not_before > now() + make_interval(secs => ${retrySeconds}))
      order by id
      limit ${limits.statusesAtOnceMax}
      for update skip locked
    ) due
    where i.org_id = due.org_id and i.id = due.id
    returning i.id, i.org_id as "orgId", i.attempts, i.payload as status`
}

function findTargets(sql: Sql, rows: Row[]): Promise<Target[]> {
  const orgs = [...new Set(rows.map(({ orgId }) => orgId))]
  const correlations = rows.flatMap(({ status }) => correlationOf(status) ?? [])
  const externalIds = rows.map(({ status }) => status.of)
  const columns = sql`id, org_id as "orgId", conversation_id as "conversationId", channel, account,
    purpose, correlation, external_id as "externalId"`
  // With no correlation to look for, the planner may take any index, and reads all of it.
  const byCorrelation = sql`
    select ${columns}
    from outbox
    where org_id = any(${orgs}::integer[]) and correlation = any(${correlations}::uuid[])
    union`
  return sql<Target[]>`
    ${correlations.length > 0 ? byCorrelation : sql``}
    select ${columns}
    from outbox
    where org_id = any(${orgs}::integer[]) and external_id = any(${externalIds}::text[])`
}

function correlationOf({ correlation }: Status): string | null {
  return correlation && uuid.test(correlation) ? correlation.toLowerCase() : null
}

function isAbout({ orgId, status }: Row, target: Target): boolean {
  if (orgId !== target.orgId || status.channel !== target.channel) return false
  return correlationOf(status) === target.correlation || status.of === target.externalId
}

const rowOf = ({ row }: Failed) => row

async function advance(sql: Sql, told: Failed[]) {
  if (told.length === 0) return
  const steps = new Map<string, { [key: string]: string | number }>()
  for (const { row, target } of told) {
    const { state, sentAt, of } = row.status
    const { orgId, id } = target
    const step = steps.get(id) ?? { org_id: orgId, id, rank: 0, external_id: of }
    step.rank = Math.max(Number(step.rank), ranks[state as keyof typeof ranks])
    step[`${state}_at`] = new Date(sentAt).toISOString()
    steps.set(target.id, step)
  }
  await sql`
    update outbox o
    set state = case
        when (o.state in ('waiting', 'sending', 'sent', 'delivered')
            or (o.state in ('failed', 'held')
              and (o.error_code = 'unknown' or o.external_id is distinct from s.external_id)))
          and s.rank > coalesce(array_position(array['sent', 'delivered', 'read'], o.state), 0)
        then (array['sent', 'delivered', 'read'])[s.rank]
        else o.state end,
      leased_by = null,
      leased_until = null,
      external_id = coalesce(o.external_id, s.external_id),
      sent_at = coalesce(o.sent_at, s.sent_at),
      delivered_at = coalesce(o.delivered_at, s.delivered_at),
      read_at = coalesce(o.read_at, s.read_at)
    from jsonb_to_recordset(${sql.json([...steps.values()])}) as s(
      org_id integer, id bigint, rank integer, external_id text,
      sent_at timestamptz, delivered_at timestamptz, read_at timestamptz)
    where o.org_id = s.org_id and o.id = s.id`
}

async function markDone(sql: Sql, rows: Named[], reason: string | null) {
  if (rows.length === 0) return
  await sql`
    update inbox i
    set state = 'done', done_at = now(), reason = ${reason}
    from ${named(sql, rows)} those
    where i.org_id = those.org_id and i.id = those.id`
}

async function applyFailure(sql: Sql, { row, target }: Failed, deps: WindowDeps) {
  const done = await sql`
    update inbox
    set state = 'done', done_at = now()
    where id = ${row.id} and state = 'new'`
  if (done.count === 0) return
  // Which of its sendings failed: an earlier one, whose answer was lost, may yet be told of.
  await sql`
    update outbox
    set external_id = coalesce(external_id, ${row.status.of})
    where id = ${target.id}`
  const error = row.status.errors[0]
  if (error?.code === windowClosed) return holdMessage(sql, target, { ...deps, wasSent: true })
  await failMessage(sql, target, {
    code: safeCode(error?.code ?? 'failed'),
    reason: error ? refusalWords(target.channel, error.code) : 'the platform gave no reason',
    unreachable: false,
    wasSent: true,
    now: deps.now,
  })
}
