/** Is it them? The password first, then the authenticator app, each with a lock-out of its own. */
import { beginTry, isPassword, noteRightPassword, noteWrongPassword } from '#domain/passwords.ts'
import type { ApiDoors } from './api-doors.ts'
import { Problem } from './problem.ts'

/** The same sentence whatever was wrong, so that nobody learns which logins there are. */
const wrong = 'Login or password is wrong, or there were too many tries: then wait 15 minutes.'

/** Gives the user id. The password is checked between two transactions: it takes its time. */
export async function checkLogin(
  { db, secondFactor }: ApiDoors,
  said: { orgId: number; login: string; password: string; totp?: string; now: Date },
): Promise<string> {
  const { orgId, login, password, totp, now } = said
  const tried = await db.asOrg(orgId, (sql) => beginTry(sql, login, now))
  const isRight = await isPassword(password, tried.is === 'open' ? tried.hash : null)
  if (tried.is !== 'open') throw new Problem('unauthenticated', wrong)
  const { userId } = tried
  if (!isRight) {
    await db.asOrg(orgId, (sql) => noteWrongPassword(sql, userId, now))
    throw new Problem('unauthenticated', wrong)
  }
  const verdict = await db.asOrg(orgId, async (sql) => {
    await noteRightPassword(sql, userId)
    if (!(await secondFactor.isEnrolled(sql, userId))) return { is: 'right' } as const
    if (totp === undefined) return { is: 'missing' } as const
    return secondFactor.verify(sql, { userId, code: totp, now })
  })
  if (verdict.is === 'missing')
    throw new Problem('second-factor-needed', 'Send the code of your authenticator app as totp.')
  if (verdict.is !== 'right') throw new Problem('second-factor-needed', sayVerdict(verdict.is))
  return userId
}

/** Why a code of an authenticator app did not count. */
export function sayVerdict(is: 'wrong' | 'used' | 'locked' | 'none'): string {
  if (is === 'used') return 'That code was used before: wait for the next one.'
  if (is === 'locked') return 'Too many wrong codes: wait 15 minutes.'
  if (is === 'none') return 'No authenticator app is set up: see /api/v1/auth/totp.'
  return 'That code is wrong.'
}
