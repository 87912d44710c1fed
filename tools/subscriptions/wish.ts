/** What a subscription is frozen as when it is proposed. */
import { z } from 'zod'
import type { Wish } from '#domain/subscriptions.ts'
import { Refusal } from '#kit/refusal.ts'
import { kindOf } from '#reports/kinds.ts'
import { formTitles } from './names.ts'

export const frozenWish = z.object({
  type: z.string(),
  params: z.record(z.string(), z.string()),
  format: z.enum(['pdf', 'csv', 'xlsx', 'png', 'zip', 'text']),
  rhythm: z.object({
    of: z.enum(['week', 'month']),
    days: z.array(z.int()),
    at: z.string(),
  }),
  covers: z.enum(['before', 'same']),
  onlyWhen: z.enum(['always', 'anything']),
  channels: z.array(z.enum(['whatsapp', 'telegram'])),
})

/** Refused: a form that the report does not have, a report of a month more often than monthly. */
export function checkWish({ type, format, rhythm }: Wish): void {
  const { title, formats, span } = kindOf(type)
  if (format !== 'text' && !formats.includes(format)) {
    const known = formats.map((form) => formTitles[form]).join(', ')
    throw new Refusal(`${title} cannot be sent ${formTitles[format]}; it comes ${known}.`)
  }
  if (span === 'month' && rhythm.of === 'week')
    throw new Refusal(
      `${title} is of a whole month: say on which day of the month, as "on the 1st".`,
    )
}
