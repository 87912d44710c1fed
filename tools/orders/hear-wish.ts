/** What a customer says to "how many?", "collect or deliver?" and "where to?", in words of their own. */
import { z } from 'zod'
import type { Heard, Json } from '#engine/tool.ts'
import { oneLine } from '#kit/harmless.ts'
import { readQuantity } from '#kit/spoken-number.ts'

const known = z.looseObject({
  quantity: z.string().optional(),
  lines: z.array(z.unknown()).optional(),
  delivery: z.enum(['collect', 'deliver']).optional(),
  /** The product's name, where how many of it was asked. */
  called: z.string().optional(),
})

const collecting =
  /\b(?:collect(?:ion)?|pick(?:ing)?(?: it| them)?[ -]?up|fetch (?:it|them)|come (?:by|for it|and get it))\b/i
const delivering =
  /\b(?:deliver(?:y|ed)?|send|ship|bring)\b(?: (?:it|them|this|please))*(?:(?: to| at|:) *(?<address>.+))?/i
const before =
  /^(?:(?:i'd|i'll|i|we|just|only|please|ok|okay|yes|make|it|them|give|me|us|would|will|like|want|need|take|have|about|the|then|so)\b[ ,]*)+/i
const after =
  /[ ,]*\b(?:please|pls|thanks?|thank you|thx|of (?:it|them|those|these)|pieces?|pcs|units?|and|then|i'll|i will|we will|to|for)[ ,.!]*$/i
const addressBefore =
  /^(?:(?:please|deliver(?:y)?|send|bring|ship|it|them|to|at|my address is|the address is|address)\b[ :,]*)+/i
const addressLengthMin = 3
/** Said in passing, or asked: no answer to any of these questions. */
const beside =
  /\?\s*$|^(?:how|what|which|when|where|why|who|do you|can you|could you|is there|are there)\b|^(?:yes|ok(?:ay)?|thanks?|thank you|hello|hi|hey|sure|please|help|good (?:morning|day|evening))[ .!]*$/i

export function hearWish(said: string, input: Json): Heard | null {
  const asked = known.safeParse(input)
  if (!asked.success) return null
  const { quantity, lines, delivery, called = '' } = asked.data
  const text = oneLine(said).replaceAll('’', "'")
  if (beside.test(text)) return null
  const way = wayIn(text)
  const heard = (more: object, isSure = true): Heard => ({
    input: { ...(input as object), ...more } as Json,
    isSure,
  })
  if (!quantity && !lines) {
    const count = countIn(way ? text.slice(0, way.at) : text, called)
    return count ? heard({ quantity: count, ...way?.said }) : null
  }
  if (way && (!delivery || way.said.address || way.said.delivery === 'collect'))
    return heard(way.said)
  if (delivery !== 'deliver') return null
  const address = text.replace(addressBefore, '')
  return isAddress(address) ? heard({ address }, false) : null
}

interface Way {
  said: { delivery: 'collect' | 'deliver'; address?: string }
  /** Where in the text it begins. */
  at: number
}

function wayIn(text: string): Way | null {
  const brought = delivering.exec(text)
  if (brought) {
    const address = brought.groups?.address?.replace(after, '')
    const said = { delivery: 'deliver' as const, ...(address && isAddress(address) && { address }) }
    return { said, at: brought.index }
  }
  const fetched = collecting.exec(text)
  return fetched && { said: { delivery: 'collect' }, at: fetched.index }
}

/** "5 please", "make it two", "3 mugs" of mugs. */
function countIn(text: string, called: string): string | null {
  let bare = text.replace(before, '').replace(/[\s.,!]+$/, '')
  for (let cut = bare.replace(after, ''); cut !== bare; cut = bare.replace(after, '')) bare = cut
  const whole = positive(bare)
  if (whole) return whole
  const [, count, goods] = /^(\S+) (.+)$/.exec(bare) ?? []
  const own = wordsOf(called)
  return count && goods && wordsOf(goods).every((word) => own.includes(word))
    ? positive(count)
    : null
}

function positive(text: string): string | null {
  const read = readQuantity(text)
  return read && /[1-9]/.test(read) ? read : null
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return words.filter(Boolean).map((word) => word.replace(/(?<=..)s$/, ''))
}

/** Words to find a door by. */
function isAddress(text: string): boolean {
  return text.length >= addressLengthMin && /\p{L}/u.test(text)
}
