/** The parts of Telegram's updates that we read; what is odd in a part leaves the rest readable. */
import { z } from 'zod'
import { contentSchema } from './telegram-content.ts'

const id = z
  .union([z.number().refine(Number.isSafeInteger), z.bigint(), z.string().regex(/^-?\d+$/)])
  .transform(String)
const text = z.string().optional().catch(undefined)
const userSchema = z.object({
  id,
  is_bot: z.boolean().catch(false),
  first_name: text,
  last_name: text,
})
const chatSchema = z.object({ id, type: z.string().catch('private') })
const seconds = z.number().int().optional().catch(undefined)

const messageSchema = contentSchema.extend({
  message_id: id,
  from: userSchema.optional().catch(undefined),
  chat: chatSchema,
  date: seconds,
  edit_date: seconds,
  entities: z.array(z.unknown()).catch([]),
  caption_entities: z.array(z.unknown()).catch([]),
  reply_to_message: z
    .object({ message_id: id, from: userSchema.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  forward_origin: z.unknown().optional(),
  forward_date: z.unknown().optional(),
  is_automatic_forward: z.boolean().optional().catch(undefined),
  migrate_to_chat_id: id.optional().catch(undefined),
  migrate_from_chat_id: id.optional().catch(undefined),
})
export type TelegramUser = z.output<typeof userSchema>
export type TelegramMessage = z.output<typeof messageSchema>

const tappedKeyboard = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: text }))),
})
export const updateSchema = z.compile(
  z.object({
    // It only tells updates apart: rounding an absurdly large one is better than losing the message.
    update_id: z.union([z.number(), id]).transform(String),
    message: messageSchema.optional().catch(undefined),
    edited_message: messageSchema.optional().catch(undefined),
    callback_query: z
      .object({
        id: z.string(),
        from: userSchema,
        data: z.string(),
        message: z
          .object({
            message_id: id,
            chat: chatSchema,
            reply_markup: tappedKeyboard.optional().catch(undefined),
          })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
    my_chat_member: z
      .object({
        chat: chatSchema,
        date: seconds,
        new_chat_member: z.object({ status: z.string() }),
      })
      .optional()
      .catch(undefined),
    message_reaction: z
      .object({
        chat: chatSchema,
        message_id: id,
        user: userSchema.optional().catch(undefined),
        date: seconds,
        new_reaction: z.array(z.object({ emoji: text })),
      })
      .optional()
      .catch(undefined),
  }),
)
export type Update = z.output<typeof updateSchema>
