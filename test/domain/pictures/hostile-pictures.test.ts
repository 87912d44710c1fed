/** Pictures that mean harm: refused in a sentence, nothing stored, and the memory stays small. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CameOf } from '#test/support/hostile-child.ts'
import { hostilePictures } from '#test/support/hostile-pictures.ts'

const memoryMbMax = 400
const child = fileURLToPath(new URL('../../support/hostile-child.ts', import.meta.url))
const hostile = await hostilePictures()

describe('a hostile picture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillie-hostile-'))
  let keeper: ChildProcess
  let peak = 0
  beforeAll(async () => {
    const execArgv = ['--disable-warning=ExperimentalWarning']
    keeper = fork(child, [folder], { execArgv, serialization: 'advanced' })
    await once(keeper, 'message')
  })
  afterAll(() => {
    console.info(`at most ${peak} MB`)
    keeper.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  test.each(hostile)('such as $name does no harm', async ({ bytes, refused }) => {
    keeper.send({ bytes })
    const [came] = (await once(keeper, 'message')) as [CameOf]
    peak = Math.max(peak, came.memoryMbMax)
    expect(came.fault).toBeNull()
    if (refused) {
      expect(came.refused).toMatch(refused)
      expect(came.stored).toBe(0)
    } else {
      expect(came.refused).toBeNull()
      expect(came.metadata).toEqual([])
    }
    expect(came.memoryMbMax).toBeLessThan(memoryMbMax)
  })
})
