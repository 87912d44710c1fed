/** What became of a message that we sent. */
import { z } from 'zod'
import type { Inbound } from '#chat/message.ts'
import type { ChangeContext } from './whatsapp-change.ts'
import { key, momentOf, text, timestamp } from './whatsapp-fields.ts'
import { bsuidOf, phoneOf } from './whatsapp-people.ts'

const statusSchema = z.compile(
  z.object({
    id: z.string().min(1),
    status: z.enum(['sent', 'delivered', 'read', 'played', 'failed']),
    timestamp,
    recipient_id: key,
    recipient_user_id: key,
    recipient_type: text,
    recipient_participant_id: key,
    recipient_participant_user_id: key,
    biz_opaque_callback_data: text,
    pricing: z.object({ category: text, pricing_model: text }).optional().catch(undefined),
    errors: z
      .array(
        z.object({
          code: z.union([z.string(), z.number()]).transform(String),
          title: text,
          message: text,
          error_data: z.object({ details: text }).optional().catch(undefined),
        }),
      )
      .catch([]),
  }),
)

/** Each status of a message is an event of its own; in a group, each participant's too. */
export function statusOf(raw: unknown, { account, clock }: ChangeContext): Inbound[] {
  const status = statusSchema.safeParse(raw).data
  if (!status) return []
  const { id, pricing } = status
  const participant = status.recipient_participant_user_id ?? status.recipient_participant_id
  const group = status.recipient_type === 'group' ? status.recipient_id : undefined
  return [
    {
      channel: 'whatsapp',
      account,
      externalId: [id, status.status, ...(participant ? [participant] : [])].join(':'),
      chat: group ?? bsuidOf(status.recipient_user_id) ?? phoneOf(status.recipient_id) ?? id,
      sentAt: momentOf(status.timestamp, clock),
      kind: 'status',
      of: id,
      state: status.status === 'played' ? 'read' : status.status,
      correlation: status.biz_opaque_callback_data,
      errors: status.errors.map(({ code, title, message, error_data }) => ({
        code,
        title: title ?? message ?? '',
        details: error_data?.details,
      })),
      pricing: pricing && { category: pricing.category, model: pricing.pricing_model },
    },
  ]
}
