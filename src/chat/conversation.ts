/** A conversation: where a chat's replies go, when its person last wrote, and what was said before. */
import type { Sql } from '#db/sql.ts'
import type { Asks, LastAnswer } from '#engine/tool.ts'
import type { Address } from './message.ts'

export interface Conversation {
  id: string
  channel: string
  account: string
  chat: string
  address: Address
}

export interface Memory {
  history: { question: string; reply: string }[]
  last: LastAnswer | null
  /** What the very last turn asked back. */
  open: Asks | null
}

const historyTurnsMax = 6
const questionLengthMax = 500
const replyLengthMax = 1_500

interface Opening {
  channel: string
  account: string
  chat: string
  userId: string
  address: Address | Record<string, never>
  isGroup: boolean
  /** When the person wrote: it opens WhatsApp's 24-hour window. */
  inboundAt: Date | null
  now: Date
}

/** Finds or begins the conversation; a person who now writes from another address goes on with theirs. */
export async function openConversation(sql: Sql, opening: Opening): Promise<Conversation> {
  const found = await touch(sql, opening)
  if (found) return found
  if (opening.channel === 'whatsapp' && !opening.isGroup) await moveHere(sql, opening)
  const { channel, account, chat, userId, address, isGroup, now } = opening
  await sql`
    insert into conversations (org_id, channel, account, chat, user_id, is_group, address, created_at)
    values (current_org(), ${channel}, ${account}, ${chat}, ${userId}, ${isGroup},
      ${sql.json(address)}, ${now})
    on conflict (org_id, channel, account, chat) do nothing`
  return (await touch(sql, opening))!
}

/** Who writes can be reached. */
async function touch(sql: Sql, opening: Opening): Promise<Conversation | undefined> {
  const { channel, account, chat, userId, address, isGroup, inboundAt } = opening
  const [row] = await sql<Conversation[]>`
    update conversations
    set user_id = case when ${isGroup} then user_id else ${userId}::bigint end,
      address = address || ${sql.json(address)},
      last_inbound_at = greatest(last_inbound_at, ${inboundAt}),
      unreachable_since = null,
      unreachable_reason = null
    where channel = ${channel} and account = ${account} and chat = ${chat}
    returning id, channel, account, chat, address`
  return row
}

/** Only a conversation whose own address is shared with the new one, or is nobody's any more. */
async function moveHere(sql: Sql, { channel, account, chat, userId, address }: Opening) {
  const phone = 'phone' in address ? (address.phone ?? null) : null
  const bsuid = 'bsuid' in address ? (address.bsuid ?? null) : null
  await sql`
    update conversations
    set chat = ${chat},
      address = case when address ->> 'phone' = ${phone} or address ->> 'bsuid' = ${bsuid}
        then address else '{}' end
    where id = (
        select id
        from conversations c
        where channel = ${channel} and account = ${account} and user_id = ${userId}
          and not is_group
          and (address ->> 'phone' = ${phone} or address ->> 'bsuid' = ${bsuid}
            or not exists (
              select from identities i
              where i.channel = c.channel and i.user_id = c.user_id
                and i.value in (address ->> 'phone', address ->> 'bsuid')))
        order by last_inbound_at desc nulls last
        limit 1)
      and not exists (
        select from conversations
        where channel = ${channel} and account = ${account} and chat = ${chat})`
}

/** Earlier turns with the person who holds it now, oldest first and trimmed, and the last answer in full. */
export async function recall(sql: Sql, conversationId: string): Promise<Memory> {
  const turns = await sql<LastAnswer[]>`
    select t.question, t.reply, t.tools, t.receipts
    from turns t
    join conversations c on c.org_id = t.org_id and c.id = t.conversation_id
    where c.id = ${conversationId} and (c.is_group or t.user_id = c.user_id)
    order by t.id desc
    limit ${historyTurnsMax}`
  const history = turns.toReversed().map(({ question, reply }) => ({
    question: trimmed(question, questionLengthMax),
    reply: trimmed(reply, replyLengthMax),
  }))
  // An off-topic question in between does not end the thread: figures were last spoken of before it.
  const last = turns.find(({ receipts }) => receipts.length > 0) ?? turns[0] ?? null
  const open = turns[0]?.tools.findLast(({ asks }) => asks)?.asks ?? null
  return { history, last: last && { ...last }, open }
}

function trimmed(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1).toWellFormed()}…`
}
