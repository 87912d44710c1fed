/** A template goes to a customer: news of what they did, or an offer to those who agreed to get offers. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { hasConsent } from '#domain/consents.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { type Template, templates } from '#domain/templates.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Outgoing } from './message.ts'
import { queueMessages } from './queue.ts'

interface Sending {
  conversationId: string
  /** Its name. */
  template: string
  /** As the template's texts name it: `en`. */
  language: string
  /** In the order of their numbers. */
  parameters: readonly string[]
  now: Date
}

const parameterLengthMax = 200

/**
 * Puts it into the outbox. Refused for a template, language or conversation that is not there, for
 * parameters that do not fit, and for an offer to somebody who has not agreed to offers.
 */
export async function sendTemplate(sql: Sql, actor: Actor, sending: Sending): Promise<void> {
  allow(actor, 'chats:answer')
  const { conversationId, now } = sending
  const template = templates.find(({ name }) => name === sending.template)
  if (!template)
    throw new Refusal(
      `There is no template ${sending.template}: there are ${templates.map(({ name }) => name).join(', ')}.`,
    )
  const text = textOf(template, sending)
  const [conversation] = await sql<
    { id: string; channel: string; account: string; userId: string; name: string | null }[]
  >`
    select c.id, c.channel, c.account, c.user_id as "userId", u.name
    from conversations c
    join users u on u.org_id = c.org_id and u.id = c.user_id
    where c.id = ${conversationId} and not c.is_group and c.channel in ('whatsapp', 'telegram')`
  if (!conversation) throw new Refusal('There is no private chat of that id to send it to.')
  if (template.category === 'MARKETING' && !(await mayBeOffered(sql, conversation.userId)))
    throw new Refusal(
      `${conversation.name ?? 'This customer'} has not agreed to get offers: nothing was sent.`,
    )
  const message: Outgoing =
    conversation.channel === 'whatsapp'
      ? {
          is: 'template',
          name: template.name,
          language: sending.language,
          parameters: [...sending.parameters],
        }
      : { is: 'text', text }
  await queueMessages(sql, { conversation, messages: [message], mustNotRepeat: true, now })
  await record(sql, {
    at: now,
    action: 'template.sent',
    userId: actor.userId,
    subject: `conversation:${conversationId}`,
    detail: { template: template.name, language: sending.language },
  })
}

const mayBeOffered = (sql: Sql, userId: string) => hasConsent(sql, { userId, topic: 'marketing' })

/** Its words with the parameters in their places. */
function textOf({ name, texts, parameters: wanted }: Template, sending: Sending): string {
  const { language, parameters } = sending
  const found = texts.find((text) => text.language === language)
  if (!found)
    throw new Refusal(
      `${name} is not there in "${language}", only in ${texts.map((text) => text.language).join(', ')}.`,
    )
  const names = wanted.map((parameter) => parameter.name).join(', ')
  if (parameters.length !== wanted.length)
    throw new Refusal(`${name} takes ${wanted.length} parameters: ${names}.`)
  const unfit = parameters.findIndex(
    (value) => value.trim() === '' || value.length > parameterLengthMax || /[\n\r\t]/.test(value),
  )
  if (unfit >= 0)
    throw new Refusal(
      `${wanted[unfit]!.name} must be one line of 1 to ${parameterLengthMax} characters.`,
    )
  return found.text.replace(/\{\{(\d+)\}\}/g, (_, number) => parameters[Number(number) - 1] ?? '')
}
