/** A subscription in words: what, when, of which days, how and where. */
import type { Wish } from '#domain/subscriptions.ts'
import { rhythmWords } from '#kit/rhythm-words.ts'
import { kindOf } from '#reports/kinds.ts'
import { eveningFromHour, unitOf } from '#reports/subscribed.ts'
import { channelTitles, formTitles } from './names.ts'

/** "**Daily sales** every day at 07:30, of the day before, as PDF, on Telegram". */
export function wishWords(wish: Wish): string {
  const { title } = kindOf(wish.type)
  const parts = [
    `**${title}** ${rhythmWords(wish.rhythm)}`,
    coverWords(wish),
    formTitles[wish.format] ?? wish.format,
    ...whereWords(wish),
    ...(wish.onlyWhen === 'anything' ? ['only if there is something to say'] : []),
  ]
  return parts.join(', ')
}

export function coverWords({ type, rhythm, covers }: Pick<Wish, 'type' | 'rhythm' | 'covers'>) {
  const { span } = kindOf(type)
  const unit = unitOf(span, rhythm)
  if (span === 'as-of')
    return covers === 'before' ? 'as at the end of the day before' : 'as things stand then'
  return covers === 'before' ? `of the ${unit} before` : `of that ${unit} so far`
}

/** Nothing where it goes to the chat that was used last. */
function whereWords({ channels }: Wish): string[] {
  if (channels.length === 0) return []
  return [`on ${channels.map((channel) => channelTitles[channel]).join(' and ')}`]
}

export function coversOf({ type, rhythm }: Pick<Wish, 'type' | 'rhythm'>): Wish['covers'] {
  const { span } = kindOf(type)
  const isEvening = Number(rhythm.at.slice(0, 2)) >= eveningFromHour
  const isMonthsEnd = rhythm.days.every((day) => day >= 28)
  const unit = unitOf(span, rhythm)
  if (span === 'month' || !isEvening) return 'before'
  return unit === 'month' && !isMonthsEnd ? 'before' : 'same'
}
