/** The connections to a server: each is lent to one transaction at a time and thrown away when it breaks. */
import { DatabaseAway } from './away.ts'
import { type Seat, type Settings, seatMaker } from './seat.ts'
import type { Opening, Work } from './transaction.ts'

export interface Pool {
  /** One transaction. Fails with `DatabaseAway` when there was no connection to begin it on. */
  begin<T>(opening: Opening, work: Work<T>): Promise<T>
  /** Transactions in hand may end first. */
  close(): Promise<void>
}

interface Waiting {
  take(seat: Seat): void
  fail(fault: Error): void
}

const seatMsMax = 30 * 60_000
/** Behind transactions that hold every connection; a lock may take as long. */
const waitMsMax = 10_000
const waitingMax = 10_000
const closeSeconds = 5
const tooManyConnections = '53300'

export function openPool(url: string, seatsMax: number, settings: Settings): Pool {
  const openSeat = seatMaker(url, settings)
  const seats = new Set<Seat>()
  const idle: Seat[] = []
  const waiting = new Set<Waiting>()
  let isClosed = false
  return { begin, close }

  /**
   * After a restart of the server every idle seat may be stale: each is found out once. While the
   * server has no room for another connection, those we have are waited for.
   */
  async function begin<T>(opening: Opening, work: Work<T>): Promise<T> {
    let next = takeSeat
    for (let tries = 0; ; tries += 1) {
      const seat = await next()
      const isNew = !seat.hasServed()
      try {
        return await seat.begin(opening, work)
      } catch (fault) {
        if (!(fault instanceof DatabaseAway) || tries >= seatsMax) throw fault
        forget(seat)
        if (isNew && (fault.code !== tooManyConnections || !hasOthers())) throw fault
        next = isNew ? waitForSeat : takeSeat
      } finally {
        giveBack(seat)
      }
    }
  }

  async function takeSeat(): Promise<Seat> {
    if (isClosed) throw closed()
    return idle.pop() ?? (seats.size < seatsMax ? addSeat() : waitForSeat())
  }

  function addSeat(): Seat {
    const seat = openSeat(forget)
    seats.add(seat)
    return seat
  }

  async function waitForSeat(): Promise<Seat> {
    const free = idle.pop()
    if (free) return free
    if (waiting.size >= waitingMax) throw new DatabaseAway(new Error('too many are waiting'))
    return new Promise((done, fail) => {
      const leave = () => {
        clearTimeout(timer)
        waiting.delete(one)
      }
      const one: Waiting = {
        take(seat) {
          leave()
          done(seat)
        },
        fail(fault) {
          leave()
          fail(fault)
        },
      }
      const late = () => one.fail(new DatabaseAway(new Error('every connection is busy')))
      const timer = setTimeout(late, waitMsMax)
      waiting.add(one)
    })
  }

  function giveBack(seat: Seat) {
    const isWorn = performance.now() - seat.openedAt > seatMsMax
    if (seat.isBroken() || isWorn || isClosed) return forget(seat)
    const [next] = waiting
    if (next) next.take(seat)
    else idle.push(seat)
  }

  /** Its place is free at once. Whoever waits gets a new one, unless that has just been tried. */
  function forget(seat: Seat) {
    if (!seats.delete(seat)) return
    const at = idle.indexOf(seat)
    if (at >= 0) idle.splice(at, 1)
    void seat.end(0)
    const [next] = waiting
    if (next && !isClosed && (seat.hasServed() || !hasOthers())) next.take(addSeat())
  }

  /** Connections that work, and will be given back. */
  function hasOthers(): boolean {
    return [...seats].some((seat) => seat.hasServed())
  }

  async function close() {
    isClosed = true
    for (const one of waiting) one.fail(closed())
    await Promise.all([...seats].map((seat) => seat.end(closeSeconds)))
  }
}

const closed = () => new DatabaseAway(new Error('the database is closed'))
