/**
 * Story: somebody hands over a file that is made to hurt. It is refused in one sentence and soon,
 * memory stays small, the process lives, and nothing is written.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refusal } from '#kit/refusal.ts'
import { type ImportDesk, openImportDesk } from '#test/support/import-desk.ts'
import { header, sale, workbook } from './archives.ts'
import { hostileFiles } from './hostile-files.ts'

const child = fileURLToPath(new URL('reading-child.ts', import.meta.url))
/** Of the processors' time: how long others kept it waiting is no fault of the file. */
const msMax = 1_000

interface Cost {
  said: string
  ms: number
  grownMb: number
}

describe('a file made to hurt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillie-hostile-'))
  let desk: ImportDesk
  let costs: Cost[] = []
  beforeAll(async () => {
    desk = await openImportDesk()
    const warm = written(
      'warm.xlsx',
      workbook(`<sheetData>${header}${sale.repeat(5_000)}</sheetData>`),
    )
    const files = hostileFiles.map(({ content }, i) => written(`${i}.xlsx`, content()))
    const list = written('list.json', JSON.stringify([warm, warm, ...files]))
    costs = (await readInChild(list)).slice(2)
  })
  afterAll(async () => {
    await desk.close()
    rmSync(folder, { recursive: true })
  })

  test.each(hostileFiles.map((file, i) => ({ ...file, i })))('$what', ({ i, ...file }) => {
    const { refusal, grownMbMax = 50 } = file
    const { said, ms, grownMb } = costs[i]!
    if (typeof refusal === 'number') expect(said).toBe(`${refusal} rows`)
    else {
      expect(said).toMatch(/^Refusal: /)
      expect(said).toMatch(refusal)
      expect(said).not.toContain('\n')
    }
    expect(ms).toBeLessThan(msMax)
    expect(grownMb).toBeLessThan(grownMbMax)
  })

  const few = hostileFiles.filter((_, i) => [0, 8, 12, 19].includes(i))
  test.each(few)('nothing is written of $what', async (hostile) => {
    const shop = await desk.business()
    await expect(shop.imports(Buffer.from(hostile.content()))).rejects.toThrow(Refusal)
    expect([await shop.documents(), await shop.products()]).toEqual([[], []])
  })

  function written(name: string, content: Buffer | string): string {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
})

/** One process for all of them: it must live to the end, and what one leaves behind counts too. */
async function readInChild(list: string): Promise<Cost[]> {
  const options = ['--expose-gc', '--disable-warning=ExperimentalWarning']
  const process = spawn(globalThis.process.execPath, [...options, child, list], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await text(process.stdout)
  return said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Cost)
}
