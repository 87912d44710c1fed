/** Story: one directory, one process. A second is told so; a killed one leaves nothing in the way. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { openDb } from '#db/sql.ts'
import { quiet } from '#test/support/database.ts'

const holder = fileURLToPath(new URL('../support/holder.ts', import.meta.url))

describe('an embedded directory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tillie-embedded-'))
  const children: ChildProcess[] = []
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(directory, { recursive: true })
  })
  const open = () => openDb({ url: null, dataDir: directory, log: quiet })
  const start = () => {
    const child = spawn(process.execPath, [holder, directory], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    return child
  }
  const sentence = `Another Tillie is using ${directory}: stop it first, choose another folder with --data, or set DATABASE_URL to share a PostgreSQL server.`
  let held: ReturnType<typeof start>

  test('that another process holds is refused in one sentence, here and there', async () => {
    held = start()
    const [line] = await once(held.stdout, 'data')
    expect(String(line)).toBe('open\n')
    await expect(open()).rejects.toThrow(sentence)

    const second = start()
    const [said] = await Promise.all([text(second.stderr), once(second, 'exit')])
    expect(said).toBe(`${sentence}\n`)
    expect(second.exitCode).toBe(1)
  })

  test('opens again after its holder was killed, with what was committed', async () => {
    held.kill('SIGKILL')
    await once(held, 'exit')
    const db = await open()
    expect(await db.asOwner((sql) => sql`select line from kept`)).toEqual([
      { line: 'before the kill' },
    ])
    await expect(open()).rejects.toThrow(sentence)
    await db.close()
  })

  test('keeps its data when it is closed and opened again', async () => {
    const db = await open()
    await db.asOwner((sql) => sql`insert into kept values ('later')`)
    await db.close()
    const again = await open()
    const [row] = await again.asOwner((sql) => sql`select count(*)::integer as lines from kept`)
    expect(row).toEqual({ lines: 2 })
    await again.close()
  })
})
