/**
 * A seat: one connection with one life. postgres.js revives a broken connection in place, and what
 * the broken transaction still wanted to say would be said to nobody, or within another's
 * transaction. So a seat is a client of its own, which falls silent when its connection breaks.
 */
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { ConnectionLost, DatabaseAway } from './away.ts'
import { type Opening, transact, type Work } from './transaction.ts'

export type Settings = postgres.Options<Record<string, postgres.PostgresType>>

export interface Seat {
  /** One transaction. Fails with `DatabaseAway` when it could not be begun, `ConnectionLost` when cut off. */
  begin<T>(opening: Opening, work: Work<T>): Promise<T>
  /** It has served a transaction, so it may have broken unnoticed since. */
  hasServed(): boolean
  isBroken(): boolean
  openedAt: number
  /** A transaction in hand may end first. */
  end(graceSeconds: number): Promise<void>
}

/** Besides the time limit of a connection attempt itself. */
const beginMsMax = 6_000

/** Connects when it is first used; tells when its connection is gone. */
export type SeatMaker = (onBroken: (seat: Seat) => void) => Seat

export function seatMaker(url: string, settings: Settings): SeatMaker {
  /** Of a client that has asked the server for its array types, so that the next need not. */
  let learned: Settings | null = null

  return (onBroken) => {
    const broken = Promise.withResolvers<never>()
    broken.promise.catch(() => {}) // It may break while nobody uses it.
    let isBroken = false
    let hasServed = false
    let connection: postgres.ReservedSql | null = null
    /** Of the transaction in hand: until then nobody else may speak. */
    let isFree: Promise<unknown> = Promise.resolve()
    const onclose = () => {
      breakOff('the connection broke')
      onBroken(seat)
    }
    const own = { max: 1, max_lifetime: null, onclose }
    const client = learned
      ? postgres({ ...learned, ...own, fetch_types: false })
      : postgres(url, { ...settings, ...own })
    const seat: Seat = {
      begin,
      hasServed: () => hasServed,
      isBroken: () => isBroken,
      openedAt: performance.now(),
      end,
    }
    return seat

    async function begin<T>(opening: Opening, work: Work<T>): Promise<T> {
      let [hasBegun, isOver, isSent, isDoubtful] = [false, false, false, false]
      const giveUp = () => {
        if (hasBegun || isOver) return
        isDoubtful = isSent
        breakOff('no answer')
        void client.end({ timeout: 0 })
      }
      // The answer may have come while this process was too busy to hear it: what is there is read first.
      const late = setTimeout(() => setImmediate(giveUp), beginMsMax)
      const onBegun = () => {
        clearTimeout(late)
        hasBegun = hasServed = true
        learned ??= client.options as unknown as Settings
      }
      const onWholeSent = () => {
        isSent = true
      }
      const terms = { opening, work, isBroken: () => isBroken, onBegun, onWholeSent }
      const done = isFree.then(connected).then((connection) => transact(connection, terms))
      isFree = done.then(({ ended }) => ended).catch(() => {})
      try {
        return (await Promise.race([done, broken.promise])).result
      } catch (fault) {
        if (!isBroken) throw fault
        // A server that is only slow may still do all of it: it must not be asked twice.
        throw hasBegun || isDoubtful ? new ConnectionLost(fault) : new DatabaseAway(fault)
      } finally {
        clearTimeout(late)
        isOver = true
      }
    }

    async function connected(): Promise<postgres.ReservedSql> {
      try {
        // One that is not open yet and need not ask for types would never be given to us.
        if (!connection) await client`select`
        connection ??= await client.reserve()
        return connection
      } catch (fault) {
        isBroken = true
        throw fault
      }
    }

    /** Whoever waits on this connection waits no longer. */
    function breakOff(why: string) {
      isBroken = true
      broken.reject(new Error(why))
    }

    async function end(graceSeconds: number) {
      const isLeft = isFree.then(() => true)
      const grace = pause(graceSeconds * 1_000, false, { ref: false })
      const isIdle = isBroken || (await Promise.race([isLeft, grace]))
      if (isIdle && !isBroken) connection?.release()
      await client.end({ timeout: isIdle ? graceSeconds : 0 })
    }
  }
}
