/** Story: many files leave as one, the same bytes each time. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openZip } from '#reports/render/zip.ts'
import { readZip } from './read-zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'tillie-zip-'))
afterAll(() => rmSync(folder, { recursive: true }))
const bytes = (text: string) => Buffer.from(text)

async function* lines(count: number) {
  for (let at = 0; at < count; at += 1) yield bytes(`line ${at}\n`)
}

async function pack(name: string) {
  const path = join(folder, name)
  const zip = openZip(path)
  const packed = [
    await zip.add('summary.pdf', bytes('a page')),
    await zip.add('refunds.csv', lines(20_000)),
    await zip.add('empty.csv', bytes('')),
  ]
  await zip.add('manifest.json', bytes(JSON.stringify(packed)))
  await zip.close()
  return { path, packed }
}

describe('a ZIP', () => {
  test('holds each file whole, and tells its size and hash for the manifest', async () => {
    const { path, packed } = await pack('whole.zip')
    const files = await readZip(readFileSync(path))
    expect([...files.keys()]).toEqual(['summary.pdf', 'refunds.csv', 'empty.csv', 'manifest.json'])
    for (const { name, sizeBytes, sha256 } of packed) {
      const held = files.get(name)!
      expect(held.length).toBe(sizeBytes)
      expect(createHash('sha256').update(held).digest('hex')).toBe(sha256)
    }
    expect(files.get('refunds.csv')!.toString().endsWith('line 19999\n')).toBe(true)
    execFileSync('unzip', ['-tqq', path])
  })

  test('is the same, byte for byte, whenever and in whatever timezone it is made', async () => {
    const [one, two] = [await pack('one.zip'), await pack('two.zip')]
    expect(readFileSync(one.path).equals(readFileSync(two.path))).toBe(true)
    const script = `
      const { openZip } = await import('#reports/render/zip.ts')
      const zip = openZip(process.argv[1])
      await zip.add('a.csv', Buffer.from('a'))
      await zip.close()`
    const made = ['Pacific/Apia', 'America/New_York', 'Asia/Kathmandu'].map((TZ) => {
      const path = join(folder, `${TZ.replace('/', '-')}.zip`)
      execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script, path], {
        env: { ...process.env, TZ, NODE_NO_WARNINGS: '1' },
      })
      return createHash('sha256').update(readFileSync(path)).digest('hex')
    })
    expect(new Set(made).size).toBe(1)
  })

  test('takes a name once, and none that leads out of it', async () => {
    const zip = openZip(join(folder, 'names.zip'))
    await zip.add('a.csv', bytes('1'))
    await expect(zip.add('a.csv', bytes('2'))).rejects.toThrow('in the ZIP already')
    await expect(zip.add('../b.csv', bytes('2'))).rejects.toThrow('relative path')
    await zip.abandon()
  })

  test('leaves nothing when what goes into it fails', async () => {
    const path = join(folder, 'fails.zip')
    const zip = openZip(path)
    async function* failing() {
      yield* lines(5_000)
      throw new Error('the database is gone')
    }
    await expect(zip.add('a.csv', failing())).rejects.toThrow('the database is gone')
    await zip.abandon()
    expect(existsSync(path)).toBe(false)
  })

  test('fails when it cannot be written, and what it was reading is let go', async () => {
    const zip = openZip(join(folder, 'no such folder', 'a.zip'))
    const letGo = Promise.withResolvers<void>()
    async function* endless() {
      try {
        for (;;) yield* lines(1_000)
      } finally {
        letGo.resolve()
      }
    }
    await expect(zip.add('a.csv', endless())).rejects.toMatchObject({ code: 'ENOENT' })
    await letGo.promise
    await zip.abandon()
  })
})
