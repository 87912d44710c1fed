/**
 * The platforms' receiving end: what Tillie sends arrives, or does not, and the answer to the call
 * tells so, or is lost. WhatsApp tells later, too, by statuses, in whatever order.
 */
import type { RoadChannel, Sent } from '#chat/delivery.ts'
import type { RoadLimits } from '#chat/limits.ts'
import type { ChannelName, Outgoing } from '#chat/message.ts'
import type { Dice } from './dice.ts'
import type { Chat } from './people.ts'
import type { Tilly } from './tilly.ts'
import type { Time } from './time.ts'
import type { Weather } from './weather.ts'

/** One call of Tillie's to send a message. */
export interface Call {
  tilly: Tilly
  to: Chat
  correlation: string
  message: Outgoing
  beganMs: number
  /** The platform's id of the message, once it has it. */
  externalId: string | null
  /** Tillie heard how it ended. */
  isOver: boolean
}

type Ending = { arrives: boolean; hears: Sent | 'sent' | 'nothing' }

interface PlatformsDeps {
  time: Time
  dice: Dice
  weather: Weather
  limits: RoadLimits
  onCall(call: Call): void
  /** The message is the platform's now: the person sees it. */
  onArrival(call: Call): void
  /** Tillie cannot know from this call whether it arrived. */
  onUnknown(call: Call): void
}

export interface Platforms {
  channels(tilly: Tilly): Record<ChannelName, RoadChannel>
}

const channelLimits = {
  textLengthMax: 80,
  captionLengthMax: 60,
  buttonsMax: 3,
  buttonTitleLengthMax: 20,
  buttonTextLengthMax: 80,
  listRowsMax: 10,
  listTitleLengthMax: 24,
  listDescriptionLengthMax: 72,
  documentMimes: null,
}

export function openPlatforms(deps: PlatformsDeps): Platforms {
  const { time, dice, weather, onCall, onArrival, onUnknown } = deps
  let ids = 0
  return {
    channels: (tilly) => ({
      whatsapp: channelOf(tilly, 'whatsapp'),
      telegram: channelOf(tilly, 'telegram'),
    }),
  }

  function channelOf(tilly: Tilly, channel: ChannelName): RoadChannel {
    return {
      limits: channelLimits,
      typingEveryMs: 4_000,
      attend: async () => {},
      acknowledgeTap: async () => {},
      download: async () => ({ bytes: new Uint8Array() }),
      async send(message, address, { correlation, load }) {
        const chat = 'chatId' in address ? address.chatId : address.phone!
        const to = { channel, chat }
        const beganMs = time.ms()
        const call = { tilly, to, correlation, message, beganMs, externalId: null, isOver: false }
        onCall(call)
        if (message.is === 'file') {
          const loaded = await load(message.file).catch(() => null)
          if (!loaded) return tryAgain('no-file', 'nothing', null)
        }
        return carry(call)
      },
    }
  }

  /** There and back again: each way takes its time. */
  async function carry(call: Call): Promise<Sent> {
    const { tilly } = call
    const isLateAfter = (ms: number) => time.ms() + ms - call.beganMs > deps.limits.sendMsMax
    const thereMs = wayMs()
    if (isLateAfter(thereMs) || tilly.frozenUntilMs > time.ms()) onUnknown(call)
    const { hears, backMs } = await tilly.await('calls a platform', thereMs, () => {
      const ending = { ...endingOf(call), backMs: wayMs() }
      if (isLateAfter(ending.backMs) || ending.hears === 'nothing' || isUnknown(ending.hears))
        onUnknown(call)
      if (ending.arrives) arrive(call)
      return ending
    })
    if (hears === 'nothing') return new Promise<never>(() => {})
    return tilly.await('hears from a platform', backMs, () => {
      call.isOver = true
      return hears === 'sent' ? { is: 'sent', externalId: call.externalId! } : hears
    })
  }

  function arrive(call: Call) {
    ids += 1
    call.externalId = `p${ids}`
    onArrival(call)
  }

  function endingOf({ message, to }: Call): Ending {
    if (!dice.happens(weather.sendFails)) return { arrives: true, hears: 'sent' }
    const isKnock = message.is === 'template'
    const isTelegram = to.channel === 'telegram'
    const how = dice.weighed({
      throttled: 4,
      busy: 4,
      reset: 2,
      unheard: 4,
      silent: 1,
      ignored: 1,
      refused: 0.5,
      blocked: 0.2,
      closed: isKnock || isTelegram ? 0 : 2,
    })
    switch (how) {
      case 'throttled': {
        const pauses = dice.one(['account', 'chat', 'chat'] as const)
        return { arrives: false, hears: tryAgain('429', pauses, dice.between(500, 30_000)) }
      }
      case 'busy':
        return { arrives: false, hears: tryAgain('503', 'nothing', null) }
      case 'reset':
        return { arrives: false, hears: { is: 'unknown', reason: 'reset' } }
      case 'unheard':
        return { arrives: true, hears: { is: 'unknown', reason: 'reset' } }
      case 'silent':
        return { arrives: true, hears: 'nothing' }
      case 'ignored':
        return { arrives: false, hears: 'nothing' }
      case 'closed':
        return { arrives: false, hears: { is: 'window-closed', code: '131047' } }
      default:
        return { arrives: false, hears: refusal(how === 'blocked') }
    }
  }

  function wayMs(): number {
    if (!dice.happens(weather.sendFails / 20)) return dice.between(20, 400)
    return dice.between(5_000, 45_000)
  }
}

function isUnknown(hears: Sent | 'sent'): boolean {
  return hears !== 'sent' && hears.is === 'unknown'
}

function tryAgain(
  code: string,
  pauses: 'account' | 'chat' | 'nothing',
  afterMs: number | null,
): Sent {
  return { is: 'retry', code, pauses, afterMs, reason: `the platform said ${code}` }
}

function refusal(unreachable: boolean): Sent {
  return { is: 'failed', code: '131026', reason: 'the platform refused it', unreachable }
}
