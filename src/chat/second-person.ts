/** What waits for another person is told to those who may decide it; what came of it to whoever asked. */
import type { Sql } from '#db/sql.ts'
import type { Scope } from '#domain/identity.ts'
import type { Answered, AsksSecond } from '#engine/answer.ts'
import { harmless } from '#kit/harmless.ts'
import type { CareContext } from './care.ts'
import { queueMessages } from './queue.ts'
import { type StaffChat, staffChats, tell } from './staff.ts'

const nobodyElse =
  'This needs the yes of a second person, and I could reach nobody just now. Nothing is done; whoever may give it can ask me: what waits for my yes?'

/** A sentence for the one who asked when there is nobody to tell, else null. */
export async function tellOthers(
  sql: Sql,
  { asksSecond = [], notices = [] }: Answered,
  context: CareContext,
): Promise<string | null> {
  for (const { conversationId, text } of notices) await notify(sql, conversationId, text, context)
  for (const asks of asksSecond)
    if (!(await ask(sql, asks, context))) return `${asks.text}\n\n${nobodyElse}`
  return null
}

/** In their own chats; on a terminal they find it among what waits. */
async function ask(
  sql: Sql,
  { proposal, scope, text }: AsksSecond,
  context: CareContext,
): Promise<boolean> {
  const { userId, name } = context.actor
  const holds: Scope = scope || 'chats:answer'
  const chats = await staffChats(sql, holds, { except: userId })
  const offers = [
    { title: 'Yes, do it', meaning: { decides: { do: 'approve' as const, proposal } } },
    { title: 'No', meaning: { decides: { do: 'refuse' as const, proposal } } },
  ]
  const words = `**${name ?? 'Somebody of the team'}** asks for your yes:\n\n${text}`
  await tell(sql, chats, { text: words, offers }, context)
  return chats.length > 0
}

async function notify(sql: Sql, conversationId: string, text: string, { now }: CareContext) {
  const [conversation] = await sql<StaffChat[]>`
    select id, channel, account, user_id as "userId"
    from conversations
    where id = ${conversationId} and channel <> 'terminal'`
  if (!conversation) return
  const messages = [{ is: 'text' as const, text: harmless(text) }]
  await queueMessages(sql, { conversation, messages, mustNotRepeat: true, now })
}
