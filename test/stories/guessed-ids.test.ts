/**
 * Story: people guess, alter, borrow and keep too long what opens something: codes, links, buttons and
 * addresses. Each time they hear the one sentence that a wild guess gets, and nothing has changed.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepChoices } from '#chat/choices.ts'
import { openConversation } from '#chat/conversation.ts'
import type { Role } from '#domain/identity.ts'
import { issueCode } from '#domain/linking.ts'
import { createOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { type Channel, now, openShop } from '#test/support/shop.ts'

const notValid = 'That code is not valid. Please ask for a new one and send it to me.'
const stale = 'That button is no longer valid. Please ask me again.'
const dayMs = 24 * 3_600_000
const channels = ['whatsapp', 'telegram'] as const

describe('what opens something', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  let cafe: number
  beforeAll(async () => {
    const books = { currency: 'EUR', timezone: 'Europe/Paris' }
    cafe = (await createOrg(shop.db, { name: 'Café', ...books })).id
    for (const who of ['owner', 'finance', 'staff', 'customer'] as const)
      for (const channel of channels) await shop.says(who, 'hello', { channel })
  })

  const codeIn = (orgId: number, at = now) =>
    shop.db.asOrg(orgId, async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Njeri', roles: ['owner'], now })
      return (await issueCode(sql, { userId, now: at, random: randomBytes })).code
    })

  /** Who is who, and what is still good. */
  const standing = () =>
    shop.db.asOwner(async (sql) => [
      await sql`select * from identities order by channel, kind, value`,
      await sql`select * from user_roles order by org_id, user_id, role`,
      await sql`select * from link_codes order by org_id, code_sha256`,
      await sql`select user_id, chat from conversations order by id`,
      await sql`select org_id, token, expires_at from choices order by token`,
    ])

  const say = async (who: Role, text: string, channel: Channel, tap?: string) => {
    const answers = await shop.says(who, text, { channel, tap })
    return answers.map((answer) => answer.text).join('\n')
  }

  test.each(channels)(
    'a code of elsewhere, of yesterday, or altered says on %s what a guess says',
    async (channel) => {
      const [theirs, old, live] = [
        await codeIn(cafe),
        await codeIn(shop.org.id, new Date(now.getTime() - dayMs)),
        await codeIn(shop.org.id),
      ]
      const before = await standing()
      const altered = live.replace(/.$/, (sign) => (sign === '7' ? '8' : '7'))
      const start = channel === 'telegram' ? '/start ' : ''
      for (const code of [theirs, old, altered, 'TILL-7K2M9-QXR4T'])
        expect(await say('customer', start + code, channel), code).toBe(notValid)
      expect(await standing()).toEqual(before)
      expect(await say('customer', start + live, channel)).toMatch(/^Welcome, Njeri/)
      // A stranger again, for what follows.
      await shop.db.asOwner(
        (sql) => sql`
      update user_roles set role = 'customer'
      where user_id in (select user_id from conversations where channel = ${channel})
        and user_id not in (select min(user_id) from user_roles group by org_id, role)`,
      )
    },
  )

  test.each([
    'TILL',
    'TILL-1',
    'org-2',
    'user_1',
    '1',
    '../../admin',
    "' or 1=1 --",
    'eyJvcmciOjJ9',
    `${'A'.repeat(64)}`,
    '%00',
  ])('a deep link with %j opens nothing', async (payload) => {
    const before = await standing()
    const answer = await say('customer', `/start ${payload}`, 'telegram')
    expect(answer).not.toMatch(/Welcome|\d\.\d\d|Café/)
    expect(await standing()).toEqual(before)
  })

  describe('a button', () => {
    let token: string
    beforeAll(async () => {
      const [which] = await shop.says('owner', 'sales of unga this month')
      token = which!.buttons.find(({ title }) => title === 'Unga 1kg')!.id
    })

    const theirs = () =>
      shop.db.asOrg(cafe, async (sql) => {
        const { userId } = await addPerson(sql, { name: 'Halima', roles: ['owner'], now })
        const conversation = await openConversation(sql, {
          ...{ channel: 'whatsapp', account: 'cafe', chat: '+255700000001', userId },
          ...{ address: { phone: '+255700000001' }, isGroup: false, inboundAt: now, now },
        })
        const meaning = { tool: 'ask_sales', input: { period: 'all time' } }
        const offers = [{ title: 'All', meaning }]
        const kept = { conversationId: conversation.id, turnId: null, offers, now }
        const [choice] = await keepChoices(sql, { ...kept, lifetimeMs: dayMs })
        return choice!.token
      })

    test('of another chat, another channel or another business is as stale as a made-up one', async () => {
      const cafes = await theirs()
      const before = await standing()
      expect(await say('finance', 'Unga 1kg', 'whatsapp', token)).toBe(stale)
      expect(await say('staff', 'Unga 1kg', 'whatsapp', token)).toBe(stale)
      expect(await say('owner', 'Unga 1kg', 'telegram', token)).toBe(stale)
      expect(await say('owner', 'All', 'whatsapp', cafes)).toBe(stale)
      expect(await say('owner', 'All', 'whatsapp', randomBytes(24).toString('base64url'))).toBe(
        stale,
      )
      expect(await standing()).toEqual(before)
    })

    test('that was altered is stale: a sign, its case, its length, a pattern', async () => {
      const swap = (sign: string) => (sign === 'x' ? 'y' : 'x')
      const otherCase = [...token]
        .map((sign) => (sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase()))
        .join('')
      const altered = [
        token.replace(/.$/, swap),
        token.replace(/^./, swap),
        otherCase,
        token.slice(0, -1),
        `${token}=`,
        `${token} `,
        '%',
        '_'.repeat(token.length),
        `${token}' or '1'='1`,
        '\u0000',
      ]
      const before = await standing()
      for (const tap of altered)
        expect(await say('owner', 'Unga 1kg', 'whatsapp', tap), tap).toBe(stale)
      expect(await standing()).toEqual(before)
    })

    test('is not pressed by another’s number, and not without the right to what it does', async () => {
      expect(await say('staff', '1', 'whatsapp')).not.toMatch(/\d\.\d\d/)
      const right = { orgId: shop.org.id, role: 'owner', scope: 'reports:read' }
      await shop.db.asOrg(
        right.orgId,
        (sql) => sql`
        insert into role_scopes (org_id, role, scope, granted)
        values (${right.orgId}, ${right.role}, ${right.scope}, false)`,
      )
      const refused = await say('owner', 'Unga 1kg', 'whatsapp', token)
      expect(refused).toMatch(/may not|not allowed|can't share/)
      await shop.db.asOrg(right.orgId, (sql) => sql`delete from role_scopes`)
      expect(await say('owner', 'Unga 1kg', 'whatsapp', token)).toMatch(/110\.00/)
    })

    test('is stale once its time is over', async () => {
      await shop.db.asOwner(
        (sql) => sql`update choices set expires_at = ${now} where token = ${token}`,
      )
      expect(await say('owner', 'Unga 1kg', 'whatsapp', token)).toBe(stale)
    })

    test('that was stale has called no tool', async () => {
      const called = await shop.db.asOwner(
        (sql) => sql`select 1 from turns where reply = ${stale} and tools <> '[]'`,
      )
      expect(called).toHaveLength(0)
    })
  })

  test('an address that is guessed is nothing, in the same words as every other', async () => {
    const ids = ['1', '2', '999999', '0', '-1', '00000000-0000-0000-0000-000000000000']
    const roots = [
      '/api/v1/orders',
      '/api/v1/reports',
      '/api/v1/reports/status',
      '/api/v1/analytics/reports/jobs',
      '/api/v1/files',
      '/admin/reports',
      '/reports',
      '/files',
      '/conversations',
    ]
    const inner = [
      '/phone',
      '/phone/api/media/1',
      '/phone/api/events',
      '/emulator/graph/v25.0/1',
      '/emulator/bot/bot900:token/getMe',
      '/api/v1/..%2f..%2fmetrics',
      '/api/v1/reports/download?id=1',
      '/admin/reports/daily-sales/latest',
      '/files/1.1.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      '/files/..%2f..%2fsecret.key',
    ]
    const said = new Set<string>()
    for (const path of [...roots.flatMap((root) => ids.map((id) => `${root}/${id}`)), ...inner])
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await fetch(`${shop.tillie.url}${path}`, { method })
        said.add(`${answer.status} ${await answer.text()}`)
      }
    // What stands at an address of the API is public; whose it is nobody hears without a token.
    expect([...said].sort()).toEqual([
      '401 {"type":"about:blank","title":"Who are you?","status":401,"code":"unauthenticated","detail":"The token is missing, wrong or over: log in again."}',
      '403 This is no link of ours: please ask for the file again.',
      '404 {"error":"There is nothing here."}',
      '404 {"type":"about:blank","title":"There is no such thing","status":404,"code":"not-found"}',
    ])
    const forwarded = { headers: { 'x-forwarded-for': '203.0.113.9' } }
    expect((await fetch(`${shop.tillie.url}/metrics`, forwarded)).status).toBe(403)
  })
})
