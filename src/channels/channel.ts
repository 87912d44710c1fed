/** What an adapter is. Adapters translate and never decide; what they do not understand becomes nothing. */
import type { SendOptions, Sent } from '#chat/delivery.ts'
import type { Address, ChannelName, Inbound, MediaRef, Outgoing } from '#chat/message.ts'
import type { ChannelLimits } from '#chat/reply.ts'

export interface Channel {
  readonly name: ChannelName
  readonly limits: ChannelLimits
  /** By the headers alone, before a byte of the body is read: what cannot be signed goes no further. */
  looksSigned(headers: Headers): boolean
  /** Over the raw bytes, in constant time. False when no secret is set. */
  verify(headers: Headers, body: Uint8Array): boolean
  /** Platform JSON to our words. Never throws; `[]` for what is not for us. */
  receive(raw: unknown): Inbound[]
  /** Never throws. */
  send(message: Outgoing, to: Address, options: SendOptions): Promise<Sent>
  /** Read mark and typing indicator, best effort, never throws. Call again every `typingEveryMs`. */
  attend(message: { messageId: string; address: Address }): Promise<void>
  readonly typingEveryMs: number
  /** Telegram's spinner on a tapped button; nothing elsewhere. Never throws. */
  acknowledgeTap(callbackId: string): Promise<void>
  /** Refused with a sentence when too big, gone, or not from the platform's own hosts. */
  download(media: MediaRef): Promise<{ bytes: Uint8Array; mime: string }>
}
