/**
 * Linking: a one-time code makes a phone or a Telegram account that of a known person.
 * Only a code's hash is kept. Whoever guesses is locked out, and learns nothing of other codes.
 */
import { createHash } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import { moveIdentities, type PersonChannel, type SenderIds } from './addresses.ts'
import { record } from './audit.ts'
import type { Actor } from './identity.ts'
import { actorFor } from './people.ts'

const hourMs = 3_600_000
const codeLifeMs = 24 * hourMs
export const wrongCodesMax = 5
const lockoutMs = hourMs

/** Crockford's: no I, L, O or U, and no two signs that look alike. 32 of them, 5 bits each. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLength = 10
const written = /^T[I1L]{3}[\s-]*([0-9A-TV-Z]{5})[\s-]*([0-9A-TV-Z]{5})$/

/**
 * A new code for a person: 50 bits such as `TILL-7K2M9-QXR4T`, good once within 24 hours, also as the
 * payload of a Telegram deep link. `random` gives that many random bytes (`crypto.randomBytes`).
 */
export async function issueCode(
  sql: Sql,
  { userId, now, random }: { userId: string; now: Date; random: (size: number) => Uint8Array },
): Promise<{ code: string; expiresAt: Date }> {
  const code = drawCode(random)
  const expiresAt = new Date(now.getTime() + codeLifeMs)
  await sql`
    insert into link_codes (org_id, code_sha256, user_id, created_at, expires_at)
    values (current_org(), ${hashOf(code)}, ${userId}, ${now}, ${expiresAt})`
  await record(sql, { at: now, action: 'code.issued', subject: `user:${userId}` })
  return { code, expiresAt }
}

/**
 * The code in `/start CODE` or in a text that is nothing but a code; null when it is neither.
 * Case, spaces and dashes between the groups, O for 0 and I or L for 1 are forgiven.
 */
export function readsAsCode(text: string): string | null {
  const bare = text.trim().replace(/^\/start(@\w+)?\s+/i, '')
  const groups = written.exec(bare.toUpperCase().replace(/[‐-―−]/g, '-'))
  if (!groups) return null
  const signs = `${groups[1]}${groups[2]}`.replaceAll('O', '0').replace(/[IL]/g, '1')
  return hasBoth(signs) ? spell(signs) : null
}

export type Redeemed =
  | { is: 'linked'; actor: Actor }
  | { is: 'wrong' | 'expired' | 'used' }
  | { is: 'locked'; until: Date }

/**
 * Redeems a code that `userId`, writing as `sender`, has sent: the sender's addresses become those of
 * the code's person, and whom they were before stays in history. Five wrong codes within an hour lock
 * the sender out for an hour, for right codes too. Tell people the same for wrong, expired and used.
 */
export async function redeemCode(
  sql: Sql,
  attempt: { channel: PersonChannel; sender: SenderIds; userId: string; code: string; now: Date },
): Promise<Redeemed> {
  const { channel, sender, userId, code, now } = attempt
  // One guess at a time per person, so that parallel guesses cannot pass the count together.
  await sql`select pg_advisory_xact_lock(current_org(), hashtext(${`link ${channel} ${userId}`}))`
  const until = await lockedUntil(sql, attempt)
  if (until) return { is: 'locked', until }

  const found = await spend(sql, code, now)
  if (found.is !== 'good') {
    await noteWrong(sql, attempt, found.is)
    return { is: found.is }
  }
  await moveIdentities(sql, { channel, sender, userId: found.userId, now })
  await record(sql, {
    at: now,
    action: 'account.linked',
    userId: found.userId,
    subject: `user:${found.userId}`,
    detail: { channel, from: userId },
  })
  return { is: 'linked', actor: await actorFor(sql, found.userId) }
}

/**
 * The person of a good code, for whoever comes by another door than a chat; null for any other. The door
 * itself counts the guesses of a stranger.
 */
export async function spendCode(
  sql: Sql,
  { code, now }: { code: string; now: Date },
): Promise<string | null> {
  const read = readsAsCode(code)
  const found = read ? await spend(sql, read, now) : null
  if (found?.is !== 'good') return null
  await record(sql, { at: now, action: 'code.redeemed', userId: found.userId })
  return found.userId
}

/** Every code has a digit and a letter that nobody mistakes: no words and no years are codes. */
function drawCode(random: (size: number) => Uint8Array): string {
  for (;;) {
    const signs = Array.from(random(codeLength), (byte) => alphabet[byte % alphabet.length]).join(
      '',
    )
    if (hasBoth(signs)) return spell(signs)
  }
}

const hasBoth = (signs: string) => /[2-9]/.test(signs) && /[A-Z]/.test(signs)

const spell = (signs: string) => `TILL-${signs.slice(0, 5)}-${signs.slice(5)}`

const hashOf = (code: string) => createHash('sha256').update(code).digest()

/** When the last of five wrong codes within an hour is less than an hour old. */
async function lockedUntil(
  sql: Sql,
  { channel, userId, now }: { channel: PersonChannel; userId: string; now: Date },
): Promise<Date | null> {
  const tries = await sql<{ triedAt: Date }[]>`
    select tried_at as "triedAt"
    from link_attempts
    where channel = ${channel} and sender = ${userId}
    order by tried_at desc
    limit ${wrongCodesMax}`
  const [last, first] = [tries[0], tries[wrongCodesMax - 1]]
  if (!last || !first || last.triedAt.getTime() - first.triedAt.getTime() > hourMs) return null
  const until = new Date(last.triedAt.getTime() + lockoutMs)
  return until > now ? until : null
}

/** Counts a wrong code, and audits it without the code; the one that locks the sender out says so. */
async function noteWrong(
  sql: Sql,
  attempt: { channel: PersonChannel; userId: string; now: Date },
  why: 'wrong' | 'expired' | 'used',
) {
  const { channel, userId, now } = attempt
  await sql`
    insert into link_attempts (org_id, channel, sender, tried_at)
    values (current_org(), ${channel}, ${userId}, ${now})`
  await record(sql, { at: now, action: 'code.refused', userId, detail: { channel, why } })
  if (await lockedUntil(sql, attempt))
    await record(sql, { at: now, action: 'code.locked_out', userId, detail: { channel } })
}

/** The person of a good code, which is good no more. Of two who send it at once, one gets it. */
async function spend(sql: Sql, code: string, now: Date) {
  const hash = hashOf(code)
  const [spent] = await sql<{ userId: string }[]>`
    update link_codes
    set used_at = ${now}
    where code_sha256 = ${hash} and used_at is null and expires_at > ${now}
    returning user_id as "userId"`
  if (spent) return { is: 'good', userId: spent.userId } as const
  const [known] = await sql<{ isUsed: boolean }[]>`
    select used_at is not null as "isUsed"
    from link_codes
    where code_sha256 = ${hash}`
  if (!known) return { is: 'wrong' } as const
  return { is: known.isUsed ? 'used' : 'expired' } as const
}
