/** The code of the authenticator app, before what needs one is done. Its count stands whatever follows. */
import type { Sql } from '#db/sql.ts'
import type { Verdict } from '#domain/second-factor.ts'
import type { Turn } from '../turn.ts'
import type { Decides } from './act.ts'
import { objection } from './objections.ts'
import { findProposal } from './proposals.ts'

const codePlease = 'To do it, send me the 6-digit code of your authenticator app.'
const words: Record<Exclude<Verdict['is'], 'right' | 'locked'>, string> = {
  wrong: 'That code is not right. Nothing was done; send me the code that the app shows now.',
  used: 'That code was used already. Nothing was done; wait for the next one and send me that.',
  none: 'You have no authenticator app yet: nothing was done. The owner sets one up with: tillie second-factor.',
}

/** A sentence when nothing may be done; null when nothing is asked for, or the code was right. */
export async function checkCode(turn: Turn, decides: Decides): Promise<string | null> {
  if (decides.do !== 'approve') return null
  const { db, asked } = turn
  return db.asOrg(asked.org.id, (sql) => verdictOn(turn, sql, decides))
}

async function verdictOn(turn: Turn, sql: Sql, decides: Decides): Promise<string | null> {
  const { asked, secondFactor } = turn
  const { now, org, actor } = asked
  const proposal = await findProposal(sql, decides.proposal)
  const why = objection(turn, proposal, 'approve')
  if (why) return why
  if (proposal!.needs !== 'second-factor') return null
  if (!secondFactor) return words.none
  if (!decides.code) return codePlease
  const said = { userId: actor.userId, code: decides.code, now }
  const verdict = await secondFactor.verify(sql, said)
  if (verdict.is === 'right') return null
  if (verdict.is !== 'locked') return words[verdict.is]
  const until = new Intl.DateTimeFormat(org.locale, {
    timeStyle: 'short',
    timeZone: org.timezone,
  }).format(verdict.until)
  return `There were too many wrong codes. Nothing was done; your codes count again from ${until}.`
}
