/** What is not a message is never answered: it changes what we know of the chat, or is only noted. */
import type { Db, Sql } from '#db/sql.ts'
import { recordConsent } from '#domain/consents.ts'
import { recogniseSender, relinkIdentity } from '#domain/people.ts'
import { finish } from './finish.ts'
import type { Inbound } from './message.ts'
import type { Taken } from './taking.ts'

export async function noteEvent(db: Db, taken: Taken, now: Date): Promise<void> {
  await db.asOrg(taken.orgId, async (sql) => {
    await finish(sql, taken, { reason: await apply(sql, taken.head.inbound, now) })
  })
}

async function apply(sql: Sql, event: Inbound, now: Date): Promise<string> {
  const { channel } = event
  switch (event.kind) {
    case 'identity':
      await relinkIdentity(sql, { channel, previous: event.previous, current: event.current, now })
      return 'identity changed'
    case 'preference': {
      const { sender, isGranted } = event
      const { userId } = await recogniseSender(sql, { channel, sender, now })
      await recordConsent(sql, { userId, topic: 'marketing', isGranted, via: 'chat', now })
      return isGranted ? 'offers allowed' : 'offers forbidden'
    }
    case 'moved':
      await moveConversation(sql, event)
      return 'chat moved'
    case 'reachable':
      await markReachable(sql, event, now)
      return event.isReachable ? 'reachable again' : 'blocked us'
    case 'edit':
      return 'edited after its turn'
    case 'revoke':
      return 'taken back after its turn'
    default:
      return `${event.kind} noted`
  }
}

async function moveConversation(sql: Sql, event: Extract<Inbound, { kind: 'moved' }>) {
  const { channel, account, fromChat, toChat } = event
  await sql`
    update conversations
    set chat = ${toChat}, address = ${sql.json({ chatId: toChat })}
    where channel = ${channel} and account = ${account} and chat = ${fromChat}
      and not exists (
        select from conversations
        where channel = ${channel} and account = ${account} and chat = ${toChat})`
}

async function markReachable(sql: Sql, event: Extract<Inbound, { kind: 'reachable' }>, now: Date) {
  const { channel, account, chat, isReachable } = event
  await sql`
    update conversations
    set unreachable_since = ${isReachable ? null : now},
      unreachable_reason = ${isReachable ? null : 'blocked us'}
    where channel = ${channel} and account = ${account} and chat = ${chat}`
}
