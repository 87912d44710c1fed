/** Story: the power goes in the middle of an answer. After the restart the person gets it, once. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb, type TestDb } from '#test/support/database.ts'
import type { ChildOrders } from '#test/support/road-child.ts'

const script = new URL('../support/road-child.ts', import.meta.url).pathname

/** A fresh PostgreSQL database when there is a server, else an embedded one on disk. */
async function openPlace() {
  const testDb: TestDb | null = process.env.DATABASE_URL ? await openTestDb() : null
  const dataDir = mkdtempSync(join(tmpdir(), 'tillie-killed-'))
  const sentFile = join(dataDir, 'sent.txt')
  const close = async () => {
    await testDb?.close()
    rmSync(dataDir, { recursive: true })
  }
  const sent = () => (existsSync(sentFile) ? readFileSync(sentFile, 'utf8').trim().split('\n') : [])
  return { run, sent, close }

  /** Runs until the child says `until` (then it is killed, maybe a little later) or ends by itself. */
  async function run(orders: Partial<ChildOrders>, until = 'done', killAfterMs = 0) {
    const full: ChildOrders = {
      url: testDb?.url ?? null,
      dataDir,
      sentFile,
      says: [],
      hangs: 'nowhere',
      workMs: 0,
      ...orders,
    }
    const child = spawn(process.execPath, [script, JSON.stringify(full)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise<NodeJS.Signals | number | null>((done) =>
      child.once('exit', (code, signal) => done(signal ?? code)),
    )
    const heard: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      heard.push(line)
      if (line === until && until !== 'done') {
        await new Promise((done) => setTimeout(done, killAfterMs))
        child.kill('SIGKILL')
        break
      }
    }
    return { ended: await ended, heard }
  }
}

describe('a process that is killed', () => {
  let place: Awaited<ReturnType<typeof openPlace>>
  beforeAll(async () => {
    place = await openPlace()
  })
  afterAll(() => place.close())

  test('while it answers: the message is answered once after the restart', async () => {
    const says = [{ chat: '+254700000001', text: 'how did we do?' }]
    const killed = await place.run({ says, hangs: 'answering' }, 'answering')
    expect(killed.ended).toBe('SIGKILL')
    expect(place.sent()).toEqual([])

    // The platform sends the webhook again, too.
    expect(await place.run({ says })).toMatchObject({ ended: 0 })
    expect(await place.run({ says })).toMatchObject({ ended: 0, heard: ['kept', 'done'] })
    expect(place.sent()).toEqual(['You said: how did we do?'])
  })

  test('while it sends: what may not have left is sent again', async () => {
    const says = [{ chat: '+254700000002', text: 'and yesterday?' }]
    const killed = await place.run({ says, hangs: 'sending' }, 'sending')
    expect(killed.ended).toBe('SIGKILL')
    const after = await place.run({})
    expect(after.heard).toEqual(['kept', 'sending', 'done']) // Not asked again.
    expect(place.sent()).toContain('You said: and yesterday?')
  })

  test('again and again: every message is answered, and each in the order of its chat', async () => {
    const chats = ['+254700000011', '+254700000012', '+254700000013']
    const says = chats.flatMap((chat) =>
      Array.from({ length: 5 }, (_, at) => ({ chat, text: `${chat} ${at}` })),
    )
    for (const killAfterMs of [0, 15, 40]) {
      const killed = await place.run({ says, workMs: 8 }, 'sending', killAfterMs)
      expect(killed.ended).toBe('SIGKILL')
    }
    expect(await place.run({})).toMatchObject({ ended: 0 })
    const replies = place.sent()
    for (const { text } of says) {
      const times = replies.filter((reply) => reply === `You said: ${text}`).length
      expect(times).toBeGreaterThanOrEqual(1)
      expect(times).toBeLessThanOrEqual(4) // Once more for each time it was killed while sending.
    }
    for (const chat of chats) {
      const firsts = [...new Set(replies.filter((reply) => reply.includes(chat)))]
      expect(firsts).toEqual(firsts.toSorted())
    }
  })
})
