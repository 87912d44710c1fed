/**
 * Story: WhatsApp carries no ZIP. The month's audit comes as words and a link, asked for or by itself;
 * whoever has the link fetches that one file for a day, and nobody any other.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Delivered } from '#test/support/platforms.ts'
import { openShop, type Shop } from '#test/support/shop.ts'
import { readZip } from '../reports/read-zip.ts'

const patiently = { timeout: 90_000, interval: 100 }
const dayMs = 24 * 3_600_000
/** A month is sealed, packed and signed. */
const packMs = 120_000
/** Friday 20 November, noon in Nairobi. */
let now = new Date('2026-11-20T09:00:00Z')
let shop: Shop
beforeAll(async () => {
  shop = await openShop({ clock: () => now })
})
afterAll(() => shop.close())

const said = /cannot carry (\S+\.zip)\. Fetch it here \(works for 24 hours\): (https:\/\/\S+)$/m

function linkIn(came: readonly Delivered[]): { name: string; path: string } {
  const words = came.map(({ text }) => text).join('\n')
  const [, name, link] = said.exec(words) ?? []
  expect(link, words).toMatch(/^https:\/\/duka\.example\/files\//)
  return { name: name!, path: new URL(link!).pathname }
}

const fetched = (path: string) => fetch(`${shop.tillie.url}${path}`)

test(
  'asked for on WhatsApp, the ZIP is fetched by its link',
  async () => {
    const came = await shop.says('owner', 'monthly audit for November')
    expect(came.flatMap(({ file }) => file ?? [])).toEqual([])
    const { name, path } = linkIn(came)
    expect(name).toBe('monthly_audit_2026-11.zip')
    const response = await fetched(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toContain(name)
    const zip = await readZip(new Uint8Array(await response.arrayBuffer()))
    expect([...zip.keys()]).toContain('manifest.sig')

    // Another file, another business, a longer life: none of them is what was signed.
    const [orgId, fileId, until, mac] = path.slice('/files/'.length).split('.')
    for (const other of [
      [orgId, '1', until, mac],
      [`${orgId}1`, fileId, until, mac],
      [orgId, fileId, `${until}0`, mac],
    ])
      expect((await fetched(`/files/${other.join('.')}`)).status).toBe(403)

    now = new Date(now.getTime() + dayMs - 1_000)
    expect((await fetched(path)).status).toBe(200)
    now = new Date(now.getTime() + 1_000)
    const late = await fetched(path)
    expect(late.status).toBe(403)
    expect(await late.text()).toMatch(/link has expired: please ask for the file again/)
  },
  packMs,
)

test(
  'had sent on the first of each month, it comes by itself with its link',
  async () => {
    const [asked] = await shop.says('owner', 'send me the monthly audit on the 1st at 9')
    const yes = asked!.buttons.find(({ title }) => /^Yes/.test(title))!
    await shop.says('owner', yes.title, { tap: yes.id })
    // Within WhatsApp's 24 hours: she writes the evening before.
    now = new Date('2026-11-30T18:00:00Z')
    await shop.says('owner', 'thanks')
    const before = shop.platforms.delivered.length
    now = new Date('2026-12-01T06:00:00Z')
    const came = () => shop.platforms.delivered.slice(before)
    await expect.poll(() => came().some(({ text }) => said.test(text)), patiently).toBe(true)
    await shop.tillie.road.idle()
    expect(came().flatMap(({ file }) => file ?? [])).toEqual([])
    const { name, path } = linkIn(came())
    expect(name).toBe('monthly_audit_2026-11.zip')
    const zip = await readZip(new Uint8Array(await (await fetched(path)).arrayBuffer()))
    expect([...zip.keys()]).toContain('manifest.sig')
  },
  packMs,
)

test(
  'what the chat carries is no link: the PDF there, the ZIP on Telegram',
  async () => {
    const [pdf] = await shop.says('owner', 'daily report of 19 November as pdf')
    expect(pdf!.file!.mime).toBe('application/pdf')
    expect(pdf!.text).not.toMatch(/\/files\//)
    const question = 'monthly audit for November'
    const came = await shop.says('owner', question, { channel: 'telegram' })
    expect(came.map(({ text }) => text).join()).not.toMatch(/\/files\/|cannot carry/)
    expect(came.flatMap(({ file }) => file?.name ?? [])).toEqual(['monthly_audit_2026-11.zip'])
  },
  packMs,
)
