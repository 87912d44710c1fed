/** A sent code makes this account that of a known person, within the transaction that ends the turn. */
import type { Sql } from '#db/sql.ts'
import { redeemCode } from '#domain/linking.ts'
import type { Conversation } from './conversation.ts'
import type { InboundMessage } from './message.ts'
import type { Opened } from './open-turn.ts'

const noSuchCode = 'That code is not valid. Please ask for a new one and send it to me.'
const lockedOut = 'There were too many wrong codes. Please try again in an hour.'

export interface Redeeming {
  message: InboundMessage
  conversation: Conversation
  code: string
  opened: Opened
  now: Date
}

/**
 * The sentence to answer with; wrong, used and expired sound alike. A code is good once, so that it
 * was redeemed is told once: told twice it would seem that somebody else had used it too.
 */
export async function redeem(
  sql: Sql,
  redeeming: Redeeming,
): Promise<{ text: string; mustNotRepeat: boolean }> {
  const { message, conversation, code, opened, now } = redeeming
  const { channel, sender } = message
  const { userId } = opened.caller.actor
  const redeemed = await redeemCode(sql, { channel, sender, userId, code, now })
  if (redeemed.is === 'locked') return { text: lockedOut, mustNotRepeat: false }
  if (redeemed.is !== 'linked') return { text: noSuchCode, mustNotRepeat: false }
  await sql`
    update conversations
    set user_id = ${redeemed.actor.userId}
    where id = ${conversation.id}`
  const { name } = redeemed.actor
  const welcome = name ? `Welcome, ${name}.` : 'Welcome.'
  const text = `${welcome} This account is now linked to ${opened.org.name}.`
  return { text, mustNotRepeat: true }
}
