/** Conversations and what was said in them, for people who look after the house. */
import type { Sql } from '#db/sql.ts'

export interface ListedConversation {
  id: string
  channel: string
  isGroup: boolean
  userId: string
  /** The person who holds it now. */
  person: string | null
  lastInboundAt: Date | null
  isUnreachable: boolean
  createdAt: Date
}

export interface ListedTurn {
  id: string
  conversationId: string
  channel: string
  userId: string
  question: string
  reply: string
  /** Names of the tools that were called, in order. */
  tools: string[]
  refused: boolean
  model: string
  startedAt: Date
  endedAt: Date
}

interface Page {
  after?: string
  limit: number
}

const pageMax = 200

/** The newest first; `next` is the `after` of the next page. */
export async function listConversations(sql: Sql, { after, limit }: Page) {
  const size = Math.min(limit, pageMax)
  const rows = await sql<ListedConversation[]>`
    select c.id, c.channel, c.is_group as "isGroup", c.user_id as "userId", u.name as person,
      c.last_inbound_at as "lastInboundAt", c.unreachable_since is not null as "isUnreachable",
      c.created_at as "createdAt"
    from conversations c
    join users u on u.org_id = c.org_id and u.id = c.user_id
    where c.org_id = current_org()
      ${after ? sql`and c.id < ${after}` : sql``}
    order by c.id desc
    limit ${size + 1}`
  return paged(rows, size)
}

export async function conversationExists(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql`
    select 1
    from conversations
    where org_id = current_org() and id = ${id}`
  return rows.count > 0
}

/** Of one conversation, or of all; the newest first. */
export async function listTurns(
  sql: Sql,
  { conversationId, after, limit }: Page & { conversationId?: string },
) {
  const size = Math.min(limit, pageMax)
  const rows = await sql<ListedTurn[]>`
    select t.id, t.conversation_id as "conversationId", c.channel, t.user_id as "userId",
      t.question, t.reply,
      array(select jsonb_array_elements(t.tools) ->> 'name') as tools, t.refused, t.model,
      t.started_at as "startedAt", t.ended_at as "endedAt"
    from turns t
    join conversations c on c.org_id = t.org_id and c.id = t.conversation_id
    where t.org_id = current_org()
      ${conversationId ? sql`and t.conversation_id = ${conversationId}` : sql``}
      ${after ? sql`and t.id < ${after}` : sql``}
    order by t.id desc
    limit ${size + 1}`
  return paged(rows, size)
}

function paged<T extends { id: string }>(rows: readonly T[], size: number) {
  const items = rows.slice(0, size)
  return { items, next: rows.length > size ? items.at(-1)!.id : null }
}
