/** Webhooks as Meta writes them: its envelope, its escaped JSON, its signature over those bytes. */
import { createHmac, randomBytes } from 'node:crypto'
import { type GraphCode, titleOf } from './graph-error.ts'
import { type Persona, shopNumber } from './personas.ts'
import type { Webhook } from './webhook-post.ts'
import type { World } from './world.ts'

const businessAccount = '104700770090010'

/** A message from the person; `content` holds `type` and the part of that name. */
export function messageWebhook(
  world: World,
  person: Persona,
  message: { id: string; context?: object } & Record<string, unknown>,
): Webhook {
  const { id, context, ...content } = message
  return webhook(world, {
    contacts: [
      { profile: { name: person.name }, wa_id: waId(person.phone), user_id: person.bsuid },
    ],
    messages: [
      {
        ...(context && { context }),
        from: waId(person.phone),
        from_user_id: person.bsuid,
        id,
        timestamp: seconds(world),
        ...content,
      },
    ],
  })
}

export interface Status {
  id: string
  state: 'sent' | 'delivered' | 'read' | 'failed'
  correlation: string | undefined
  isTemplate: boolean
  error?: GraphCode
}

/** What became of a message to the person. */
export function statusWebhook(world: World, person: Persona, status: Status): Webhook {
  const { id, state, correlation, isTemplate, error } = status
  const contact = { wa_id: waId(person.phone), user_id: person.bsuid }
  return webhook(world, {
    ...(state !== 'failed' && { contacts: [contact] }),
    statuses: [
      {
        id,
        status: state,
        timestamp: seconds(world),
        recipient_id: waId(person.phone),
        recipient_user_id: person.bsuid,
        ...(correlation && { biz_opaque_callback_data: correlation }),
        ...((state === 'sent' || state === 'delivered') && {
          pricing: {
            billable: isTemplate,
            pricing_model: 'PMP',
            type: isTemplate ? 'regular' : 'free_customer_service',
            category: isTemplate ? 'utility' : 'service',
          },
        }),
        ...(error && {
          errors: [
            {
              code: error,
              title: titleOf(error),
              message: titleOf(error),
              error_data: { details: 'Message undeliverable.' },
            },
          ],
        }),
      },
    ],
  })
}

/** Meta's wire form: non-ASCII, `/`, `<`, `%` and `@` are escaped, and the hash is of that form. */
function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[<%@]|[^\0-\x7f]/g, escaped)
    .replace(/\\u003c/g, '\\u003C')
}

function signed(appSecret: string, body: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
}

export function newWamid(): string {
  return `wamid.${randomBytes(36).toString('base64')}`
}

export function waId(phone: string): string {
  return phone.replace(/\D/g, '')
}

function webhook({ secrets, webhookBase }: World, value: object): Webhook {
  const body = metaJson({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: businessAccount,
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: {
                display_phone_number: shopNumber,
                phone_number_id: secrets.phoneNumberId,
              },
              ...value,
            },
            field: 'messages',
          },
        ],
      },
    ],
  })
  return {
    channel: 'whatsapp',
    url: `${webhookBase()}/webhooks/whatsapp`,
    headers: { 'x-hub-signature-256': signed(secrets.appSecret, body) },
    body,
  }
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function seconds({ clock }: World): string {
  return String(Math.floor(clock().getTime() / 1000))
}
