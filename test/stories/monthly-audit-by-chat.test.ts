/**
 * Story: "monthly audit for October" brings the ZIP. It proves itself to whoever holds the file alone,
 * and no longer does so when a byte of it was changed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from '#test/support/shop.ts'
import { openTerminal } from '../cli/terminal.ts'
import { readZip } from '../reports/read-zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'tillie-audit-'))
const terminal = openTerminal()
let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(async () => {
  await shop.close()
  terminal.close()
  rmSync(folder, { recursive: true })
})

async function asked(who: 'owner' | 'staff', text: string) {
  const [answer] = await shop.says(who, text)
  return answer!
}

test('the month’s audit comes as a ZIP, with its figures and control totals in words', async () => {
  const before = shop.platforms.delivered.length
  // Telegram carries a ZIP; WhatsApp carries none.
  await shop.says('owner', 'monthly audit for November', { channel: 'telegram' })
  const came = shop.platforms.delivered.slice(before)
  const words = came.map(({ text }) => text).join('\n')
  const [file] = came.flatMap(({ file }) => file ?? [])
  expect(words).toMatch(/Total debits, November 2026/)
  expect(words).toMatch(/All \d+ control totals PASS/)
  expect(words).toMatch(/Packs are signed with the key ([0-9a-f]{4} ){7}[0-9a-f]{4}/)
  expect(file!.name).toBe('monthly_audit_2026-11.zip')
  expect([...(await readZip(file!.bytes)).keys()]).toContain('manifest.sig')

  const path = join(folder, file!.name)
  writeFileSync(path, file!.bytes)
  const whole = await terminal.tillie(['verify', path])
  expect(whole).toMatchObject({ status: 0, err: '' })
  expect(whole.out).toMatch(/^Whole: monthly audit 2026-11 of Duka/)
  const [, fingerprint] = /with the key ([0-9a-f ]{39})/.exec(words)!
  expect((await terminal.tillie(['verify', path, '--key', fingerprint!])).out).toMatch(
    /as you named it/,
  )
  const stranger = await terminal.tillie(['verify', path, '--key', 'abcd '.repeat(8)])
  expect(stranger).toMatchObject({ status: 1, out: '' })
  expect(stranger.err).toMatch(/signed with another key/)

  const changed = Buffer.from(file!.bytes)
  changed[Math.floor(changed.length / 2)]! ^= 1
  writeFileSync(path, changed)
  const broken = await terminal.tillie(['verify', path])
  expect(broken).toMatchObject({ status: 1, out: '' })
  expect(broken.err).toMatch(/^monthly_audit_2026-11\.zip is not as it was signed\. \S+: .+\.\n$/)
})

test('the month-end pack comes as one ZIP that proves itself', async () => {
  const before = shop.platforms.delivered.length
  await shop.says('owner', 'month end pack for November 2026', { channel: 'telegram' })
  const came = shop.platforms.delivered.slice(before)
  expect(came.map(({ text }) => text).join('\n')).toMatch(
    /Reports, November 2026: <b>10<\/b>\.\s+All \d+ control totals PASS/,
  )
  const [file] = came.flatMap(({ file }) => file ?? [])
  const path = join(folder, file!.name)
  writeFileSync(path, file!.bytes)
  const whole = await terminal.tillie(['verify', path])
  expect(whole.out).toMatch(/^Whole: month end pack 2026-11 of Duka/)
  expect(whole).toMatchObject({ status: 0, err: '' })
})

test('what is no pack, or not there, is told in one line', async () => {
  const path = join(folder, 'letter.zip')
  writeFileSync(path, 'Dear auditor')
  expect((await terminal.tillie(['verify', path])).err).toBe(
    'letter.zip is not as it was signed. the ZIP itself: it is no ZIP, or its directory is damaged.\n',
  )
  const none = await terminal.tillie(['verify', join(folder, 'none.zip')])
  expect(none).toMatchObject({ status: 1, err: `There is no file ${join(folder, 'none.zip')}.\n` })
})

test('the audit log is checked by chat, and staff sees none of it', async () => {
  expect((await asked('owner', 'check the audit log')).text).toMatch(/^The audit log is whole: all/)
  // In November, December is the last one: nobody asks for the audit of a month to come.
  expect((await asked('owner', 'monthly audit for December')).text).toMatch(/December 2025/)
  expect((await asked('owner', 'monthly audit for December 2026')).text).toMatch(/future/)
  expect((await asked('staff', 'monthly audit for November')).text).not.toMatch(/debits/)
})
