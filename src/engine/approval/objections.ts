/** Why this person may not decide this here and now, in a sentence for them; nothing else decides. */
import { worksHere } from '#domain/identity.ts'
import type { Turn } from '../turn.ts'
import type { Proposal } from './proposals.ts'

const unknown = 'Nothing of that kind waits for an answer here.'
const notAllowed = 'Your account may not do that here.'
const otherPerson = 'Only the person who asked for it can say yes or no to that.'
const otherChat = 'Please answer in the chat where it was asked.'
const needsSecond = 'A second person has to say yes to this: you cannot do it alone.'
const tooLate = 'That is too late: it no longer waits for an answer. Please ask again.'

/** null: nothing stands against it. Rights are those of this message; the deciding transaction reads them again. */
export function objection(
  turn: Turn,
  proposal: Proposal | null,
  act: 'approve' | 'refuse',
): string | null {
  const { actor, conversationId = null, now } = turn.asked
  if (!proposal) return unknown
  if (!turn.writes.has(proposal.tool)) return unknown
  const isOwn = proposal.proposedBy === actor.userId
  const isSecond = proposal.needs === 'second-person' && !isOwn
  if (!isOwn && !isSecond) return otherPerson
  if (isOwn && proposal.conversationId !== conversationId) return otherChat
  if (proposal.scope && !actor.may.has(proposal.scope)) return notAllowed
  if (!proposal.scope && isSecond && !worksHere(turn.asked.actor)) return notAllowed
  if (proposal.decided) return decidedWords(turn, proposal.decided)
  if (proposal.expiresAt <= now) return tooLate
  if (act === 'approve' && isOwn && proposal.needs === 'second-person') return needsSecond
  return null
}

function decidedWords({ asked }: Turn, decided: NonNullable<Proposal['decided']>): string {
  const { timezone, locale } = asked.org
  const when = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: timezone,
  }).format(decided.at)
  const who = decided.by === asked.actor.userId ? '' : ` by ${decided.byName ?? 'another person'}`
  return decided.as === 'approved'
    ? `That was done already${who}, on ${when}. It was not done again.`
    : `That was refused already${who}, on ${when}. Nothing was done.`
}
