/** Questions and commands about the shop's records, all answered with no model: `records.jsonl`, line by line. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openKitchenShop, type Said } from './kitchen-shop.ts'

interface Line extends Said {
  id: string
  cat: string
  expect: {
    /** All stand in the reply, figures however they are written; none of `none` does; one of `any`. */
    all?: string[]
    any?: string[]
    none?: string[]
    tools?: string
    buttons?: string[]
    attachment?: string
    refused?: boolean
  }
}

const file = new URL('records.jsonl', import.meta.url)
const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim())
  .map((line) => JSON.parse(line) as Line)

describe('the records by chat, with no model', () => {
  let shop: Awaited<ReturnType<typeof openKitchenShop>>
  beforeAll(async () => {
    shop = await openKitchenShop()
  })
  afterAll(() => shop.close())

  test.each(lines)('$id ($cat): $text', async ({ expect: wanted, ...said }) => {
    const answered = await shop.ask(said)
    const reply = plain(answered.text)
    for (const part of wanted.all ?? []) expect(reply).toContain(plain(part))
    for (const part of wanted.none ?? []) expect(reply).not.toContain(plain(part))
    if (wanted.any) expect(wanted.any.filter((part) => reply.includes(plain(part)))).not.toEqual([])
    if (wanted.tools) expect(answered.tools.map(({ name }) => name)).toEqual([wanted.tools])
    if (wanted.buttons)
      expect(answered.choices.map(({ title }) => title).toSorted()).toEqual(
        wanted.buttons.toSorted(),
      )
    if (wanted.attachment)
      expect(answered.files.map(({ name }) => name.split('.').at(-1))).toEqual([wanted.attachment])
    expect(answered.refused).toBe(wanted.refused ?? false)
  })
})

/** "KES 1,350.00" holds "1350". */
function plain(text: string): string {
  return text.replace(/(\d)[,\u00a0\u202f](?=\d{3}(?:\D|$))/g, '$1').toLowerCase()
}
