/** `user_preferences`: a person stopped our offers in WhatsApp itself, or asked for them. */
import { z } from 'zod'
import type { Inbound } from '#chat/message.ts'
import type { ChangeContext } from './whatsapp-change.ts'
import { key, momentOf, timestamp } from './whatsapp-fields.ts'
import { chatOf, senderOf } from './whatsapp-people.ts'

const preference = z.object({
  wa_id: key,
  user_id: key,
  category: z.literal('marketing_messages'),
  value: z.enum(['stop', 'resume', 'signup']),
  timestamp,
})

export function preferenceOf(raw: unknown, context: ChangeContext): Inbound[] {
  const said = preference.safeParse(raw).data
  if (!said) return []
  const sender = senderOf(said.wa_id, said.user_id, context.contacts)
  const chat = chatOf(sender)
  if (!chat) return []
  return [
    {
      channel: 'whatsapp',
      account: context.account,
      // It carries no id; a person can say one thing once in a second.
      externalId: `user_preferences:${chat}:${said.value}:${said.timestamp ?? ''}`,
      chat,
      sentAt: momentOf(said.timestamp, context.clock),
      kind: 'preference',
      sender,
      isGranted: said.value !== 'stop',
    },
  ]
}
