/** What WhatsApp tells of a message that arrived: in any order, twice, or not at all, and sometimes that it failed. */
import type { Inbound } from '#chat/message.ts'
import type { Dice } from './dice.ts'
import type { Call } from './platforms.ts'
import type { Posts } from './posts.ts'
import type { Time } from './time.ts'
import type { Weather } from './weather.ts'

type Status = Extract<Inbound, { kind: 'status' }>

interface StatusesDeps {
  time: Time
  dice: Dice
  weather: Weather
  posts: Posts
  account: string
  /** From now on the platform says that the person never got it. */
  onFailed(call: Call): void
}

const states = ['sent', 'delivered', 'read'] as const
const latest = { sent: 900, delivered: 3_000, read: 20_000 }
const undeliverable = { code: '131026', title: 'Message undeliverable' }
const windowClosed = { code: '131047', title: 'Re-engagement message' }

export function openStatuses(deps: StatusesDeps) {
  const { time, dice, weather, posts, account, onFailed } = deps
  return { tellOf }

  function tellOf(call: Call) {
    if (call.to.channel !== 'whatsapp') return
    if (dice.happens(weather.sendFails / 8)) {
      time.after(dice.between(10, 5_000), () => {
        onFailed(call)
        tell(call, 'failed')
      })
      return
    }
    const isLost = { sent: weather.statusLost, delivered: weather.statusLost, read: 0.5 }
    const told = states.filter((state) => !dice.happens(isLost[state]))
    if (dice.happens(0.2)) told.reverse()
    if (dice.happens(0.4)) time.after(dice.between(1, 2_000), () => tell(call, ...told))
    else
      for (const state of told) time.after(dice.between(1, latest[state]), () => tell(call, state))
  }

  /** Several may come in one post. */
  function tell(call: Call, ...states: Status['state'][]) {
    if (states.length === 0) return
    const inbound = states.map((state) => statusOf(call, state))
    posts.post({ channel: 'whatsapp', body: `${call.externalId} ${states.join(', ')}`, inbound })
  }

  function statusOf(
    { externalId, correlation, to, message }: Call,
    state: Status['state'],
  ): Status {
    const failure = dice.happens(0.1) && message.is !== 'template' ? windowClosed : undeliverable
    return {
      kind: 'status',
      channel: 'whatsapp',
      account,
      externalId: `${externalId}:${state}`,
      chat: to.chat,
      sentAt: time.now(),
      of: externalId!,
      state,
      correlation: dice.happens(0.1) ? undefined : correlation,
      errors: state === 'failed' ? [failure] : [],
    }
  }
}
