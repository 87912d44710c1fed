/** What the road needs of a channel: to hand over one message and to hear how it went. */
import type { Address, FileRef, MediaRef, Outgoing } from './message.ts'
import type { ChannelLimits } from './reply.ts'

export interface SendOptions {
  /** Carried by the platform where it can (biz_opaque_callback_data), to match later statuses. */
  correlation: string
  load(file: FileRef): Promise<Uint8Array>
}

/** How a call to the platform ended. The outbox decides what follows. */
export type Sent =
  | { is: 'sent'; externalId: string }
  /** No credentials: nothing was called. */
  | { is: 'skipped'; reason: string }
  /** Throttled or a passing fault: not sent, may be tried again after `afterMs`. */
  | {
      is: 'retry'
      afterMs: number | null
      pauses: 'account' | 'chat' | 'nothing'
      code: string
      reason: string
    }
  /** The answer was lost: it may or may not have been sent. */
  | { is: 'unknown'; reason: string }
  /** WhatsApp's 24-hour window is closed: only a template may go. */
  | { is: 'window-closed'; code: string }
  /** Will never work. `unreachable`: this person cannot be written to at all. */
  | { is: 'failed'; code: string; reason: string; unreachable: boolean }

/** The part of a channel that the road needs; none of these ever throws, but for `download`. */
export interface RoadChannel {
  readonly limits: ChannelLimits
  send(message: Outgoing, to: Address, options: SendOptions): Promise<Sent>
  attend(message: { messageId: string; address: Address }): Promise<void>
  readonly typingEveryMs: number
  acknowledgeTap(callbackId: string): Promise<void>
  /** What a person sent; refused with a sentence when it is too big, gone, or cannot be reached. */
  download(media: MediaRef): Promise<{ bytes: Uint8Array }>
}
