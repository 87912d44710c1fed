/** `tillie second-factor` and `tillie ask --conversation`: an app is set up, and a yes is said later. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTerminal } from './terminal.ts'

const { folder, tillie, close } = openTerminal()
afterAll(close)
const at = '2026-11-20T09:00:00Z'

beforeAll(async () => {
  const file = join(folder, 'sales.csv')
  const head =
    'Invoice No,Stock Code,Description,Quantity,Invoice Date,Unit Price,Customer ID,Country'
  writeFileSync(file, `${head}\nA-1,F-2,Unga 2kg,5,2026-11-12 10:00,210.00,C1,Kenya\n`)
  const options = ['--org', 'Duka', '--currency', 'KES', '--timezone', 'Africa/Nairobi']
  const imported = await tillie(['import', 'sales', file, ...options])
  expect(imported.err).toBe('')
  await tillie(['link', '--as', 'owner', '--name', 'Wanjiru'])
})

test('an app is set up, confirmed by its first code, and taken away', async () => {
  const shown = await tillie(`second-factor --now ${at}`)
  const secret = /authenticator app: (\w+)/.exec(shown.out)![1]!
  expect(shown.out).toContain('otpauth://totp/Duka:Wanjiru')
  const epoch = Date.parse(at) / 1_000
  const wrong = await tillie(`second-factor --code 12345 --now ${at}`)
  expect(wrong).toMatchObject({ status: 1, out: '' })
  expect(wrong.err).toMatch(/not right/)
  const right = await tillie(`second-factor --code ${generateSync({ secret, epoch })} --now ${at}`)
  expect(right).toMatchObject({ status: 0, err: '' })
  const again = await tillie('second-factor')
  expect(again).toMatchObject({ status: 1 })
  expect((await tillie('second-factor --remove')).out).toMatch(/taken away/)
})

test('what one command proposes, the next decides in the conversation of that name', async () => {
  const ask = (words: string, ...more: string[]) => tillie(['ask', ...more, '--now', at, words])
  const rule = 'record sale always needs a second person'
  const shown = await ask(rule, '--conversation', 'till')
  expect(shown.out).toMatch(/Shall I do it\?\n {2}\[Yes, do it\]\n {2}\[No\]/)
  expect((await ask('yes')).out).not.toMatch(/needs the yes of/)
  const done = await ask('yes', '--conversation', 'till')
  expect(done.out).toMatch(/record sale needs the yes of a second person/)
})
