/** Stored files: named by their content, kept apart by business, never half written. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openFiles } from '#clients/files.ts'

const directory = mkdtempSync(join(tmpdir(), 'tillie-files-'))
const files = openFiles(directory)
afterAll(() => rmSync(directory, { recursive: true }))
const bytes = new TextEncoder().encode('the same words')

test('the same bytes are one file, however often and however parallel they come', async () => {
  const names = await Promise.all(Array.from({ length: 20 }, () => files.put(1, bytes)))
  expect(new Set(names).size).toBe(1)
  const found = readdirSync(directory, { recursive: true, withFileTypes: true })
  expect(found.filter((entry) => entry.isFile())).toHaveLength(1)
  expect(await files.get(1, names[0]!)).toEqual(Buffer.from(bytes))
})

test('another business does not find it, and no path leads elsewhere', async () => {
  const name = await files.put(1, bytes)
  await expect(files.get(2, name)).rejects.toThrow()
  await expect(files.get(1, '../../etc/passwd')).rejects.toThrow('not the name of a stored file')
})

test('a damaged file is a fault, not an answer', async () => {
  const name = await files.put(3, bytes)
  writeFileSync(join(directory, '3', name.slice(0, 2), name), 'other')
  await expect(files.get(3, name)).rejects.toThrow('damaged')
})
