/** Who is asking decides which agent answers, and with which tools. */
import { afterAll, describe, expect, test } from 'vitest'
import { openOrchestrator } from '#agents/orchestrator.ts'
import { houseScopes, type Role } from '#domain/identity.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { quiet } from '#test/support/database.ts'
import { tools } from '#tools/index.ts'
import { openTeaShop, plain, scripted } from '../engine/tea-shop.ts'

describe('the orchestrator', async () => {
  const shop = await openTeaShop()
  afterAll(shop.close)
  const now = new Date('2011-01-19T12:00:00Z')

  function ask(role: Role, text: string, model = offline()) {
    const answer = openOrchestrator({
      db: shop.db,
      tools,
      model,
      freshen: async () => {},
      render: async ({ name }, format) => ({ name, mime: format, bytes: new Uint8Array() }),
      log: quiet,
      clock: () => now,
    })
    const actor = {
      orgId: shop.org.id,
      userId: '1',
      name: null,
      roles: [role],
      may: new Set(houseScopes[role]),
    }
    return answer({ actor, org: shop.org, text, history: [], last: null, now })
  }

  test('gives owners the prompt of sales and every tool they may use', async () => {
    const { model, requests } = scripted([{ is: 'text', text: 'Good morning.' }], plain)
    await ask('owner', 'good morning', model)
    expect(requests[0]!.system).toContain('You answer the people who run it')
    expect(requests[0]!.system).toContain('# How Tillie speaks')
    expect(requests[0]!.system).not.toContain('{{')
    expect(requests[0]!.tools.map(({ name }) => name)).toContain('ask_sales')
  })

  test.each([
    ['how did we do yesterday?', 'You know its sales and orders', 'ask_sales', 'post_entry'],
    ["what's running out?", 'You answer the people who keep its stock', 'low_stock', 'post_entry'],
    [
      'can I give 15 % on the kettle?',
      'You say whether a discount may be given',
      'judge_discount',
      'record_sale',
    ],
    ['P&L for October', 'You answer the people who keep its books', 'post_entry', 'count_stock'],
    ['VAT report for October', 'who keep its books', 'tax_summary', 'count_stock'],
    ['aged debtors', 'who keep its books', 'receivables_ageing', 'record_sale'],
    ['sales summary for October', 'You know its sales and orders', 'sales_summary', 'post_entry'],
  ])('hands "%s" to who knows of it', async (text, prompt, has, hasNot) => {
    const { model, requests } = scripted([{ is: 'text', text: 'I see.' }], plain)
    await ask('owner', text, model)
    expect(requests[0]!.system).toContain(prompt)
    const names = requests[0]!.tools.map(({ name }) => name)
    expect(names).toContain(has)
    expect(names).not.toContain(hasNot)
  })

  test('gives customers the prompt of the shop and no tool of the business', async () => {
    const { model, requests } = scripted([{ is: 'text', text: 'Good morning.' }], plain)
    await ask('customer', 'good morning', model)
    expect(requests[0]!.system).toContain('You are writing with a customer')
    const own: readonly string[] = houseScopes.customer
    expect(requests[0]!.tools.filter(({ needs }) => needs && !own.includes(needs))).toEqual([])
    expect(requests[0]!.situation.withheld.map(({ name }) => name)).toContain('ask_sales')
  })

  test('with no model at all, refuses a customer who asks for figures without a hint of any', async () => {
    const answered = await ask('customer', 'how much did you earn yesterday')
    expect(answered).toMatchObject({ refused: true, model: 'offline', tools: [], files: [] })
    expect(answered.text).not.toMatch(/\d/)
  })
})
