/** What must hold once all is quiet, read off the database and off what the platforms took. */
import type { Stage } from './stage.ts'

export interface Told {
  /** The platform's id of the message. */
  id: string
  /** Its words, unlike any other's. */
  text: string
}

/** All empty and zero when nothing was lost, doubled, reordered or left behind. */
export interface Wrongs {
  lost: string[]
  unanswered: string[]
  answeredTwice: string[]
  unsent: number
  outOfOrder: string[]
  dead: number
  leased: number
}

export const noWrongs: Wrongs = {
  lost: [],
  unanswered: [],
  answeredTwice: [],
  unsent: 0,
  outOfOrder: [],
  dead: 0,
  leased: 0,
}

/** `acknowledged` are the messages that were answered 200. */
export async function wrongsOf({ sql, hosts }: Stage, acknowledged: Told[]): Promise<Wrongs> {
  const kept = await sql<{ id: string }[]>`
    select external_id as id from inbox where kind = 'message'`
  const turns = await sql<{ question: string; times: number }[]>`
    select question, count(*)::integer as times from turns group by question`
  const [counts] = await sql<{ unsent: number; dead: number; leased: number }[]>`
    select
      (select count(*)::integer from outbox where state not in ('sent', 'delivered', 'read'))
        as unsent,
      (select count(*)::integer from inbox where state = 'dead') as dead,
      (select count(*)::integer from inbox where leased_by is not null)
        + (select count(*)::integer from outbox where leased_by is not null) as leased`
  const ids = new Set(kept.map(({ id }) => id))
  const times = new Map(turns.map(({ question, times }) => [question, times]))
  return {
    lost: acknowledged.filter(({ id }) => !ids.has(id)).map(({ id }) => id),
    unanswered: acknowledged.filter(({ text }) => !times.has(text)).map(({ id }) => id),
    answeredTwice: turns.filter(({ times }) => times > 1).map(({ question }) => question),
    outOfOrder: await disordered({ sql, hosts }),
    ...counts!,
  }
}

/** Conversations whose replies reached the person in another order than they were written in. */
async function disordered({ sql, hosts }: Pick<Stage, 'sql' | 'hosts'>): Promise<string[]> {
  const rows = await sql<{ id: number; chat: string; correlation: string }[]>`
    select id::integer as id, conversation_id::text as chat, correlation::text as correlation
    from outbox`
  const written = new Map(rows.map((row) => [row.correlation, row]))
  const newest = new Map<string, number>()
  const wrong = new Set<string>()
  const seen = new Set<string>()
  for (const { correlation } of hosts.taken) {
    const row = correlation === null ? undefined : written.get(correlation)
    if (!row || seen.has(row.correlation)) continue // The same one again is a repeat.
    seen.add(row.correlation)
    if (row.id < (newest.get(row.chat) ?? 0)) wrong.add(row.chat)
    newest.set(row.chat, row.id)
  }
  return [...wrong]
}
