/** What must hold once everything is quiet. Each sentence it returns is a broken law. */
import type { Inbound } from '#chat/message.ts'
import type { Post } from '#chat/post.ts'
import type { Laws } from './laws.ts'
import type { Watch } from './watch.ts'

interface World {
  laws: Laws
  watch: Watch
  /** What a process answered 200 to. */
  kept: Post[]
}

const ended = ['sent', 'delivered', 'read', 'failed', 'skipped', 'held']
const ranks = ['sent', 'delivered', 'read']

export async function reckon({ laws, watch, kept }: World): Promise<string[]> {
  const questions = await watch.ask(
    (sql) => sql<{ question: string }[]>`select question from turns`,
  )
  const turns = new Map<string, number>()
  for (const { question } of questions)
    for (const word of new Set(question.split(/\s+/))) turns.set(word, (turns.get(word) ?? 0) + 1)
  const leases = await watch.ask(
    (sql) => sql<{ count: number }[]>`
      select (select count(*) from inbox where leased_by is not null)::integer
        + (select count(*) from outbox where leased_by is not null)::integer as count`,
  )
  return [
    ...kept.flatMap(({ inbound }) => inbound.flatMap((one) => lost(laws, one))),
    ...messagesOf(kept).flatMap((one) => unanswered(laws, one, turns.get(one.externalId) ?? 0)),
    ...(turns.has('altered') ? ['words under an id that was kept before were answered'] : []),
    ...undelivered(laws),
    ...untold(laws, kept),
    ...(leases[0]!.count > 0 ? [`${leases[0]!.count} leases are left`] : []),
  ]
}

/** What was acknowledged is done, or dead with a reason. */
function lost(laws: Laws, { externalId }: Inbound): string[] {
  const row = laws.kept(externalId)
  if (!row) return [`${externalId} was acknowledged and is lost`]
  const isOver = row.state === 'done' || (row.state === 'dead' && row.reason)
  return isOver ? [] : [`${externalId} is still ${row.state}`]
}

interface Question {
  externalId: string
  isTakenBack: boolean
}

/** Questions in words; the first body of each id. */
function messagesOf(kept: Post[]): Question[] {
  const first = new Map<string, Inbound>()
  for (const { inbound } of kept)
    for (const one of inbound) if (!first.has(one.externalId)) first.set(one.externalId, one)
  const all = [...first.values()]
  const takenBack = new Set(all.flatMap((one) => (one.kind === 'revoke' ? one.of : [])))
  return all
    .filter((one) => one.kind === 'message' && one.content.is === 'text')
    .map(({ externalId }) => ({ externalId, isTakenBack: takenBack.has(externalId) }))
}

/** One turn for each question that is done, but what was taken back in time; none for the dead. */
function unanswered(laws: Laws, { externalId, isTakenBack }: Question, turns: number): string[] {
  const row = laws.kept(externalId)
  const wanted = row?.state === 'done' ? 1 : 0
  return turns === wanted || (isTakenBack && turns === 0)
    ? []
    : [`${externalId} is ${row?.state}, with ${turns} turns`]
}

function undelivered(laws: Laws): string[] {
  return laws.outbox().flatMap((row) => {
    if (!ended.includes(row.state)) return [`outbox ${row.id} is still ${row.state}`]
    const ids = laws.arrivals(row).map(({ call }) => call.externalId)
    const isForeign = row.external_id !== null && !ids.includes(row.external_id)
    return isForeign ? [`outbox ${row.id} has the id of another message`] : []
  })
}

/** What a platform told of a message and we understood is not forgotten. */
function untold(laws: Laws, kept: Post[]): string[] {
  const rows = new Map(laws.outbox().map((row) => [row.correlation, row]))
  return kept.flatMap(({ inbound }) =>
    inbound.flatMap((one) => {
      if (one.kind !== 'status' || one.state === 'failed' || !one.correlation) return []
      const row = rows.get(one.correlation)
      if (!row || laws.kept(one.externalId)?.reason === 'no such message')
        return [`${one.externalId} was about no message`]
      const isBehind = ranks.indexOf(row.state) < ranks.indexOf(one.state)
      // A failure that the platform told of, too, may stand.
      const isFailed = laws.arrivals(row).some(({ isFailed }) => isFailed)
      return isBehind && !isFailed ? [`outbox ${row.id} is ${row.state}, and was ${one.state}`] : []
    }),
  )
}
