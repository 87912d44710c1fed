/** Story: files are drawn beside the service, and what goes wrong there stays there. */
import type { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { openPress, type Press, type PressOptions } from '#main/press.ts'
import { renderReport } from '#reports/render/render.ts'
import { sampleReport } from '#test/reports/sample.ts'

const bad = new URL('./bad-press-worker.ts', import.meta.url)
const opened: Press[] = []
const threads = new Set<Worker>()
process.on('worker', (thread) => {
  threads.add(thread)
  thread.once('exit', () => threads.delete(thread))
})

function open(options?: PressOptions): Press {
  const press = openPress(options)
  opened.push(press)
  return press
}

afterEach(() => Promise.all(opened.splice(0).map((press) => press.close())))

describe('the press', () => {
  test('prints every form byte for byte as it would be drawn here', async () => {
    const press = open()
    for (const format of ['pdf', 'csv', 'png'] as const) {
      const [printed, drawn] = [
        await press.render(sampleReport(), format),
        await renderReport(sampleReport(), format),
      ]
      expect(printed.name).toBe(drawn.name)
      expect(printed.mime).toBe(drawn.mime)
      expect(Buffer.from(printed.bytes).equals(drawn.bytes)).toBe(true)
    }
  })

  test('starts no thread before it is asked, and keeps to its number', async () => {
    const press = open({ workersMax: 2 })
    expect(threads.size).toBe(0)
    await Promise.all([1, 2, 3, 4].map((rows) => press.render(sampleReport({ rows }), 'csv')))
    expect(threads.size).toBe(2)
  })

  test('leaves this thread free while it draws', async () => {
    const press = open({ workersMax: 1 })
    await press.render(sampleReport(), 'pdf')
    let turns = 0
    const turning = setInterval(() => turns++, 1)
    await press.render(sampleReport({ rows: 2_000 }), 'pdf')
    clearInterval(turning)
    expect(turns).toBeGreaterThan(10)
  })

  test('refuses in the same words what cannot be drawn', async () => {
    const press = open()
    const nothing = { ...sampleReport(), sections: [] }
    await expect(press.render(nothing, 'png')).rejects.toMatchObject({
      name: 'Refusal',
      message: 'There is nothing to draw in "Daily sales".',
    })
    expect((await press.render(sampleReport(), 'csv')).mime).toBe('text/csv')
  })

  test.each([
    ['crash', 'the thread ended with 3', 60_000],
    ['throw', 'a broken glyph', 60_000],
    ['hang', 'took over 5000 ms', 5_000],
  ])('loses one file alone to a thread that does a %s', async (title, said, renderMsMax) => {
    const press = open({ workersMax: 1, renderMsMax, worker: bad })
    const first = press.render({ ...sampleReport(), title }, 'csv')
    const next = press.render(sampleReport(), 'csv')
    await expect(first).rejects.toThrow(said)
    expect((await next).bytes).toEqual(new Uint8Array([1]))
    expect(threads.size).toBe(1)
  })

  test('has no thread left when it is closed, and takes nothing more', async () => {
    const press = open({ workersMax: 1, worker: bad })
    const hanging = press.render({ ...sampleReport(), title: 'hang' }, 'csv')
    const waiting = press.render(sampleReport(), 'csv')
    const ends = Promise.allSettled([hanging, waiting])
    await press.close()
    for (const end of await ends) expect(end.status).toBe('rejected')
    expect(threads.size).toBe(0)
    await expect(press.render(sampleReport(), 'csv')).rejects.toThrow('closed')
  })
})
