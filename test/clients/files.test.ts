/**
 * Stored files: named by their content, kept apart by business, never half written; the same on the
 * local disk and in a bucket.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { FileGone, openFiles } from '#clients/files.ts'
import { openBucket } from '#clients/s3.ts'
import { openStore } from './store.ts'

const directory = mkdtempSync(join(tmpdir(), 'tillie-files-'))
const store = await openStore()
afterAll(async () => {
  await store.close()
  rmSync(directory, { recursive: true })
})

const disk = {
  files: openFiles(directory),
  pathOf: (key: string) => join(directory, key),
}
const bucket = {
  files: openBucket({ ...store.bucket, prefix: 'tillie/' }),
  pathOf: (key: string) => store.pathOf(`tillie/${key}`),
}
const bytes = new TextEncoder().encode('the same words')
const nothing = '0'.repeat(64)

describe.for([
  ['on the disk', disk],
  ['in a bucket', bucket],
] as const)('files %s', ([, { files, pathOf }]) => {
  const keyOf = (orgId: number, name: string) => pathOf(`${orgId}/${name.slice(0, 2)}/${name}`)

  test('are found again, whole, however often and however parallel they come', async () => {
    const names = await Promise.all(Array.from({ length: 20 }, () => files.put(1, bytes)))
    expect(new Set(names).size).toBe(1)
    expect(Buffer.from(await files.get(1, names[0]!))).toEqual(Buffer.from(bytes))
    expect(await buffer(await files.read(1, names[0]!))).toEqual(Buffer.from(bytes))
  })

  test('of another business are not found, and no path leads elsewhere', async () => {
    const name = await files.put(1, bytes)
    await expect(files.get(2, name)).rejects.toThrow(FileGone)
    await expect(files.read(2, name)).rejects.toThrow(FileGone)
    for (const way of [files.get, files.read, files.remove])
      await expect(way(1, '../../etc/passwd')).rejects.toThrow('not the name of a stored file')
  })

  test('of any size come from a path, which stays, and leave as a stream', async () => {
    const large = randomBytes(20_000_000)
    const path = join(directory, 'large')
    writeFileSync(path, large)
    const { sha256, sizeBytes } = await files.putFile(4, path)
    expect(sizeBytes).toBe(large.length)
    expect(await files.put(4, large)).toBe(sha256)
    expect(large.equals(await buffer(await files.read(4, sha256)))).toBe(true)
    await expect(files.putFile(4, join(directory, 'none'))).rejects.toThrow('ENOENT')
  })

  test('that were changed in the store are a fault, not an answer', async () => {
    const name = await files.put(3, bytes)
    writeFileSync(keyOf(3, name), 'other words!!!')
    await expect(files.get(3, name)).rejects.toThrow('damaged')
    await expect(buffer(await files.read(3, name))).rejects.toThrow('damaged')
  })

  test('are gone when they are removed, and removing them again is no fault', async () => {
    const name = await files.put(5, bytes)
    await files.remove(5, name)
    await expect(files.get(5, name)).rejects.toThrow(FileGone)
    await files.remove(5, name)
    await files.remove(5, nothing)
  })
})

test('the same bytes are one file on the disk, and no half of one', async () => {
  const name = await disk.files.put(6, bytes)
  await disk.files.put(6, bytes)
  expect(readdirSync(join(directory, '6'), { recursive: true })).toEqual([
    name.slice(0, 2),
    join(name.slice(0, 2), name),
  ])
})

describe('a bucket', () => {
  test('is asked again when the store is out of breath, each time with the whole file', async () => {
    const path = join(directory, 'again')
    writeFileSync(path, randomBytes(300_000))
    store.fail(2)
    const { sha256 } = await bucket.files.putFile(7, path)
    expect(await bucket.files.get(7, sha256)).toHaveLength(300_000)
    store.fail(2)
    expect(await bucket.files.put(7, bytes)).toHaveLength(64)
  })

  test('that has no such credentials is asked once, and is a fault', async () => {
    const stranger = openBucket({ ...store.bucket, accessKeyId: 'somebody' })
    const before = store.asked.length
    await expect(stranger.put(8, bytes)).rejects.toThrow()
    expect(store.asked.length - before).toBe(1)
  })

  test('that is away is a fault soon, and no file of another is in its place', async () => {
    const away = openBucket({ ...store.bucket, endpoint: 'http://127.0.0.1:9' })
    await expect(away.put(9, bytes)).rejects.toThrow()
    await expect(away.get(9, nothing)).rejects.not.toThrow(FileGone)
  })
})
