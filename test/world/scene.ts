/** One world as its seed draws it: who takes part, and how they are tied to each other. */
import { roadLimits } from '#chat/limits.ts'
import type { ChannelName } from '#chat/message.ts'
import type { Post } from '#chat/post.ts'
import type { Db } from '#db/sql.ts'
import { answersOf } from './answers.ts'
import { type Chronicle, openChronicle } from './chronicle.ts'
import { type Dice, openDice } from './dice.ts'
import { type Laws, openLaws } from './laws.ts'
import { type Chat, openPeople } from './people.ts'
import { type Call, openPlatforms } from './platforms.ts'
import { openPosts, type Posts } from './posts.ts'
import { openStatuses } from './statuses.ts'
import { type Outside, startTilly, type Tilly } from './tilly.ts'
import { openTime, type Time } from './time.ts'
import type { Watch } from './watch.ts'
import { drawWeather, type Weather } from './weather.ts'

export interface Scene {
  time: Time
  laws: Laws
  posts: Posts
  chronicle: Chronicle
  kept: Post[]
  tillies(): Tilly[]
  /** Since it was last asked. */
  hasTransacted(): boolean
  /** What was just acknowledged is in the inbox. */
  checkKept(): void
}

interface Setting {
  seed: number
  conversations: number
  print?: (line: string) => void
  db: Db
  watch: Watch
  orgId: number
  ownerChat: string
}

/** As in life, but that a world need not wait so long for its end. */
const limitsOf = ({ turnsAtOnce, sendsAtOnce }: Weather) => ({
  ...roadLimits,
  pollMs: 5_000,
  retryMsMax: 20_000,
  pauseMsMax: 20_000,
  unknownWaitMs: 40_000,
  turnMsMax: 20_000,
  turnsAtOnceMax: turnsAtOnce,
  sendsAtOnceMax: sendsAtOnce,
})

const account = 'shop'
const restartMsMax = 5_000
const deployWithinMs = 120_000

export function openScene(setting: Setting): Scene {
  const { db, watch, orgId } = setting
  const time = openTime()
  const chronicle = openChronicle(time, setting.print)
  const { tell, count } = chronicle
  const dice = openDice(setting.seed)
  const weather = drawWeather(dice)
  const limits = limitsOf(weather)
  const laws = openLaws(limits)
  const kept: Post[] = []
  const unchecked: Post[] = []
  let hasTransacted = false

  const posts = openPosts({ time, dice, weather, tell, tillies: () => crew.tillies, onKept })
  const people = openPeople({ time, dice, weather, posts, account })
  const statuses = openStatuses({ time, dice, weather, posts, account, onFailed })
  const platforms = openPlatforms({ time, dice, weather, limits, ...onPlatforms() })
  const crew = openCrew({
    db,
    watch,
    time,
    dice,
    weather,
    limits,
    orgId,
    files: new Map(),
    channels: platforms.channels,
    answers: (tilly) => answersOf(dice, tilly, laws.answer),
    tell,
    onTransaction: () => {
      hasTransacted = true
    },
    onFault: (tilly, what) => {
      count(what)
      laws.excuse(tilly)
    },
    onDeath: (tilly) => {
      count('died')
      laws.excuse(tilly)
    },
  })
  for (const chat of castOf(setting, dice)) people.begin(chat)

  return {
    time,
    laws,
    posts,
    chronicle,
    kept,
    tillies: () => crew.tillies,
    hasTransacted() {
      const had = hasTransacted
      hasTransacted = false
      return had
    },
    checkKept() {
      for (const { inbound } of unchecked.splice(0))
        for (const { externalId } of inbound)
          if (!laws.kept(externalId)) laws.break(`${externalId} was acknowledged, and not kept`)
    },
  }

  function onKept(post: Post) {
    count('kept')
    kept.push(post)
    unchecked.push(post)
  }

  function onFailed(call: Call) {
    laws.arrivalOf(call)!.isFailed = true
  }

  function onPlatforms() {
    return {
      onCall: laws.call,
      onUnknown: (call: Call) => {
        count('unknown')
        laws.excuseCall(call)
      },
      onArrival: (call: Call) => {
        const { row } = laws.arrive(call)
        tell(`  outbox ${row.id} arrives as ${call.externalId}`)
        count(laws.arrivals(row).length > 1 ? 'arrived again' : 'arrived')
        statuses.tellOf(call)
        people.see(call.to, call.message)
      },
    }
  }
}

/** As many processes as the weather says; who dies is followed by another, and some are asked to leave. */
function openCrew(outside: Omit<Outside, 'onDeath'> & { onDeath(tilly: Tilly): void }) {
  const { time, dice, weather } = outside
  const tillies: Tilly[] = []
  for (let at = 0; at < weather.tillies; at += 1) hire('abc'[at]!, 1)
  for (let at = 0; at < weather.deploys; at += 1)
    time.after(dice.between(0, deployWithinMs), () => {
      if (tillies.length > 0) void dice.one(tillies).leave()
    })
  return { tillies }

  function hire(letter: string, generation: number) {
    const onDeath = (tilly: Tilly) => {
      outside.onDeath(tilly)
      tillies.splice(tillies.indexOf(tilly), 1)
      time.after(dice.between(50, restartMsMax), () => hire(letter, generation + 1))
    }
    tillies.push(startTilly({ ...outside, onDeath }, `${letter}${generation}`))
  }
}

/** The owner, and people on both channels. */
function castOf({ conversations, ownerChat }: Setting, dice: Dice): Chat[] {
  const others = Array.from({ length: conversations - 1 }, (_, at): Chat => {
    const channel: ChannelName = dice.one(['whatsapp', 'telegram'])
    const number = 1_000_000 + at
    return { channel, chat: channel === 'whatsapp' ? `+25470${number}` : String(number) }
  })
  return [{ channel: 'telegram', chat: ownerChat }, ...others]
}
