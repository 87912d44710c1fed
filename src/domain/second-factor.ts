/**
 * The second factor: a code of an authenticator app (TOTP, RFC 6238: SHA-1, 6 digits, 30 seconds), one
 * app a person. A code counts once, and whoever guesses is locked out. Secrets rest sealed.
 */
import { generateSecret, generateURI, verifySync } from 'otplib'
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Sealer } from '#kit/sealer.ts'
import { record } from './audit.ts'
import { type Actor, allow } from './identity.ts'

export type Verdict =
  | { is: 'right' }
  | { is: 'wrong' }
  /** A code, or a later one, was taken before. */
  | { is: 'used' }
  | { is: 'locked'; until: Date }
  /** This person has no app that was confirmed. */
  | { is: 'none' }

export interface SecondFactor {
  /**
   * A new secret for the actor's own app, as an `otpauth://` address and in base32; it counts from the
   * first right code on. Refused while an app is confirmed: it is taken away first.
   */
  enrol(sql: Sql, actor: Actor, input: { now: Date }): Promise<{ uri: string; secret: string }>
  /** The first code of the new app; the wrong ones count as in `verify`. */
  confirm(sql: Sql, actor: Actor, input: { code: string; now: Date }): Promise<Verdict>
  /**
   * Looks at a code and uses it up. Codes of the step before and after `now` are taken, too. Five wrong
   * ones lock the person out for 15 minutes, right codes too. What it counts stands only when its
   * transaction is committed, so a caller must not throw in it for a wrong code.
   */
  verify(sql: Sql, input: { userId: string; code: string; now: Date }): Promise<Verdict>
  isEnrolled(sql: Sql, userId: string): Promise<boolean>
  /** Takes a person's app away, so that a new one can be enrolled. Refused when there is none. */
  remove(sql: Sql, actor: Actor, input: { userId: string; now: Date }): Promise<void>
}

interface Row {
  orgId: number
  secret: string
  isConfirmed: boolean
  lastStep: string | null
  failures: number
  lockedUntil: Date | null
}

const stepSeconds = 30
export const wrongSecondFactorsMax = 5
const lockoutMs = 15 * 60_000

export function openSecondFactor(sealer: Sealer): SecondFactor {
  return { enrol, confirm, verify, isEnrolled, remove }

  async function enrol(sql: Sql, actor: Actor, { now }: { now: Date }) {
    const { orgId, userId, name } = actor
    const secret = generateSecret()
    const sealed = sealer.seal(secret, owner(orgId, userId))
    const kept = await sql`
      insert into second_factors (org_id, user_id, secret, enrolled_at)
      values (current_org(), ${userId}, ${sealed}, ${now})
      on conflict (org_id, user_id) do update
      set secret = excluded.secret, enrolled_at = excluded.enrolled_at, last_step = null
      where second_factors.confirmed_at is null`
    if (kept.count === 0)
      throw new Refusal('You have an authenticator app already: have it taken away first.')
    await record(sql, { at: now, action: 'second_factor.enrolled', ...by(actor) })
    const [org] = await sql<{ name: string }[]>`
      select name from orgs where org_id = current_org()`
    const uri = generateURI({ issuer: org!.name, label: name ?? `user ${userId}`, secret })
    return { uri, secret }
  }

  async function confirm(sql: Sql, actor: Actor, { code, now }: { code: string; now: Date }) {
    const { userId } = actor
    const verdict = await check(sql, { userId, code, now, isFirst: true })
    if (verdict.is !== 'right') return verdict
    await sql`
      update second_factors
      set confirmed_at = coalesce(confirmed_at, ${now})
      where user_id = ${userId}`
    await record(sql, { at: now, action: 'second_factor.confirmed', ...by(actor) })
    return verdict
  }

  function verify(sql: Sql, input: { userId: string; code: string; now: Date }) {
    return check(sql, { ...input, isFirst: false })
  }

  async function check(sql: Sql, asked: Asked): Promise<Verdict> {
    const { userId, code, now, isFirst } = asked
    // One guess at a time per person, so that parallel guesses cannot pass the count together.
    const [row] = await sql<Row[]>`
      select org_id as "orgId", secret, confirmed_at is not null as "isConfirmed", last_step as "lastStep", failures,
        locked_until as "lockedUntil"
      from second_factors
      where user_id = ${userId}
      for update`
    if (!row || (!row.isConfirmed && !isFirst)) return { is: 'none' }
    if (row.lockedUntil && row.lockedUntil > now) return { is: 'locked', until: row.lockedUntil }
    const step = stepOf(sealer.open(row.secret, owner(row.orgId, userId)), code, now)
    if (step === null) return noteWrong(sql, asked, row)
    if (row.lastStep !== null && step <= Number(row.lastStep)) return { is: 'used' }
    await sql`
      update second_factors
      set last_step = ${step}, failures = 0, locked_until = null
      where user_id = ${userId}`
    return { is: 'right' }
  }
}

interface Asked {
  userId: string
  code: string
  now: Date
  isFirst: boolean
}

/** The time step that the code is of, or null. */
function stepOf(secret: string, written: string, now: Date): number | null {
  const token = written.replace(/[\s-]/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const epoch = Math.floor(now.getTime() / 1_000)
  const verdict = verifySync({ secret, token, epoch, epochTolerance: stepSeconds })
  return verdict.valid ? (verdict as { timeStep: number }).timeStep : null
}

async function noteWrong(sql: Sql, { userId, now }: Asked, { failures }: Row): Promise<Verdict> {
  const count = failures + 1
  const isOver = count >= wrongSecondFactorsMax
  const until = isOver ? new Date(now.getTime() + lockoutMs) : null
  await sql`
    update second_factors
    set failures = ${isOver ? 0 : count}, locked_until = ${until}
    where user_id = ${userId}`
  const subject = `user:${userId}`
  await record(sql, { at: now, action: 'second_factor.refused', userId, subject })
  if (until) await record(sql, { at: now, action: 'second_factor.locked_out', userId, subject })
  return until ? { is: 'locked', until } : { is: 'wrong' }
}

async function isEnrolled(sql: Sql, userId: string): Promise<boolean> {
  const rows = await sql`
    select 1
    from second_factors
    where user_id = ${userId} and confirmed_at is not null`
  return rows.count > 0
}

async function remove(
  sql: Sql,
  actor: Actor,
  { userId, now }: { userId: string; now: Date },
): Promise<void> {
  allow(actor, 'people:manage')
  const removed = await sql`delete from second_factors where user_id = ${userId}`
  if (removed.count === 0) throw new Refusal('This person has no authenticator app.')
  await record(sql, {
    at: now,
    action: 'second_factor.removed',
    userId: actor.userId,
    subject: `user:${userId}`,
  })
}

const owner = (orgId: number, userId: string) => `second factor ${orgId} ${userId}`

const by = ({ userId }: Actor) => ({ userId, subject: `user:${userId}` })
