/** The turns in hand: taken, worked on side by side up to a maximum, and settled whatever happens. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '#kit/log.ts'
import { describeFault } from './fault.ts'
import { LeaseLost, setAside } from './finish.ts'
import type { Loop } from './loop.ts'
import { openLoop } from './loop.ts'
import type { RoadObserver } from './observer.ts'
import { openTaking, type Taken } from './taking.ts'
import { type TurnDeps, takeTurn } from './turn.ts'

export interface Turns {
  wake(afterMs?: number): void
  inHand(): number
  /** No new turns; those in hand may finish, until `graceMs` are over; the rest is given back. */
  stop(graceMs: number): Promise<void>
}

interface TurnsDeps extends TurnDeps {
  log: Log
  observe: RoadObserver
  /** After each turn, when there may be something to send. */
  onTurn(): void
}

const settleTriesMax = 6
const settleRetryMs = 100

export async function openTurns(deps: TurnsDeps): Promise<Turns> {
  const { db, limits, log } = deps
  const taking = openTaking(db, limits)
  const hands = new Set<Promise<void>>()
  if (db.kind === 'embedded') await taking.freeAll()
  const onFault = (fault: unknown) => log.warn({ fault: describeFault(fault) }, 'turns: no take')
  const takes: Loop = openLoop({ step: takeSome, pollMs: limits.pollMs, onFault })
  const renewals = openLoop({ step: taking.renew, pollMs: limits.turnLeaseMs / 3, onFault })
  return { wake: takes.wake, inHand: () => hands.size, stop }

  async function takeSome() {
    const free = limits.turnsAtOnceMax - hands.size
    if (free <= 0) return // Whoever finishes first wakes the loop.
    for (const taken of await taking.take(free)) {
      const hand = work(taken).finally(() => {
        hands.delete(hand)
        takes.wake()
        deps.onTurn()
      })
      hands.add(hand)
    }
  }

  async function work(taken: Taken) {
    const startedAt = performance.now()
    const ended = await oneTurn(taken)
    taking.drop(taken)
    const { channel } = taken.head.inbound
    deps.observe.turnEnded?.({ channel, ended, ms: performance.now() - startedAt })
  }

  async function oneTurn(taken: Taken): Promise<'done' | 'failed' | 'dead' | 'lost'> {
    try {
      await takeTurn(deps, taken)
      return 'done'
    } catch (fault) {
      if (fault instanceof LeaseLost) return 'lost'
      log.warn({ message: taken.head.id, fault: describeFault(fault) }, 'turn failed')
      return settle(taken, fault)
    }
  }

  /** The database may be what failed: when it does not come back, the lease runs out by itself. */
  async function settle(taken: Taken, fault: unknown): Promise<'failed' | 'dead' | 'lost'> {
    for (let tries = 0; tries < settleTriesMax; tries += 1) {
      try {
        const aside = await setAside(db, taken, { fault, limits, now: deps.clock() })
        if (aside.is === 'later') takes.wake(aside.afterMs)
        return aside.is === 'later' ? 'failed' : aside.is
      } catch (fault) {
        log.warn({ fault: describeFault(fault) }, 'turn not settled')
        await pause(settleRetryMs * 2 ** tries)
      }
    }
    return 'lost'
  }

  async function stop(graceMs: number) {
    await takes.stop()
    await Promise.race([Promise.all(hands), pause(graceMs, undefined, { ref: false })])
    await renewals.stop()
    await taking.giveBack()
  }
}
