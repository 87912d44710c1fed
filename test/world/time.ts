/** The world's time: one queue of what will happen, soonest first. It goes on only when somebody takes the next. */
import type { Timers } from '#kit/timers.ts'

/** Whose happening it is: the dead do nothing any more, the frozen do it later. */
export interface Owner {
  readonly isDead: boolean
  readonly frozenUntilMs: number
}

interface Happening {
  atMs: number
  order: number
  owner: Owner | null
  run(): void | Promise<void>
  isOff: boolean
}

export interface Time {
  ms(): number
  now(): Date
  /** The function it returns calls it off. Without an owner it is the world's own. */
  after(ms: number, run: Happening['run'], owner?: Owner): () => void
  /** Goes to the next happening and hands it over; null when there is none. */
  next(): Happening | null
  /** How much of the world's own is still to come. */
  toCome(): number
  /** What was due meanwhile is due at once. */
  leap(ms: number): void
}

const began = Date.UTC(2026, 2, 2, 8)

export function openTime(): Time {
  const heap: Happening[] = []
  let nowMs = 0
  let orders = 0
  let toCome = 0
  return {
    ms: () => nowMs,
    now: () => new Date(began + nowMs),
    after,
    next,
    toCome: () => toCome,
    leap: (ms) => {
      nowMs += ms
    },
  }

  function after(ms: number, run: Happening['run'], owner: Owner | null = null) {
    const happening = { atMs: nowMs + Math.max(ms, 0), order: orders++, owner, run, isOff: false }
    push(heap, happening)
    if (!owner) toCome += 1
    return () => {
      if (!owner && !happening.isOff) toCome -= 1
      happening.isOff = true
    }
  }

  function next(): Happening | null {
    for (let happening = pop(heap); happening; happening = pop(heap)) {
      const { isOff, owner } = happening
      if (isOff || owner?.isDead) continue
      if (owner && owner.frozenUntilMs > Math.max(happening.atMs, nowMs)) {
        happening.atMs = owner.frozenUntilMs
        happening.order = orders++
        push(heap, happening)
        continue
      }
      happening.isOff = true
      if (!owner) toCome -= 1
      nowMs = Math.max(nowMs, happening.atMs)
      return happening
    }
    return null
  }
}

export function timersOf(time: Time, owner: Owner): Timers {
  return { elapsedMs: time.ms, after: (ms, run) => time.after(ms, run, owner), every }

  function every(ms: number, run: () => void) {
    let cancel = () => {}
    const again = () => {
      cancel = time.after(
        ms,
        () => {
          again()
          run()
        },
        owner,
      )
    }
    again()
    return () => cancel()
  }
}

function isSooner(one: Happening, other: Happening): boolean {
  return one.atMs === other.atMs ? one.order < other.order : one.atMs < other.atMs
}

function push(heap: Happening[], happening: Happening) {
  let at = heap.push(happening) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if (!isSooner(happening, heap[above]!)) break
    heap[at] = heap[above]!
    at = above
  }
  heap[at] = happening
}

function pop(heap: Happening[]): Happening | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (!first || !last || heap.length === 0) return first
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= heap.length) break
    if (below + 1 < heap.length && isSooner(heap[below + 1]!, heap[below]!)) below += 1
    if (!isSooner(heap[below]!, last)) break
    heap[at] = heap[below]!
    at = below
  }
  heap[at] = last
  return first
}
