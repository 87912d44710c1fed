/** Puts messages into the outbox, in order, within the transaction that gives rise to them. */
import type { Sql } from '#db/sql.ts'
import type { Outgoing } from './message.ts'
import { storable } from './storable.ts'

interface Queueing {
  conversation: { id: string; channel: string; account: string }
  messages: Outgoing[]
  turnId?: string
  purpose?: 'reply' | 'template' | 'notice'
  /** Where nobody knows whether they arrived, they are not sent again. */
  mustNotRepeat?: boolean
  now: Date
}

/** Returns their ids, in order. */
export async function queueMessages(sql: Sql, queueing: Queueing): Promise<string[]> {
  const { conversation, messages, turnId = null, purpose = 'reply', now } = queueing
  const { mustNotRepeat = false } = queueing
  if (messages.length === 0) return []
  const queued = await sql<{ id: string }[]>`
    insert into outbox (org_id, conversation_id, turn_id, channel, account, purpose, payload,
      must_not_repeat, not_before, created_at)
    select current_org(), ${conversation.id}, ${turnId}::bigint, ${conversation.channel},
      ${conversation.account}, ${purpose}, message.value,
      ${mustNotRepeat}::boolean, now(), ${now}::timestamptz
    from jsonb_array_elements(${sql.json(storable(messages))}) with ordinality as message
    order by message.ordinality
    returning id`
  return queued.map(({ id }) => id)
}
