/** What an org may spend on models in a day: counted from the audit; over it, the last model answers. */
import { afterAll, beforeEach, expect, test } from 'vitest'
import { forgetAudit } from '#test/support/forget-audit.ts'
import { openTeaShop, scripted } from './tea-shop.ts'

const shop = await openTeaShop()
afterAll(shop.close)
beforeEach(() => shop.db.asOwner((sql) => sql.begin(forgetAudit)))

const priced = () =>
  scripted([{ is: 'text', text: 'Good day.', usage: { inputTokens: 900, outputTokens: 100 } }])

/** Used by this shop at that moment; London, where the shop is, has no summer time then. */
const used = (at: string, inputTokens: number) =>
  shop.db.asOrg(shop.org.id, (sql) => {
    const detail = sql.json({ inputTokens, outputTokens: 0 })
    return sql`
      insert into audit_log (org_id, at, action, subject, detail)
      values (current_org(), ${at}, 'model.call', 'model:scripted', ${detail})`
  })

test.each([
  ['nothing yet', [], 'scripted'],
  ['less than the maximum', [['2011-01-19T00:00:00Z', 9_999]], 'scripted'],
  ['as much as the maximum', [['2011-01-19T00:00:00Z', 10_000]], 'plain'],
  [
    'in several calls',
    [
      ['2011-01-19T08:00Z', 6_000],
      ['2011-01-19T09:00Z', 5_000],
    ],
    'plain',
  ],
  ['the day before', [['2011-01-18T23:59:59Z', 90_000]], 'scripted'],
] as [string, [string, number][], string][])(
  '%s used today: %j, %s answers',
  async (_, calls, who) => {
    for (const [at, tokens] of calls) await used(at, tokens)
    const { model, requests } = priced()
    const answered = await shop.ask(model, undefined, { tokensPerDayMax: 10_000 })
    expect(answered.model).toBe(who)
    expect(requests).toHaveLength(who === 'scripted' ? 1 : 0)
  },
)

test('a turn’s own tokens count for the next one, and another business has its own', async () => {
  const { model } = priced()
  const other = await openTeaShop()
  const answers: string[] = []
  for (const place of [shop, shop, shop, other])
    answers.push((await place.ask(model, undefined, { tokensPerDayMax: 1_500 })).model)
  await other.close()
  expect(answers).toEqual(['scripted', 'scripted', 'plain', 'scripted'])
})

test('without a maximum nothing is counted', async () => {
  await used('2011-01-19T08:00:00Z', 99_000_000)
  expect((await shop.ask(priced().model)).model).toBe('scripted')
})
