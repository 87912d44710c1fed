/** What arrives at once: one call of a platform. */
import type { ChannelName, Inbound } from './message.ts'

/** One webhook call: its raw body, and what the adapter read in it. */
export interface Post {
  channel: ChannelName
  body: string
  inbound: Inbound[]
}
