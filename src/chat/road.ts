/**
 * The road of a message: kept in the inbox, taken, answered in a turn, left through the outbox.
 * main.ts hands in the channels, the answer and the files; nothing starts before `start`.
 */
import type { Db } from '#db/sql.ts'
import type { Describer } from '#domain/pictures/describer.ts'
import type { Eye } from '#domain/pictures/eye.ts'
import type { Answer } from '#engine/answer.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { systemTimers, type Timers } from '#kit/timers.ts'
import { openAccounts } from './accounts.ts'
import type { RoadChannel } from './delivery.ts'
import { describeFault } from './fault.ts'
import type { LinkTo } from './file-link.ts'
import type { Chance } from './finish.ts'
import { openInbox } from './inbox.ts'
import { type RoadLimits, roadLimits } from './limits.ts'
import { type Loop, openLoop } from './loop.ts'
import { openLowWater } from './low-water.ts'
import type { ChannelName } from './message.ts'
import type { RoadObserver } from './observer.ts'
import type { Pace } from './pace.ts'
import type { Post } from './post.ts'
import { openSends, type Sends } from './sends.ts'
import { applyStatuses } from './statuses.ts'
import { openTurns, type Turns } from './turns.ts'
import type { WindowTemplate } from './window.ts'

export interface RoadDeps {
  db: Db
  channels: Partial<Record<ChannelName, RoadChannel>>
  answer: Answer
  /** Without it, pictures are not looked at. */
  eye?: Eye
  /** Without it no picture leaves the house. */
  describer?: Describer | null
  files: {
    put(orgId: number, bytes: Uint8Array): Promise<string>
    get(orgId: number, sha256: string): Promise<Uint8Array>
  }
  clock: Clock
  timers?: Timers
  chance?: Chance
  log: Log
  /** For accounts that no business has claimed. */
  defaultOrg: Partial<Record<ChannelName, number>>
  template: WindowTemplate | null
  /** Where the pages are that people sign in to. */
  pagesUrl?: string | null
  linkTo?: LinkTo
  limits?: Partial<RoadLimits>
  paces?: Record<ChannelName, Pace>
  observe?: RoadObserver
}

export interface Road {
  /** Resolves when it is safe to acknowledge; rejects when nothing was kept. */
  keep(post: Post): Promise<void>
  start(): Promise<void>
  /** Turns in hand may finish; what does not is given back. */
  stop(graceMs?: number): Promise<void>
  /** Resolves once nothing is left to answer or to send. */
  idle(): Promise<void>
  isTakingWork(): boolean
}

interface Running {
  turns: Turns
  sends: Sends
  statuses: Loop
}

const idleLookMs = 5

export function openRoad(deps: RoadDeps): Road {
  const {
    db,
    clock,
    log,
    template,
    observe = {},
    timers = systemTimers,
    chance = Math.random,
  } = deps
  const limits = { ...roadLimits, ...deps.limits }
  const outside = { limits, observe, timers, chance }
  const accounts = openAccounts(deps.defaultOrg)
  const inbox = openInbox({ db, clock, accounts, limits, onKept })
  const statusesBegin = openLowWater(timers.elapsedMs)
  let running: Running | null = null
  let isStopping = false
  return {
    keep: inbox.keep,
    start,
    stop,
    idle,
    isTakingWork: () => running !== null && !isStopping,
  }

  async function start() {
    if (running) return
    isStopping = false
    const sends = await openSends({ ...deps, ...outside })
    const onTurn = () => sends.wake()
    const turns = await openTurns({ ...deps, ...outside, onTurn })
    const statuses = openLoop({ step: readStatuses, pollMs: limits.pollMs, timers, onFault })
    running = { turns, sends, statuses }
    turns.wake()
    sends.wake()
    statuses.wake()
  }

  function onKept(posts: Post[]) {
    for (const { channel, inbound } of posts) observe.kept?.({ channel, messages: inbound.length })
    if (!running || isStopping) return
    const kinds = posts.flatMap(({ inbound }) => inbound)
    if (kinds.some(({ kind }) => kind === 'status')) running.statuses.wake()
    if (!kinds.some(({ kind }) => kind !== 'status')) return
    running.turns.wake()
    if (kinds.some((one) => one.kind === 'message' && one.content.is === 'media'))
      running.turns.wake(limits.mediaWaitMs + idleLookMs)
  }

  async function readStatuses() {
    const applied = await applyStatuses(db, {
      ...{ template, limits, now: clock() },
      lowWater: statusesBegin,
    })
    if (applied > 0) running?.sends.wake()
    if (applied === limits.statusesAtOnceMax) running?.statuses.wake()
  }

  function onFault(fault: unknown) {
    log.warn({ fault: describeFault(fault) }, 'statuses: not applied')
  }

  async function stop(graceMs = limits.stopMsMax) {
    if (!running || isStopping) return
    isStopping = true
    const until = timers.elapsedMs() + Math.min(graceMs, limits.stopMsMax)
    const left = () => Math.max(until - timers.elapsedMs(), 0)
    await running.statuses.stop()
    await running.turns.stop(left())
    await running.sends.stop(left())
    running = null
  }

  async function idle() {
    for (;;) {
      const inHand = running ? running.turns.inHand() + running.sends.inHand() : 0
      if (inHand === 0 && (await countUndone(db)) === 0) return
      await new Promise((done) => setTimeout(done, idleLookMs))
    }
  }
}

async function countUndone(db: Db): Promise<number> {
  const [row] = await db.asCourier(
    (sql) => sql<{ undone: number }[]>`
      select (select count(*) from inbox where state = 'new')::integer
        + (select count(*) from outbox where state in ('waiting', 'sending'))::integer as undone`,
  )
  return row!.undone
}
