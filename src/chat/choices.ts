/** What a button means is kept here; the platform carries only a random token. */
import { randomBytes } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import type { DecisionOffer, ProposalAct } from '#engine/approval/act.ts'
import type { Json, Offer } from '#engine/tool.ts'
import type { CareAct } from './care-act.ts'
import type { Choice } from './message.ts'
import { storable, storableText } from './storable.ts'

export type Meaning =
  | { tool: string; input: Json }
  | { held: true }
  | { care: CareAct }
  | { decides: ProposalAct }

export type Found =
  | { is: 'found'; title: string; meaning: Meaning }
  | { is: 'expired' }
  | { is: 'unknown' }

/** 24 bytes of chance are 32 signs: Telegram carries 64 bytes at most. */
const tokenBytes = 24

interface Keeping {
  conversationId: string
  /** null: not part of an answer. */
  turnId: string | null
  offers: { title: string; description?: string; meaning: Meaning }[]
  now: Date
  lifetimeMs: number
}

export async function keepChoices(sql: Sql, keeping: Keeping): Promise<Choice[]> {
  const { conversationId, turnId, offers, now, lifetimeMs } = keeping
  const choices = offers.map(({ title, description }) => ({
    token: randomBytes(tokenBytes).toString('base64url'),
    title: storableText(title),
    description,
  }))
  if (choices.length === 0) return []
  const rows = choices.map(({ token, title }, index) => ({
    token,
    position: index + 1,
    title,
    payload: storable(offers[index]!.meaning),
  }))
  await sql`
    insert into choices (org_id, conversation_id, turn_id, created_at, expires_at,
      token, position, title, payload)
    select current_org(), ${conversationId}, ${turnId}::bigint, ${now}::timestamptz,
      ${new Date(now.getTime() + lifetimeMs)}::timestamptz, token, position, title, payload
    from jsonb_to_recordset(${sql.json(rows)}) as c(
      token text, position smallint, title text, payload jsonb)`
  return choices
}

export function meaningOf(offer: Offer | DecisionOffer): Meaning {
  return 'decides' in offer ? { decides: offer.decides } : { tool: offer.tool, input: offer.input }
}

/** A token of another conversation is as unknown as one that never was. */
export async function findChoice(
  sql: Sql,
  { conversationId, token, now }: { conversationId: string; token: string; now: Date },
): Promise<Found> {
  const [row] = await sql<{ title: string; meaning: Meaning; isExpired: boolean }[]>`
    select title, payload as meaning, expires_at <= ${now} as "isExpired"
    from choices
    where token = ${storableText(token)} and conversation_id = ${conversationId}`
  if (!row) return { is: 'unknown' }
  if (row.isExpired) return { is: 'expired' }
  return { is: 'found', title: row.title, meaning: row.meaning }
}

/** "2" answers the second choice of the last answer; null when it is not a number of one. */
export async function choiceByNumber(
  sql: Sql,
  { conversationId, text, now }: { conversationId: string; text: string; now: Date },
): Promise<Found | null> {
  const number = /^\s*(\d{1,2})[.)]?\s*$/.exec(text)?.[1]
  if (!number) return null
  const [row] = await sql<{ token: string }[]>`
    select token
    from choices
    where turn_id = (
        select max(id)
        from turns
        where conversation_id = ${conversationId})
      and position = ${Number(number)}`
  return row ? findChoice(sql, { conversationId, token: row.token, now }) : null
}
