/** "Yes", "no", "undo" and a code, as answers to what waits in this very chat for this very person. */
import type { Sql } from '#db/sql.ts'
import type { Decides, DecisionOffer } from '#engine/approval/act.ts'
import { lastDone, type OwnProposal, ownProposals } from '#engine/approval/waiting.ts'

export type Decision =
  | { is: 'none' }
  | {
      is: 'decides'
      decides: Decides /** Stands for the words in what is kept. */
      question: string
    }
  /** What has to be said first; `asks` is the one proposal that a "yes" to it would be about. */
  | { is: 'say'; text: string; offers: DecisionOffer[]; asks: string | null }

interface Words {
  text: string
  conversationId: string
  userId: string
  now: Date
}

const yes =
  /^(?:yes|yes please|yes do it|yes do|yeah|yep|yup|y|ok|okay|sure|do it|please do|go ahead|confirm|confirmed|i confirm|approve|approved|correct|ndiyo|ndio|sawa|sawa sawa|oui|si|sí|sim|ja|👍)$/u
const no =
  /^(?:no|no thanks|no thank you|nope|nah|n|don't|dont|do not|don't do it|dont do it|cancel|cancel it|cancel that|never mind|nevermind|forget it|hapana|non|nein|não|👎)$/u
const takeBack = /^(?:undo|undo it|undo that|take it back|take that back)$/
const code = /^(?:(?:my |the )?code(?: is)?:? ?)?(\d{3}[ -]?\d{3})$/

const tooLate = 'That is too late: it no longer waits for an answer. Please ask again.'
const nothingDone = 'There is nothing that you did in this chat to undo.'
const which = 'More than one thing waits for your answer. Please use the buttons:'

/** Only what the whole message says counts; anything else is a question like others. */
export async function readDecision(sql: Sql, words: Words): Promise<Decision> {
  const said = bare(words.text)
  const read = reading(said)
  if (!read) return { is: 'none' }
  const { conversationId, userId, now } = words
  if (read.do === 'undo') {
    const done = await lastDone(sql, words)
    if (!done) return { is: 'say', text: nothingDone, offers: [], asks: null }
    const decides = { do: 'undo', proposal: done.id, via: 'words' } as const
    return { is: 'decides', decides, question: words.text }
  }
  const all = await ownProposals(sql, { conversationId, userId, now })
  // What waits for another person is not one's own to say yes to, but was perhaps just asked.
  const own = all.filter(({ needs, isJustAsked }) => needs !== 'second-person' || isJustAsked)
  const open = own.filter(({ isExpired }) => !isExpired)
  if (read.code !== undefined) return withCode(open, read.code)
  const [only] = open
  if (!only)
    return own.length > 0 ? { is: 'say', text: tooLate, offers: [], asks: null } : { is: 'none' }
  if (open.length > 1) return whichOf(open)
  // Something else was spoken of since: nobody says yes to what they have forgotten.
  if (read.do === 'approve' && !only.isJustAsked) return askAgain(only)
  const decides = { do: read.do, proposal: only.id, via: 'words' } as const
  return { is: 'decides', decides, question: words.text }
}

type Reading = { do: 'approve' | 'refuse' | 'undo'; code?: string } | null

function reading(said: string): Reading {
  const digits = code.exec(said)?.[1]
  if (digits) return { do: 'approve', code: digits.replace(/[ -]/, '') }
  if (yes.test(said)) return { do: 'approve' }
  if (no.test(said)) return { do: 'refuse' }
  return takeBack.test(said) ? { do: 'undo' } : null
}

/** A code where none is asked for is a number like others. */
function withCode(open: OwnProposal[], given: string): Decision {
  const asked = open.filter(({ needs }) => needs === 'second-factor')
  const justAsked = asked.filter(({ isJustAsked }) => isJustAsked)
  const [only, ...more] = justAsked.length > 0 ? justAsked : asked
  if (!only) return { is: 'none' }
  if (more.length > 0) return whichOf([only, ...more])
  const decides = { do: 'approve', proposal: only.id, via: 'words', code: given } as const
  return { is: 'decides', decides, question: '(a code)' }
}

function askAgain(only: OwnProposal): Decision {
  const text = `Do you mean this?\n\n${only.summary}`
  return { is: 'say', text, offers: buttons(only), asks: only.id }
}

function whichOf(open: OwnProposal[]): Decision {
  const text = [which, ...open.map(({ id, summary }) => `**${id}.** ${summary}`)].join('\n\n')
  return { is: 'say', text, offers: open.flatMap(buttons), asks: null }
}

function buttons({ id, needs }: OwnProposal): DecisionOffer[] {
  const offer = (title: string, act: 'approve' | 'refuse') => ({
    title: `${title} (${id})`,
    decides: { do: act, proposal: id },
  })
  return needs === 'own'
    ? [offer('Yes', 'approve'), offer('No', 'refuse')]
    : [offer('No', 'refuse')]
}

function bare(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/\p{Emoji_Modifier}|\ufe0f/gu, '')
    .replace(/[.!,;\s]+/gu, ' ')
    .trim()
}
