/** `user_id_update`: WhatsApp gave a person another business-scoped user id. */
import { z } from 'zod'
import type { Inbound } from '#chat/message.ts'
import type { ChangeContext } from './whatsapp-change.ts'
import { key, momentOf, timestamp } from './whatsapp-fields.ts'
import { bsuidOf, phoneOf } from './whatsapp-people.ts'

const updateSchema = z.object({
  user_id: z.object({ previous: z.string(), current: z.string() }),
  wa_id: key,
  timestamp,
})

/** The updates stand in `value.user_id_update`, as a list or alone, or in the value itself. */
export function identityOf(value: Record<string, unknown>, context: ChangeContext): Inbound[] {
  const found = value.user_id_update ?? value
  const updates: unknown[] = Array.isArray(found) ? found : [found]
  return updates.flatMap((raw): Inbound[] => {
    const update = updateSchema.safeParse(raw).data
    const previous = bsuidOf(update?.user_id.previous)
    const current = bsuidOf(update?.user_id.current)
    if (!update || !previous || !current) return []
    const phone = phoneOf(update.wa_id)
    return [
      {
        channel: 'whatsapp',
        account: context.account,
        // It carries no id. An id that was left is never given again.
        externalId: `user_id_update:${previous}:${current}`,
        chat: current,
        sentAt: momentOf(update.timestamp, context.clock),
        kind: 'identity',
        previous: { bsuid: previous, phone },
        current: { bsuid: current, phone },
      },
    ]
  })
}
