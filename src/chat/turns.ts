/** The turns in hand: taken, worked on side by side up to a maximum, and settled whatever happens. */
import { atMost, pause } from '#kit/timers.ts'
import { BrokenOff, describeFault } from './fault.ts'
import { type Chance, LeaseLost, setAside } from './finish.ts'
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
  chance: Chance
  observe: RoadObserver
  /** After each turn, when there may be something to send. */
  onTurn(): void
}

const settleTriesMax = 6
const settleRetryMs = 100

export async function openTurns(deps: TurnsDeps): Promise<Turns> {
  const { db, limits, log, timers, chance } = deps
  const taking = openTaking(db, limits, timers.elapsedMs)
  const hands = new Set<Promise<void>>()
  let suspects = 0
  if (db.kind === 'embedded') await taking.freeAll()
  const onFault = (fault: unknown) => log.warn({ fault: describeFault(fault) }, 'turns: no take')
  const takes: Loop = openLoop({ step: takeSome, pollMs: limits.pollMs, timers, onFault })
  const renewMs = limits.turnLeaseMs / 3
  const renewals = openLoop({ step: taking.renew, pollMs: renewMs, timers, onFault })
  return { wake: takes.wake, inHand: () => hands.size, stop }

  async function takeSome() {
    const free = limits.turnsAtOnceMax - hands.size
    if (free <= 0) return // Whoever finishes first wakes the loop.
    for (const taken of await taking.take(free)) {
      const isSuspect = taken.attempts >= limits.suspectFromAttempt
      if (isSuspect && suspects > 0) {
        await putBack(taken)
        continue
      }
      if (isSuspect) suspects += 1
      const hand = work(taken).finally(() => {
        hands.delete(hand)
        if (isSuspect) suspects -= 1
        takes.wake()
        deps.onTurn()
      })
      hands.add(hand)
    }
  }

  /** Were they answered side by side, the one that ends the process would use up the others' attempts. */
  async function putBack(taken: Taken) {
    await taking.putBack(taken, limits.retryBaseMs)
    takes.wake(limits.retryBaseMs)
  }

  async function work(taken: Taken) {
    const startedAt = timers.elapsedMs()
    const ended = await oneTurn(taken)
    taking.drop(taken)
    const { channel } = taken.head.inbound
    deps.observe.turnEnded?.({ channel, ended, ms: timers.elapsedMs() - startedAt })
  }

  async function oneTurn(taken: Taken): Promise<'done' | 'failed' | 'dead' | 'lost'> {
    try {
      if (taken.attempts > limits.turnBreaksMax)
        throw new BrokenOff('answering it was broken off each time')
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
        const aside = await setAside(db, taken, { fault, limits, chance, now: deps.clock() })
        if (aside.is === 'later') takes.wake(aside.afterMs)
        return aside.is === 'later' ? 'failed' : aside.is
      } catch (fault) {
        log.warn({ fault: describeFault(fault) }, 'turn not settled')
        await pause(timers, settleRetryMs * 2 ** tries)
      }
    }
    return 'lost'
  }

  async function stop(graceMs: number) {
    await takes.stop()
    await atMost(timers, graceMs, Promise.all(hands))
    await renewals.stop()
    await taking.giveBack()
  }
}
