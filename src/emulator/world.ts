/** What every part of the emulator shares: one clock, one set of chats, one wire. */
import type { Role } from '#domain/identity.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import type { Chats } from './chats.ts'
import type { Faults } from './faults.ts'
import type { Template } from './graph-templates.ts'
import type { MediaShelf } from './media.ts'
import type { Persona } from './personas.ts'
import type { Post } from './webhook-post.ts'
import type { Wire } from './wire.ts'

export interface Secrets {
  appSecret: string
  verifyToken: string
  accessToken: string
  phoneNumberId: string
  botToken: string
  webhookSecret: string
}

export interface World {
  clock: Clock
  /** Goes on while the clock stands still. */
  elapsedMs: () => number
  log: Log
  secrets: Secrets
  /** Where Tillie listens, such as http://127.0.0.1:3000. */
  webhookBase: () => string
  personas: readonly Persona[]
  templates: readonly Template[]
  chats: Chats
  media: MediaShelf
  wire: Wire
  faults: Faults
  post: Post
  /** Whose phone is being looked at, so that what arrives is read at once. */
  isLookedAt: (role: Role) => boolean
  /** Between one delivery state and the next. */
  stateMs: number
  closing: AbortSignal
}
