/** Keep first, work later: each message is kept once, and only what is committed is acknowledged. */
import { afterAll, describe, expect, test } from 'vitest'
import { openAccounts } from '#chat/accounts.ts'
import { openInbox } from '#chat/inbox.ts'
import { roadLimits } from '#chat/limits.ts'
import type { Post } from '#chat/post.ts'
import type { Db } from '#db/sql.ts'
import { message } from '#test/support/messages.ts'
import { openShop } from '#test/support/road.ts'

const shop = await openShop()
afterAll(() => shop.close())

function inboxOver(db: Db, limits = {}) {
  return openInbox({
    db,
    clock: () => new Date(),
    accounts: openAccounts({ whatsapp: shop.org.id }),
    limits: { ...roadLimits, ...limits },
    onKept: () => {},
  })
}

const post = (...inbound: Post['inbound']): Post => ({
  channel: 'whatsapp',
  body: JSON.stringify(inbound),
  inbound,
})

const kept = (externalId: string) =>
  shop.ask((sql) => sql`select payload, state from inbox where external_id = ${externalId}`)

describe('the inbox', () => {
  test('keeps a webhook that comes fifty times at once as one raw event and one message', async () => {
    const inbox = inboxOver(shop.db)
    const one = message('hello')
    await Promise.all(Array.from({ length: 50 }, () => inbox.keep(post(one))))

    expect(await kept(one.externalId)).toHaveLength(1)
    const body = post(one).body
    expect(
      await shop.ask((sql) => sql`select 1 from raw_events where body = ${body}`),
    ).toHaveLength(1)
  })

  test('shares one commit among the posts that arrive while another is under way', async () => {
    let commits = 0
    const counting: Db = {
      ...shop.db,
      asCourier: (work) => {
        commits += 1
        return shop.db.asCourier(work)
      },
    }
    const inbox = inboxOver(counting)
    await Promise.all(Array.from({ length: 40 }, (_, at) => inbox.keep(post(message(`${at}`)))))
    expect(commits).toBe(2)
  })

  test('lets the first of an id win and notes another body under it', async () => {
    const inbox = inboxOver(shop.db)
    const first = message('pay 100')
    const forged = { ...first, content: { is: 'text', text: 'pay 900' } as const }
    await inbox.keep(post(first))
    await inbox.keep(post(forged))
    const second = message('one')
    await inbox.keep(post(second, { ...second, content: { is: 'text', text: 'two' } }))

    expect(await kept(first.externalId)).toMatchObject([
      { payload: { content: { text: 'pay 100' } } },
    ])
    expect(await kept(second.externalId)).toMatchObject([{ payload: { content: { text: 'one' } } }])
    expect(
      await shop.ask((sql) => sql`select 1 from audit_log where action = 'inbox.conflict'`),
    ).toHaveLength(2)
  })

  test('keeps what it does not understand as a raw event', async () => {
    const inbox = inboxOver(shop.db)
    await inbox.keep({ channel: 'whatsapp', body: '{"field":"account_update"}', inbound: [] })
    expect(
      await shop.ask((sql) => sql`select 1 from raw_events where body like '%account_update%'`),
    ).toHaveLength(1)
  })

  test('keeps bodies as they came, side by side: with signs that separate, and with nothing in them', async () => {
    const inbox = inboxOver(shop.db)
    const bodies = ['no JSON \u001e at all\u001f', 'one, two\tthree\n', '\\x00 {"a","b"} ', '']
    const odd = bodies.map((body): Post => ({ channel: 'whatsapp', body, inbound: [] }))
    await Promise.all([inbox.keep(post(message('first'))), ...odd.map(inbox.keep)])

    const rows = await shop.ask(
      (sql) => sql<{ body: string; right: boolean }[]>`
        select body, sha256 = sha256(convert_to(body, 'UTF8')) as right
        from raw_events where account = ''`,
    )
    expect(rows).toEqual(expect.arrayContaining(bodies.map((body) => ({ body, right: true }))))
  })

  test('keeps half emoji and NUL characters as text that a database can hold', async () => {
    const inbox = inboxOver(shop.db)
    const odd = message('half \ud83d and \0 nul كيف 👋')
    await inbox.keep(post(odd))
    expect(await kept(odd.externalId)).toMatchObject([
      { payload: { content: { text: 'half � and  nul كيف 👋' } } },
    ])
  })

  test('keeps the neighbours of a message that the database refuses, and of that one the raw event', async () => {
    const inbox = inboxOver(shop.db)
    const [good, better] = [message('good'), message('better')]
    const bad = message('bad', { sentAt: new Date(8.64e15) })
    await Promise.all([
      inbox.keep(post(message('first'))),
      inbox.keep(post(good)),
      inbox.keep(post(bad, better)),
    ])
    expect(await kept(good.externalId)).toHaveLength(1)
    expect(await kept(better.externalId)).toHaveLength(1)
    expect(await kept(bad.externalId)).toHaveLength(0)
    const raw = await shop.ask(
      (sql) => sql`select 1 from raw_events where body = ${post(bad, better).body}`,
    )
    expect(raw).toHaveLength(1)
  })

  test('refuses everything while the database is away, and works again after it', async () => {
    let isAway = true
    const flaky: Db = {
      ...shop.db,
      asCourier: (work) => (isAway ? Promise.reject(new Error('gone')) : shop.db.asCourier(work)),
    }
    const inbox = inboxOver(flaky)
    const one = message('again')
    await expect(inbox.keep(post(one))).rejects.toThrow('gone')
    isAway = false
    await inbox.keep(post(one))
    expect(await kept(one.externalId)).toHaveLength(1)
  })

  test('refuses a post when too many are waiting', async () => {
    const inbox = inboxOver(shop.db, { backlogPostsMax: 2 })
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => inbox.keep(post(message('many')))),
    )
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBe(2) // One under way, two waiting.
  })

  test('gives a message to the business that has claimed the account', async () => {
    await shop.ask(
      (sql) => sql`
        insert into orgs (name, currency, timezone) values ('Other', 'KES', 'Africa/Nairobi')`,
    )
    await shop.ask(
      (sql) => sql`
        insert into channel_accounts (org_id, channel, account)
        select org_id, 'whatsapp', 'other-number' from orgs where name = 'Other'`,
    )
    const theirs = message('hi', { account: 'other-number' })
    await inboxOver(shop.db).keep(post(theirs))
    const [row] = await shop.ask(
      (sql) => sql`
        select o.name from inbox i join orgs o using (org_id)
        where i.external_id = ${theirs.externalId}`,
    )
    expect(row?.name).toBe('Other')
  })
})
