/** The messages being sent: claimed, handed to their channels side by side, and what a crash left behind. */
import { setTimeout as pause } from 'node:timers/promises'
import { describeFault } from './fault.ts'
import { openLoop } from './loop.ts'
import type { ChannelName } from './message.ts'
import type { RoadObserver } from './observer.ts'
import { claimMessages, type Leaving, recoverLost } from './outbox.ts'
import { openPacer, type Pace, paces } from './pace.ts'
import { type SendDeps, sendMessage } from './send.ts'
import { failMessage } from './undelivered.ts'

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
  const { db, limits, log } = deps
  const pacer = openPacer(deps.paces ?? paces, () => performance.now())
  const hands = new Map<string, Promise<void>>()
  if (db.kind === 'embedded') await recoverLost(db, { busy: [], all: true, limits })
  const onFault = (fault: unknown) => log.warn({ fault: describeFault(fault) }, 'outbox: no claim')
  const claims = openLoop({ step: claimSome, pollMs: limits.pollMs, onFault })
  const recovery = openLoop({ step: recover, pollMs: limits.pollMs, onFault })
  return { wake: claims.wake, inHand: () => hands.size, stop }

  async function claimSome() {
    const most = limits.sendsAtOnceMax - hands.size
    if (most <= 0) return
    const { leaving, soonestMs } = await claimMessages(db, { most, pacer, limits })
    if (soonestMs !== null) claims.wake(soonestMs)
    for (const one of leaving) hands.set(one.id, send(one))
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
    const { abandoned } = await recoverLost(db, { busy: [...hands.keys()], all: false, limits })
    for (const message of abandoned) {
      const reason = 'nobody knows whether it arrived, and it must not be sent twice'
      const failure = { code: 'unknown', reason, unreachable: false, now: deps.clock() }
      await db.asOrg(message.orgId, (sql) => failMessage(sql, message, failure))
    }
  }

  async function stop(graceMs: number) {
    await Promise.all([claims.stop(), recovery.stop()])
    const sent = Promise.all(hands.values())
    await Promise.race([sent, pause(graceMs, undefined, { ref: false })])
  }
}
