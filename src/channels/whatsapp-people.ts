/** Who wrote on WhatsApp. Phone and business-scoped user id (BSUID): either may be missing. */
import { z } from 'zod'
import type { Address, Sender } from '#chat/message.ts'
import { key, text } from './whatsapp-fields.ts'

export const contactSchema = z.compile(
  z.object({
    wa_id: key,
    user_id: key,
    profile: z.object({ name: text }).optional().catch(undefined),
  }),
)
export type Contact = z.output<typeof contactSchema>

/**
 * `from` may hold a phone number or a BSUID, or be absent. What the message says of its sender wins
 * over the contact; a contact counts only when one of its keys is the sender's and no key is another's.
 */
export function senderOf(
  from: string | undefined,
  userId: string | undefined,
  contacts: Contact[],
): Sender {
  const phone = phoneOf(from)
  const bsuid = bsuidOf(userId) ?? bsuidOf(from)
  const contact = contacts.find(isSender) ?? (!phone && !bsuid ? onlyOne(contacts) : undefined)
  return {
    bsuid: bsuid ?? bsuidOf(contact?.user_id),
    phone: phone ?? phoneOf(contact?.wa_id),
    name: contact?.profile?.name || undefined,
  }

  function isSender(contact: Contact): boolean {
    const theirPhone = phoneOf(contact.wa_id)
    if (phone && theirPhone) return phone === theirPhone
    return bsuid !== undefined && bsuid === bsuidOf(contact.user_id)
  }
}

/** The conversation's key: one person is one chat, under whichever number they write. */
export function chatOf({ bsuid, phone }: Sender): string | undefined {
  return bsuid ?? phone
}

export function addressOf({ bsuid, phone }: Sender): Address {
  return { ...(phone && { phone }), ...(bsuid && { bsuid }) }
}

/** E.164 with its plus sign, or undefined when it is no phone number. */
export function phoneOf(text: string | undefined): string | undefined {
  const digits = text?.replace(/^\+/, '')
  return digits && /^\d{5,15}$/.test(digits) ? `+${digits}` : undefined
}

/** "US.1349…", or "US.ENT.1181…" for a parent. */
export function bsuidOf(text: string | undefined): string | undefined {
  return text && /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(text) ? text : undefined
}

function onlyOne(contacts: Contact[]): Contact | undefined {
  return contacts.length === 1 ? contacts[0] : undefined
}
