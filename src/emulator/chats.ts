/** What the two phones hold: one chat per persona and platform, and everybody who is watching. */
import type { ChannelName } from '#chat/message.ts'
import type { Role } from '#domain/identity.ts'

/** Older bubbles of a chat fall off. */
const bubblesMax = 400

type Tick = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed'

export interface Button {
  id: string
  title: string
  /** Opens an address instead of telling the shop. */
  url?: string
}

/** Where formatting stands, in UTF-16 units, as Telegram tells it. */
export interface Entity {
  type: string
  offset: number
  length: number
  url?: string
}

interface Row {
  id: string
  title: string
  description?: string
}

/** One message on the phone. WhatsApp's text keeps its own markup; Telegram's has `entities`. */
export interface Bubble {
  id: string
  from: 'person' | 'shop'
  at: string
  tick: Tick
  text?: string
  entities?: Entity[]
  header?: string
  footer?: string
  media?: BubbleMedia
  /** Rows of buttons under the message. */
  buttons?: Button[][]
  list?: { label: string; sections: { title?: string; rows: Row[] }[] }
  isTemplate?: boolean
  isDeleted?: boolean
  repliesTo?: string
  reaction?: string
  /** The tapped button that the bot has not answered yet. */
  waitsFor?: string
  trouble?: string
}

export interface BubbleMedia {
  id: string
  kind: 'image' | 'document'
  name: string
  mime: string
  sizeBytes: number
  width?: number
  height?: number
}

export interface Chat {
  channel: ChannelName
  role: Role
  bubbles: Bubble[]
  /** When the person last wrote: WhatsApp's 24-hour window counts from here. */
  heardAt: Date | null
  /** The person has blocked the shop. */
  isBlocked: boolean
}

export type PhoneEvent =
  | { is: 'bubble'; channel: ChannelName; role: Role; bubble: Bubble }
  | { is: 'typing'; channel: ChannelName; role: Role; forMs: number }
  | { is: 'toast'; channel: ChannelName; role: Role; text: string }
  | { is: 'wire'; entry: unknown }

export type Chats = ReturnType<typeof openChats>

export function openChats(roles: readonly Role[]) {
  const watchers = new Set<(event: PhoneEvent) => void>()
  const chats = roles.flatMap((role) => [emptyChat('whatsapp', role), emptyChat('telegram', role)])

  return { all: () => chats, of, add, change, find, tell, watch }

  function of(channel: ChannelName, role: Role): Chat {
    const chat = chats.find((chat) => chat.channel === channel && chat.role === role)
    if (!chat) throw new Error(`nobody on the phone is ${role}`)
    return chat
  }
  function add({ channel, role, bubbles }: Chat, bubble: Bubble): void {
    bubbles.push(bubble)
    if (bubbles.length > bubblesMax) bubbles.shift()
    tell({ is: 'bubble', channel, role, bubble })
  }
  function change({ channel, role }: Chat, bubble: Bubble, to: Partial<Bubble>): void {
    Object.assign(bubble, to)
    tell({ is: 'bubble', channel, role, bubble })
  }
  function find(channel: ChannelName, id: string): { chat: Chat; bubble: Bubble } | null {
    for (const chat of chats) {
      if (chat.channel !== channel) continue
      const bubble = chat.bubbles.find((bubble) => bubble.id === id)
      if (bubble) return { chat, bubble }
    }
    return null
  }
  function tell(event: PhoneEvent): void {
    for (const watcher of watchers) watcher(event)
  }
  function watch(watcher: (event: PhoneEvent) => void): () => void {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }
}

function emptyChat(channel: ChannelName, role: Role): Chat {
  return { channel, role, bubbles: [], heardAt: null, isBlocked: false }
}
