/** A sent code makes this account that of a known person, within the transaction that ends the turn. */
import type { Sql } from '#db/sql.ts'
import { redeemCode } from '#domain/linking.ts'
import type { Conversation } from './conversation.ts'
import type { InboundMessage } from './message.ts'
import type { Opened } from './open-turn.ts'

const noSuchCode = 'That code is not valid. Please ask for a new one and send it to me.'
const lockedOut = 'There were too many wrong codes. Please try again in an hour.'

interface Redeeming {
  message: InboundMessage
  conversation: Conversation
  code: string
  opened: Opened
  now: Date
}

/** The sentence to answer with. Wrong, used and expired sound alike. */
export async function redeem(sql: Sql, redeeming: Redeeming): Promise<string> {
  const { message, conversation, code, opened, now } = redeeming
  const { channel, sender } = message
  const { userId } = opened.caller.actor
  const redeemed = await redeemCode(sql, { channel, sender, userId, code, now })
  if (redeemed.is === 'locked') return lockedOut
  if (redeemed.is !== 'linked') return noSuchCode
  await sql`
    update conversations
    set user_id = ${redeemed.actor.userId}
    where id = ${conversation.id}`
  const { name } = redeemed.actor
  return `${name ? `Welcome, ${name}.` : 'Welcome.'} This account is now linked to ${opened.org.name}.`
}
