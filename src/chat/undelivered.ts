/** What could not be delivered is never "marked sent": it is failed with its reason, and the owner is told. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { queueMessages } from './queue.ts'

export interface Undelivered {
  /** outbox.id */
  id: string
  orgId: number
  conversationId: string
  channel: string
  account: string
  purpose: 'reply' | 'template' | 'notice'
}

interface Failure {
  code: string
  reason: string
  /** This person cannot be written to at all. */
  unreachable: boolean
  /** The platform had taken it. How a call ended says nothing against a status that came meanwhile. */
  wasSent?: boolean
  now: Date
}

/** An outage must not become a flood of notices. */
const noticesPerHourMax = 5
const hourMs = 3_600_000
const windowMs = 24 * hourMs

export async function failMessage(sql: Sql, message: Undelivered, failure: Failure): Promise<void> {
  const { code, reason, unreachable, wasSent = false, now } = failure
  const failed = await sql`
    update outbox
    set state = 'failed', error_code = ${code}, reason = ${reason},
      leased_by = null, leased_until = null
    where id = ${message.id}
      and (state in ('waiting', 'sending', 'held') or (state = 'sent' and ${wasSent}))`
  if (failed.count === 0) return
  if (unreachable) await giveUpOn(sql, message, failure)
  if (message.purpose === 'template') await failHeld(sql, message, failure)
  const wasTold = message.purpose !== 'notice' && (await tellOwner(sql, message, failure))
  await record(sql, {
    at: now,
    action: 'message.failed',
    subject: `conversation:${message.conversationId}`,
    detail: { message: message.id, code, told: wasTold },
  })
}

async function giveUpOn(sql: Sql, message: Undelivered, { code, reason, now }: Failure) {
  await sql`
    update conversations
    set unreachable_since = ${now}, unreachable_reason = ${reason}
    where id = ${message.conversationId}`
  await sql`
    update outbox
    set state = 'failed', error_code = ${code}, reason = ${reason}
    where conversation_id = ${message.conversationId} and state in ('waiting', 'held')`
}

/** Nobody can tap the button of a template that never arrived. */
async function failHeld(sql: Sql, message: Undelivered, { code, reason }: Failure) {
  await sql`
    update outbox
    set state = 'failed', error_code = ${code}, reason = ${reason}
    where conversation_id = ${message.conversationId} and state = 'held'`
}

/** Through another conversation of an owner, once an hour for each that fails; false when there is none. */
async function tellOwner(sql: Sql, message: Undelivered, failure: Failure): Promise<boolean> {
  const { now } = failure
  if (await wasToldLately(sql, message, now)) return false
  const way = await wayToOwner(sql, message, now)
  if (!way) return false
  const [person] = await sql<{ name: string | null }[]>`
    select u.name
    from conversations c
    join users u on u.id = c.user_id
    where c.id = ${message.conversationId}`
  const channel = message.channel === 'whatsapp' ? 'WhatsApp' : 'Telegram'
  const text = `A message to ${person?.name ?? 'a customer'} on ${channel} could not be delivered: ${failure.reason}.`
  await queueMessages(sql, {
    conversation: way,
    messages: [{ is: 'text', text }],
    purpose: 'notice',
    now,
  })
  return true
}

async function wasToldLately(sql: Sql, message: Undelivered, now: Date): Promise<boolean> {
  const [told] = await sql<{ here: number; all: number }[]>`
    select count(*)::integer as all,
      count(*) filter (where subject = ${`conversation:${message.conversationId}`})::integer as here
    from audit_log
    where action = 'message.failed' and (detail ->> 'told')::boolean
      and at > ${new Date(now.getTime() - hourMs)}`
  return told!.here > 0 || told!.all >= noticesPerHourMax
}

/** Another channel first; WhatsApp only while its window is open. */
async function wayToOwner(sql: Sql, message: Undelivered, now: Date) {
  const [way] = await sql<{ id: string; channel: string; account: string }[]>`
    select c.id, c.channel, c.account
    from conversations c
    join user_roles r on r.user_id = c.user_id and r.role = 'owner'
    where c.id <> ${message.conversationId} and not c.is_group and c.channel <> 'terminal'
      and c.unreachable_since is null
      and (c.channel <> 'whatsapp' or c.last_inbound_at > ${new Date(now.getTime() - windowMs)})
    order by (c.channel = ${message.channel}), c.last_inbound_at desc nulls last
    limit 1`
  return way
}
