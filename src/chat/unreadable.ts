/** What a platform sent and we cannot take in: put aside at once, with its reason, for a person to look at. */
import { createHash } from 'node:crypto'
import type { Db } from '#db/sql.ts'
import type { Inbound } from './message.ts'
import type { Taken } from './taking.ts'

type Unreadable = Extract<Inbound, { kind: 'unreadable' }>
type From = Pick<Inbound, 'channel' | 'account' | 'sentAt'> & { reason: string }

/** `raw` is known again when it is posted again; what was in it stands in the raw event alone. */
export function unreadable(raw: unknown, { channel, account, sentAt, reason }: From): Unreadable {
  const sha256 = createHash('sha256')
    .update(JSON.stringify(raw) ?? '')
    .digest('hex')
  const externalId = `unreadable:${sha256}`
  return { channel, account, sentAt, kind: 'unreadable', reason, externalId, chat: externalId }
}

export async function putAside(db: Db, { orgId, lease, head }: Taken, reason: string) {
  await db.asOrg(
    orgId,
    (sql) => sql`
      update inbox
      set state = 'dead', reason = ${reason}, leased_by = null, leased_until = null
      where id = ${head.id} and leased_by = ${lease} and state = 'new'`,
  )
}
