/**
 * One process of Tillie: the real road, with everything that it awaits outside itself behind a gate.
 * At each gate time passes, and the process may freeze or end, before or after what it awaited.
 */
import { createHash } from 'node:crypto'
import type { RoadChannel } from '#chat/delivery.ts'
import type { RoadLimits } from '#chat/limits.ts'
import type { ChannelName } from '#chat/message.ts'
import type { Post } from '#chat/post.ts'
import { openRoad } from '#chat/road.ts'
import type { Db } from '#db/sql.ts'
import type { Answer } from '#engine/answer.ts'
import { quiet } from '#test/support/database.ts'
import type { Dice } from './dice.ts'
import { type Owner, type Time, timersOf } from './time.ts'
import { gatedDb } from './transactions.ts'
import type { Watch } from './watch.ts'
import type { Weather } from './weather.ts'

export interface Tilly extends Owner {
  readonly name: string
  isTakingWork(): boolean
  /** Never settles when the process ends first. */
  keep(post: Post): Promise<void>
  /** Waits for its turn, does the work, and goes on with what came of it, if it still lives. */
  await<Result>(what: string, ms: number, work: Work<Result>, aside?: string): Promise<Result>
  /** No new work, what is in hand may finish, then the process ends. */
  leave(): Promise<void>
  die(): void
}

type Work<Result> = () => Result | Promise<Result>

/** What surrounds a process. */
export interface Outside {
  db: Db
  watch: Watch
  time: Time
  dice: Dice
  weather: Weather
  limits: RoadLimits
  orgId: number
  files: Map<string, Uint8Array>
  channels(tilly: Tilly): Record<ChannelName, RoadChannel>
  answers(tilly: Tilly): Answer
  /** What is told aside says more, and is no part of what must be the same again. */
  tell(line: string, aside?: string): void
  onTransaction(): void
  /** The process did not hear, or not in time, what became of what it did. */
  onFault(tilly: Tilly, what: 'refused' | 'unheard' | 'froze'): void
  onDeath(tilly: Tilly): void
}

const template = { name: 'get_in_touch', language: 'en' }
const frozenMsMax = 100_000
const leaveMsMax = 5_000

export function startTilly(outside: Outside, name: string): Tilly {
  const { time, dice, weather, tell } = outside
  const tilly = {
    name,
    isDead: false,
    frozenUntilMs: 0,
    isTakingWork: () => !tilly.isDead && road.isTakingWork(),
    keep: (post: Post) => road.keep(post),
    await: pass,
    leave,
    die,
  }
  const road = openRoad({
    db: gatedDb(outside, tilly),
    channels: outside.channels(tilly),
    answer: outside.answers(tilly),
    files: shelf(outside, tilly),
    clock: time.now,
    timers: timersOf(time, tilly),
    chance: dice.number,
    log: quiet,
    defaultOrg: { whatsapp: outside.orgId, telegram: outside.orgId },
    template,
    limits: outside.limits,
  })
  // A process that cannot start ends; the next one tries again.
  road.start().catch(die)
  return tilly

  function pass<Result>(what: string, ms: number, work: Work<Result>, aside?: string) {
    if (dice.happens(weather.freezes)) freeze()
    return new Promise<Result>((done, fail) => {
      const act = async () => {
        const isFatal = dice.happens(weather.dies)
        const isDone = !isFatal || dice.happens(0.5)
        tell(
          `${name} ${what}${isFatal ? `, and ends ${isDone ? 'after' : 'before'} it` : ''}`,
          aside,
        )
        const settled = isDone ? await settle(work) : null
        if (isFatal) return die()
        if (tilly.isDead || !settled) return
        if ('value' in settled) done(settled.value)
        else fail(settled.fault)
      }
      time.after(ms, act, tilly)
    })
  }

  function freeze() {
    const ms = dice.between(1_000, frozenMsMax)
    tilly.frozenUntilMs = time.ms() + ms
    tell(`${name} freezes for ${Math.round(ms)} ms`)
    outside.onFault(tilly, 'froze')
  }

  async function leave() {
    tell(`${name} is asked to leave`)
    await road.stop(leaveMsMax)
    if (!tilly.isDead) die()
  }

  function die() {
    if (tilly.isDead) return
    tilly.isDead = true
    tell(`${name} is no more`)
    outside.onDeath(tilly)
  }
}

async function settle<Result>(work: Work<Result>): Promise<{ value: Result } | { fault: unknown }> {
  try {
    return { value: await work() }
  } catch (fault) {
    return { fault }
  }
}

/** One shelf for all processes. */
function shelf({ dice, files }: Outside, tilly: Tilly) {
  return { put, get }

  function put(_orgId: number, bytes: Uint8Array) {
    return tilly.await('puts a file', dice.between(1, 20), () => {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      files.set(sha256, bytes)
      return sha256
    })
  }

  function get(_orgId: number, sha256: string) {
    return tilly.await('gets a file', dice.between(1, 20), () => files.get(sha256)!)
  }
}
