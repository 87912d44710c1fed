/**
 * WhatsApp's 24-hour window. Outside it a message is held, and a template with a "Get it" button goes
 * instead; whatever the person then writes or taps lets the held messages leave, in their order.
 */
import type { Sql } from '#db/sql.ts'
import { keepChoices } from './choices.ts'
import type { RoadLimits } from './limits.ts'
import type { Knock, Outgoing } from './message.ts'
import { queueMessages } from './queue.ts'
import type { Undelivered } from './undelivered.ts'
import { failMessage } from './undelivered.ts'

/** An approved template without parameters, with one quick-reply button. */
export interface WindowTemplate {
  name: string
  language: string
}

export interface WindowDeps {
  template: WindowTemplate | null
  limits: RoadLimits
  wasSent?: boolean
  now: Date
}

const buttonTitle = 'Get it'
/** As the platform numbers it. */
const windowClosed = '131047'

/** Holds the message, or fails it when there is no template to knock with. */
export async function holdMessage(
  sql: Sql,
  message: Undelivered,
  { template, limits, wasSent = false, now }: WindowDeps,
): Promise<void> {
  const knock = await knockOf(sql, message)
  if ((!template && !knock) || message.purpose === 'template') {
    const reason = 'the person last wrote more than 24 hours ago'
    const failure = { code: windowClosed, reason, unreachable: false, wasSent, now }
    return failMessage(sql, message, failure)
  }
  const held = await sql`
    update outbox
    set state = 'held', leased_by = null, leased_until = null, error_code = ${windowClosed}
    where id = ${message.id}
      and (state in ('waiting', 'sending') or (state = 'sent' and ${wasSent}))`
  if (held.count === 0) return
  const { conversationId } = message
  // What has news of its own knocks each time: its template says what is new.
  if (knock) return queueKnock(sql, message, { is: 'template', ...knock }, now)
  if (!template || (await hasKnocked(sql, conversationId))) return
  const [choice] = await keepChoices(sql, {
    conversationId,
    turnId: null,
    offers: [{ title: buttonTitle, meaning: { held: true } }],
    now,
    lifetimeMs: limits.choiceLifetimeMs,
  })
  await queueKnock(sql, message, { is: 'template', ...template, parameters: [], choice }, now)
}

async function knockOf(sql: Sql, { id }: Undelivered): Promise<Knock | null> {
  const [row] = await sql<{ knock: Knock | null }[]>`
    select payload -> 'knock' as knock
    from outbox
    where id = ${id}`
  return row?.knock ?? null
}

async function queueKnock(
  sql: Sql,
  { conversationId, channel, account }: Undelivered,
  template: Outgoing,
  now: Date,
) {
  await queueMessages(sql, {
    conversation: { id: conversationId, channel, account },
    messages: [template],
    purpose: 'template',
    now,
  })
}

/** A template since the person last wrote is enough. */
async function hasKnocked(sql: Sql, conversationId: string): Promise<boolean> {
  const knocks = await sql`
    select 1
    from outbox o
    join conversations c on c.id = o.conversation_id
    where o.conversation_id = ${conversationId} and o.purpose = 'template'
      and o.state not in ('failed', 'skipped')
      and o.created_at >= coalesce(c.last_inbound_at, '-infinity')
    limit 1`
  return knocks.count > 0
}

/** The person wrote: what was held leaves. True when anything was. */
export async function releaseHeld(sql: Sql, conversationId: string): Promise<boolean> {
  const released = await sql`
    update outbox
    set state = 'waiting', not_before = now(), attempts = 0, error_code = null
    where conversation_id = ${conversationId} and state = 'held'`
  return released.count > 0
}
