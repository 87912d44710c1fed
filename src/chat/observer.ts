/** Who counts what happens on the road. */
import type { Sent } from './delivery.ts'
import type { ChannelName } from './message.ts'

/** Counters; nothing of what was said. */
export interface RoadObserver {
  kept?(post: { channel: ChannelName; messages: number }): void
  turnEnded?(turn: {
    channel: ChannelName
    ended: 'done' | 'failed' | 'dead' | 'lost'
    ms: number
  }): void
  messageSent?(message: { channel: ChannelName; is: Sent['is'] }): void
}
