/** WhatsApp: the Cloud API's webhooks in, messages, files and templates out. */
import type { SendOptions, Sent } from '#chat/delivery.ts'
import type { Address, Inbound, MediaRef, Outgoing } from '#chat/message.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Channel } from './channel.ts'
import { sameSecret } from './same-secret.ts'
import { connectWhatsapp, type WhatsappAccess } from './whatsapp-client.ts'
import { sentAfterWhatsappFault } from './whatsapp-errors.ts'
import { receiveWhatsapp } from './whatsapp-inbound.ts'
import { downloadWhatsapp, type MediaAccess } from './whatsapp-media.ts'
import { sendWhatsapp, whatsappLimits } from './whatsapp-outbound.ts'
import { isSignedByMeta, looksSigned } from './whatsapp-signature.ts'

export interface WhatsappOptions extends WhatsappAccess, MediaAccess {
  appSecret: string | null
  accessToken: string | null
  baseUrl: string
  fetch?: typeof fetch
  clock: Clock
  log: Log
}

/** What a message of no stated account is filed under, when no number is configured either. */
const unknownAccount = 'whatsapp'
const signatureHeader = 'x-hub-signature-256'
/** WhatsApp's typing indicator ends by itself after 25 s. */
const typingEveryMs = 20_000

export function whatsapp(options: WhatsappOptions): Channel {
  const { log, clock } = options
  const connection = connectWhatsapp(options)
  return {
    name: 'whatsapp',
    limits: whatsappLimits,
    typingEveryMs,
    looksSigned: (headers) => looksSigned(headers.get(signatureHeader)),
    verify,
    receive,
    send,
    attend,
    acknowledgeTap,
    download,
  }

  function verify(headers: Headers, body: Uint8Array): boolean {
    return isSignedByMeta(headers.get(signatureHeader), body, options.appSecret)
  }

  function receive(raw: unknown): Inbound[] {
    try {
      const account = options.phoneNumberId ?? unknownAccount
      const { inbound, errors } = receiveWhatsapp(raw, account, clock)
      if (errors.length > 0) log.warn({ codes: errors }, 'whatsapp: Meta reports errors')
      return inbound
    } catch (error) {
      log.error({ fault: (error as Error).name }, 'whatsapp: a webhook could not be read')
      return []
    }
  }

  async function send(message: Outgoing, to: Address, sending: SendOptions): Promise<Sent> {
    if (!connection) {
      return {
        is: 'skipped',
        reason: 'WHATSAPP_ACCESS_TOKEN or WHATSAPP_PHONE_NUMBER_ID is not set.',
      }
    }
    const sent = await sendWhatsapp(connection, message, to, sending)
    if (sent.is === 'failed') log.error({ code: sent.code }, 'whatsapp: a message was refused')
    return sent
  }

  async function attend({ messageId }: { messageId: string }): Promise<void> {
    if (!connection) return
    const { client, phoneNumberId } = connection
    const typingIndicator = { type: 'text' as const }
    try {
      await client.messages.markRead({ phoneNumberId, messageId, typingIndicator })
    } catch (error) {
      const sent = sentAfterWhatsappFault(error)
      log.warn({ is: sent.is }, 'whatsapp: no read mark')
    }
  }

  async function acknowledgeTap(): Promise<void> {}

  function download(media: MediaRef): Promise<{ bytes: Uint8Array; mime: string }> {
    return downloadWhatsapp(connection, media, options)
  }
}

/**
 * Meta's GET when the webhook is registered. Answers the challenge to send back as plain text;
 * null means refuse, also when no token is set.
 */
export function whatsappHandshake(
  query: Readonly<Record<string, string | undefined>>,
  verifyToken: string | null,
): string | null {
  const challenge = query['hub.challenge']
  const isRight = sameSecret(query['hub.verify_token'] ?? '', verifyToken ?? '')
  return verifyToken && isRight && query['hub.mode'] === 'subscribe' && challenge ? challenge : null
}
