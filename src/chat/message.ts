/** The words of the road: what comes in and what goes out, the same for every channel. */

export type ChannelName = 'whatsapp' | 'telegram'

/** Any of these may be missing; a username is shown, never used as a key. */
export interface Sender {
  bsuid?: string
  /** E.164 with its plus sign. */
  phone?: string
  telegramId?: string
  name?: string
}

/** Where a reply goes. */
export type Address = { phone?: string; bsuid?: string } | { chatId: string }

export interface MediaRef {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker'
  id: string
  mime?: string
  name?: string
  sizeBytes?: number
  sha256?: string
}

export type Content =
  | { is: 'text'; text: string }
  | { is: 'media'; media: MediaRef; caption?: string }
  /** A tapped button or list row. `token` is what we put there. */
  | { is: 'tap'; token: string; title: string; callbackId?: string }
  | { is: 'place'; latitude: number; longitude: number; name?: string }
  | { is: 'contact'; name: string; phones: string[] }
  /** Understood as a message to us, but of a kind we do not read (order, poll, flow …). */
  | { is: 'other'; what: string; text?: string }

interface FromChannel {
  channel: ChannelName
  /** Our own number or bot: phone_number_id, bot id. */
  account: string
  /** Unique per account; redelivery carries the same. */
  externalId: string
  /** Orders the messages of one conversation: strictly one after another within it. */
  chat: string
  sentAt: Date
}

export type Inbound = FromChannel &
  (
    | {
        kind: 'message'
        /** The platform's message id, for read marks, quotes and reactions. */
        messageId: string
        sender: Sender
        address: Address
        isGroup: boolean
        /** In a group: were we spoken to by name, command or reply? Always true in private. */
        isForUs: boolean
        content: Content
        repliesTo?: string
        forwarded?: boolean
      }
    | { kind: 'edit'; of: string; sender: Sender; content: Content }
    | { kind: 'revoke'; of: string }
    | { kind: 'reaction'; of: string; emoji: string | null; sender: Sender }
    /** A message that our own side wrote elsewhere (the WhatsApp app): never answered. */
    | { kind: 'echo'; content: Content }
    | {
        kind: 'status'
        of: string
        state: 'sent' | 'delivered' | 'read' | 'failed'
        /** The outbox row's correlation id, where the platform carries one. */
        correlation?: string
        errors: { code: string; title: string; details?: string }[]
        pricing?: { category?: string; model?: string }
      }
    /** The same person under another address. */
    | { kind: 'identity'; previous: Sender; current: Sender }
    /** Offers allowed or forbidden in the platform itself. */
    | { kind: 'preference'; sender: Sender; isGranted: boolean }
    /** A group became a supergroup. */
    | { kind: 'moved'; fromChat: string; toChat: string }
    /** Blocked or unblocked us. */
    | { kind: 'reachable'; isReachable: boolean }
    /** A message that we could not take in: a person looks at it, among the dead letters. */
    | { kind: 'unreadable'; reason: string }
  )

export type InboundMessage = Extract<Inbound, { kind: 'message' }>

export interface FileRef {
  /** stored_files.id */
  id: string
  name: string
  mime: string
  sizeBytes: number
}

export interface Choice {
  token: string
  title: string
  description?: string
}

/** A template of the catalogue with its parameters, in the order of their numbers. */
export interface Knock {
  name: string
  language: string
  parameters: string[]
}

/** One message to a platform. `**bold**`, `` `code` `` and line breaks are the only markup in texts. */
export type Outgoing =
  | {
      is: 'text'
      text: string
      choices?: Choice[]
      listLabel?: string
      repliesTo?: string
      /** What knocks for it where WhatsApp's window is closed; unless told, the template without parameters. */
      knock?: Knock
    }
  | { is: 'file'; as: 'image' | 'document'; file: FileRef; caption?: string; choices?: Choice[] }
  | { is: 'template'; name: string; language: string; parameters: string[]; choice?: Choice }
