/** Story: the real Bree, its threads and its timers, in a process of their own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openBells } from '#jobs/bells.ts'
import { cronOf, timetable } from '#jobs/schedule.ts'

test('a bell rings by its cron, and once stopped it does not keep the process alive', async () => {
  const ringer = fileURLToPath(new URL('../support/ringer.ts', import.meta.url))
  const child = spawn(process.execPath, [ringer], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  const [out, complaints] = await said
  expect(out).toMatch(/^(rang second\n)+$/)
  expect(complaints).not.toMatch(/error/i)
})

test('Bree accepts the whole timetable', async () => {
  const faults: unknown[] = []
  const bells = openBells(
    [...new Set(timetable.map(cronOf))].map((cron) => ({ name: cron, cron })),
    { onRing: () => {}, onFault: (fault) => faults.push(fault) },
  )
  await bells.start()
  await bells.stop()
  expect(faults).toEqual([])
})

test('Bree refuses a cron that is none, so that the test above says something', async () => {
  const bells = openBells([{ name: 'odd', cron: '61 * * * *' }], {
    onRing: () => {},
    onFault: () => {},
  })
  await expect(bells.start()).rejects.toThrow('cron')
})
