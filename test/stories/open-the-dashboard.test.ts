/** Story: the owner asks for the dashboard in her chat, taps the link, and is in; nobody else gets one. */
import { afterAll, describe, expect, test } from 'vitest'
import { openShop } from '#test/support/shop.ts'

describe('open the dashboard', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  const linkIn = (text: string | undefined) =>
    /https:\/\/duka\.example(\/sign-in\/\S+)/.exec(text ?? '')?.[1]
  const visit = (path: string, init: RequestInit = {}) =>
    fetch(`${shop.tillie.url}${path}`, { redirect: 'manual', ...init })

  test.each(['whatsapp', 'telegram'] as const)(
    'on %s a link comes, which works once',
    async (channel) => {
      const [answer] = await shop.says('owner', 'open the dashboard', { channel })
      expect(answer!.text).toMatch(/works once, within ten minutes/)
      const link = linkIn(answer!.text)!
      const opened = await visit(link)
      const page = await opened.text()
      expect([opened.status, page.includes('Sign in as Wanjiru Kamau')]).toEqual([200, true])
      const form = /name="form" value="([^"]*)"/.exec(page)![1]!
      const cookie = opened.headers.getSetCookie()[0]!.split(';')[0]!
      const press = () =>
        visit(link, { method: 'POST', body: new URLSearchParams({ form }), headers: { cookie } })
      const inside = await press()
      expect([inside.status, inside.headers.get('location')]).toEqual([303, '/dashboard'])
      const session = inside.headers.getSetCookie().at(-1)!.split(';')[0]!
      expect((await visit('/dashboard/reports', { headers: { cookie: session } })).status).toBe(200)
      expect((await press()).status).toBe(410)
    },
  )

  test('the link is remembered nowhere that a model could read it from', async () => {
    await shop.says('owner', 'dashboard')
    const remembered = await shop.db.asOwner(
      (sql) => sql`
      select 1 from turns where reply like '%/sign-in/%' or tools::text like '%/sign-in/%'`,
    )
    expect(remembered).toHaveLength(0)
  })

  test('a customer gets a no, and no link', async () => {
    const [answer] = await shop.says('customer', 'open the dashboard')
    expect(answer!.text).toBe('The dashboard is for those who run Duka.')
  })
})
