/**
 * WhatsApp's webhook JSON in our words. Each change, message and status is read by itself, so that
 * one malformed entry costs nothing but itself; fields that we do not know become nothing.
 */
import { z } from 'zod'
import type { Inbound } from '#chat/message.ts'
import type { Clock } from '#kit/clock.ts'
import type { ChangeContext } from './whatsapp-change.ts'
import { key, listed } from './whatsapp-fields.ts'
import { identityOf } from './whatsapp-identity.ts'
import { echoOf, inboundOf } from './whatsapp-messages.ts'
import { contactSchema } from './whatsapp-people.ts'
import { preferenceOf } from './whatsapp-preferences.ts'
import { statusOf } from './whatsapp-statuses.ts'

/** Compiled: every post is read with them, and that costs half, in time and in what it leaves behind. */
const envelope = z.compile(
  z.object({
    object: z.literal('whatsapp_business_account').optional(),
    entry: listed,
  }),
)
const entrySchema = z.compile(z.object({ changes: listed }))
const change = z.compile(
  z.object({
    field: z.string().default('messages'),
    value: z.looseObject({
      metadata: z
        .object({ phone_number_id: key, display_phone_number: key })
        .catch({ phone_number_id: undefined, display_phone_number: undefined }),
      contacts: listed,
      messages: listed,
      statuses: listed,
      message_echoes: listed,
      user_preferences: listed,
      errors: listed,
    }),
  }),
)
const errorCode = z.object({ code: z.union([z.string(), z.number()]) })

/** The 3 MB of a post hold no more of them. */
const updatesMax = 20_000
/** One message that we cannot read is worth a look, a thousand of a kind are not; the raw event has them all. */
const unreadableMax = 20

/** `errors` are the codes that Meta reports of the account itself (`value.errors`). */
export function receiveWhatsapp(
  raw: unknown,
  account: string,
  clock: Clock,
): { inbound: Inbound[]; errors: string[] } {
  const changes = (envelope.safeParse(raw).data?.entry ?? [])
    .flatMap((entry) => entrySchema.safeParse(entry).data?.changes ?? [])
    .flatMap((found) => change.safeParse(found).data ?? [])

  return {
    inbound: withFewUnreadable(changes.flatMap((found) => inboundOfChange(found, account, clock))),
    errors: changes
      .flatMap(({ value }) => value.errors)
      .flatMap((error) => errorCode.safeParse(error).data?.code ?? [])
      .map(String),
  }
}

function withFewUnreadable(inbound: Inbound[]): Inbound[] {
  const first = inbound.filter(({ kind }) => kind === 'unreadable').slice(0, unreadableMax)
  return inbound.filter((one) => one.kind !== 'unreadable' || first.includes(one))
}

function inboundOfChange(
  { field, value }: z.output<typeof change>,
  account: string,
  clock: Clock,
): Inbound[] {
  const context: ChangeContext = {
    account: value.metadata.phone_number_id ?? account,
    ourNumber: value.metadata.display_phone_number?.replace(/\D/g, ''),
    contacts: value.contacts.flatMap((contact) => contactSchema.safeParse(contact).data ?? []),
    clock,
  }
  switch (field) {
    case 'messages':
      return [
        ...value.messages.slice(0, updatesMax).flatMap((message) => inboundOf(message, context)),
        ...value.statuses.slice(0, updatesMax).flatMap((status) => statusOf(status, context)),
      ]
    case 'smb_message_echoes':
      return value.message_echoes.flatMap((echo) => echoOf(echo, context))
    case 'user_preferences':
      return value.user_preferences.flatMap((said) => preferenceOf(said, context))
    case 'user_id_update':
      return identityOf(value, context)
    default:
      return [] // Account, template and call events are kept raw.
  }
}
