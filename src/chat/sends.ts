/** The messages being sent: claimed, handed to their channels side by side, and what a crash left behind. */
import { atMost } from '#kit/timers.ts'
import { describeFault } from './fault.ts'
import { openLoop } from './loop.ts'
import { openLowWater } from './low-water.ts'
import type { ChannelName } from './message.ts'
import type { RoadObserver } from './observer.ts'
import { accountOf, claimMessages, type Leaving, recoverLost } from './outbox.ts'
import { openPacer, type Pace, paces } from './pace.ts'
import { type SendDeps, sendMessage } from './send.ts'
import { failMessage } from './undelivered.ts'

/** Beyond it a queue is left to whoever comes next. */
const lastSendsMsMax = 2_000

export interface Sends {
  wake(afterMs?: number): void
  inHand(): number
  stop(graceMs: number): Promise<void>
}

interface SendsDeps extends SendDeps {
  observe: RoadObserver
  paces?: Record<ChannelName, Pace>
}

export async function openSends(deps: SendsDeps): Promise<Sends> {
  const { db, limits, log, timers } = deps
  const pacer = openPacer(deps.paces ?? paces, timers.elapsedMs)
  const [claimed, recovered] = [openLowWater(timers.elapsedMs), openLowWater(timers.elapsedMs)]
  const hands = new Map<string, { account: string; ended: Promise<void> }>()
  if (db.kind === 'embedded') await recoverLost(db, { busy: [], all: true, after: '0', limits })
  const onFault = (fault: unknown) => log.warn({ fault: describeFault(fault) }, 'outbox: no claim')
  const claims = openLoop({ step: claimSome, pollMs: limits.pollMs, timers, onFault })
  const recovery = openLoop({ step: recover, pollMs: limits.pollMs, timers, onFault })
  return { wake: claims.wake, inHand: () => hands.size, stop }

  async function claimSome() {
    const most = limits.sendsAtOnceMax - hands.size
    if (most <= 0) return
    const claiming = { most, inHand: countByAccount(), pacer, lowWater: claimed, limits }
    const { leaving, isMore, soonestMs } = await claimMessages(db, claiming)
    if (isMore) claims.wake()
    if (soonestMs !== null) claims.wake(soonestMs)
    for (const one of leaving) hands.set(one.id, { account: accountOf(one), ended: send(one) })
  }

  function countByAccount(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const { account } of hands.values()) counts.set(account, (counts.get(account) ?? 0) + 1)
    return counts
  }

  async function send(leaving: Leaving) {
    let afterMs = 0
    try {
      const { sent, againMs } = await sendMessage(deps, leaving)
      deps.observe.messageSent?.({ channel: leaving.channel, is: sent.is })
      afterMs = againMs
    } catch (fault) {
      // What became of it could not be written down: its lease runs out, and recovery decides.
      log.error({ message: leaving.id, fault: describeFault(fault) }, 'outcome not recorded')
    }
    hands.delete(leaving.id)
    claims.wake()
    if (afterMs > 0) claims.wake(afterMs)
  }

  async function recover() {
    const [busy, after] = [[...hands.keys()], recovered.after()]
    const { abandoned, oldest } = await recoverLost(db, { busy, all: false, after, limits })
    recovered.saw(oldest)
    for (const message of abandoned) {
      const reason = 'nobody knows whether it arrived, and it must not be sent twice'
      const failure = { code: 'unknown', reason, unreachable: false, now: deps.clock() }
      await db.asOrg(message.orgId, (sql) => failMessage(sql, message, failure))
    }
  }

  async function stop(graceMs: number) {
    const until = timers.elapsedMs() + graceMs
    await Promise.all([claims.stop(), recovery.stop()])
    await sendTheLast(timers.elapsedMs() + Math.min(graceMs, lastSendsMsMax)).catch(onFault)
    await atMost(timers, Math.max(until - timers.elapsedMs(), 0), allInHand())
  }

  /** Replies of the last turns wait for nothing but us: what may leave now still leaves. */
  async function sendTheLast(until: number) {
    while (timers.elapsedMs() < until) {
      await claimSome()
      if (hands.size === 0) return
      const left = Math.max(until - timers.elapsedMs(), 0)
      await atMost(timers, left, Promise.race([...hands.values()].map(({ ended }) => ended)))
    }
  }

  function allInHand() {
    return Promise.all([...hands.values()].map(({ ended }) => ended))
  }
}
