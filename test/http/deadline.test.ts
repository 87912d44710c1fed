/** Nobody who posts is kept waiting for ever; one alarm does for all. */
import { expect, test, vi } from 'vitest'
import { openDeadline } from '#http/deadline.ts'
import type { Timers } from '#kit/timers.ts'

function handTimers() {
  let now = 0
  let alarms: { atMs: number; run(): void }[] = []
  const timers: Timers = {
    elapsedMs: () => now,
    after(ms, run) {
      alarms.push({ atMs: now + ms, run })
      return () => {}
    },
    every: () => () => {},
  }
  const goTo = (ms: number) => {
    now = ms
    const due = alarms.filter(({ atMs }) => atMs <= now)
    alarms = alarms.filter(({ atMs }) => atMs > now)
    for (const { run } of due) run()
  }
  return { timers, goTo, alarmsSet: () => alarms.length }
}

test('each has the same time, counted from when it came', async () => {
  const { timers, goTo } = handTimers()
  const deadline = openDeadline(timers, 1_000)
  const never = new Promise<void>(() => {})
  const told = vi.fn()
  const early = deadline.within(never).catch((fault: Error) => told('early', fault.message))
  goTo(600)
  const late = deadline.within(never).catch(() => told('late'))
  const soon = Promise.withResolvers<void>()
  const inTime = deadline.within(soon.promise)

  goTo(1_000)
  await early
  expect(told.mock.calls).toEqual([['early', 'took longer than 1000 ms']])
  soon.resolve()
  await inTime
  goTo(1_600)
  await late
  expect(told).toHaveBeenLastCalledWith('late')
})

test('thousands who wait share one alarm, and none is left when they are gone', async () => {
  const { timers, goTo, alarmsSet } = handTimers()
  const deadline = openDeadline(timers, 1_000)
  await Promise.all(Array.from({ length: 5_000 }, () => deadline.within(Promise.resolve())))
  expect(alarmsSet()).toBe(1)
  goTo(1_000)
  expect(alarmsSet()).toBe(0)

  await expect(deadline.within(Promise.reject(new Error('no disk')))).rejects.toThrow('no disk')
})
