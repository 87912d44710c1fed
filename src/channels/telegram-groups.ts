/** In a group: is it said to us, and what remains of it without our name? */
import { z } from 'zod'
import type { Content } from '#chat/message.ts'
import type { TelegramMessage } from './telegram-update.ts'

export interface Bot {
  id: string
  /** Without the @. Unknown is fine: replies and commands in groups still reach us. */
  username: string | null
}

const mentionSchema = z.object({
  type: z.string(),
  offset: z.number(),
  length: z.number(),
  user: z.object({ id: z.union([z.number(), z.string()]).transform(String) }).optional(),
})

/** A command for us, a reply to us, or our name in it. */
export function spokenTo(message: TelegramMessage, bot: Bot): boolean {
  if (message.reply_to_message?.from?.id === bot.id) return true
  const text = message.text ?? message.caption ?? ''
  const command = /^\/\w+(?:@(\w+))?/.exec(text)
  // Without our name known, Telegram's own privacy mode has seen to it that the command is ours.
  if (command) return !command[1] || !bot.username || isName(command[1], bot)
  return [...message.entities, ...message.caption_entities].some((raw) => {
    const mention = mentionSchema.safeParse(raw).data
    if (mention?.type === 'text_mention') return mention.user?.id === bot.id
    if (mention?.type !== 'mention') return false
    return isName(text.slice(mention.offset + 1, mention.offset + mention.length), bot)
  })
}

/** "/start@our_bot CODE" is "/start CODE"; "@our_bot how did we do?" is the question alone. */
export function wordsFor(content: Content, bot: Bot): Content {
  if (content.is !== 'text') return content
  const text = content.text
    .replace(/^(\/\w+)@(\w+)/, (whole, command: string, name: string) =>
      !bot.username || isName(name, bot) ? command : whole,
    )
    .replace(/^@(\w+)[\s,:]+(?=\S)/, (whole, name: string) => (isName(name, bot) ? '' : whole))
  return { is: 'text', text }
}

function isName(name: string, { username }: Bot): boolean {
  return username !== null && name.toLowerCase() === username.toLowerCase()
}
