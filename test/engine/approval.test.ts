/** Writes that are proposed and decided: by amount, at once from two sides, by a rule, and what fails. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { setApprovalRule } from '#domain/approval-rules.ts'
import { record } from '#domain/audit.ts'
import { setAutomationRule } from '#domain/automation-rules.ts'
import type { Actor } from '#domain/identity.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import type { Answered } from '#engine/answer.ts'
import type { ProposalAct } from '#engine/approval/act.ts'
import { defineTool, type ToolResult } from '#engine/tool.ts'
import { Refusal } from '#kit/refusal.ts'
import { call, openTeaShop, scripted } from './tea-shop.ts'

const now = new Date('2011-01-19T12:00:00Z')
const payOut = defineTool({
  name: 'pay_out',
  description: 'Pays somebody.',
  phrases: [],
  needs: 'finance:write',
  input: z.object({ amount: z.string(), sure: z.number().optional() }),
  frozen: z.object({ amount: z.string() }),
  propose: async (_context, { amount, sure }) => ({
    proposed: true,
    ...{ amount, input: { amount }, confidence: sure },
    summary: ({ money }) => `Pay ${money(amount)}`,
  }),
  async run({ sql, actor }, { amount }): Promise<ToolResult> {
    await record(sql, { at: now, action: 'paid', userId: actor.userId, detail: { amount } })
    if (amount === '13') throw new Refusal('Nobody is paid thirteen.')
    if (amount === '14') return { facts: {}, say: () => 'Not fourteen.', refused: true }
    if (amount === '15') throw new Error('broken')
    return { facts: { paid: amount }, say: ({ money }) => `Paid ${money(amount)}.` }
  },
})

const shop = await openTeaShop()
afterAll(shop.close)
let owner: Actor
beforeAll(async () => {
  owner = await shop.db.asOrg(shop.org.id, async (sql) => {
    const { userId } = await addPerson(sql, { name: 'Amina', roles: ['owner'], now })
    return actorFor(sql, userId)
  })
})

const tools = [payOut]
const pay = (input: { amount: string; sure?: number }) =>
  shop.ask(scripted([call('pay_out', input)]).model, 'pay', { tools, actor: owner })
const decide = (act: ProposalAct) =>
  shop.ask(scripted([]).model, 'yes', { tools, actor: owner, decides: { ...act, via: 'button' } })
const titles = ({ offers }: Answered) => offers.map(({ title }) => title)
const actOf = ({ offers }: Answered, title: string) => {
  const offer = offers.find((one) => one.title === title)
  if (!offer || !('decides' in offer)) throw new Error(`there is no button ${title}`)
  return offer.decides
}
async function paid(): Promise<string[]> {
  const entries = await shop.audited()
  return entries.flatMap(({ action, detail }) => (action === 'paid' ? String(detail.amount) : []))
}

describe('a write', () => {
  test('is only proposed by a model, whose words for it never go out', async () => {
    const lies = [
      call('pay_out', { amount: '10' }),
      { is: 'text' as const, text: 'Tap Yes: it is free.' },
    ]
    const { model, requests } = scripted(lies)
    const asked = await shop.ask(model, 'pay', { tools, actor: owner })

    expect(asked.text).toBe('Pay £10.00\n\nShall I do it?')
    expect(titles(asked)).toEqual(['Yes, do it', 'No'])
    expect(requests).toHaveLength(1)
    expect(await paid()).toEqual([])
    const done = await decide(actOf(asked, 'Yes, do it'))
    expect(done.text).toBe('Paid £10.00.')
    expect(await paid()).toEqual(['10'])
  })

  test('that two taps decide at the same moment is done once', async () => {
    const yes = actOf(await pay({ amount: '11' }), 'Yes, do it')
    const answers = await Promise.all([decide(yes), decide(yes), decide(yes)])
    expect(answers.filter(({ text }) => text === 'Paid £11.00.')).toHaveLength(1)
    expect(answers.filter(({ text }) => /^That was done already/.test(text))).toHaveLength(2)
    expect((await paid()).filter((amount) => amount === '11')).toHaveLength(1)
  })

  test('that fails or is refused leaves nothing, and can be decided again', async () => {
    for (const [amount, words] of [
      ['13', /^Nobody is paid thirteen/],
      ['14', /^Not fourteen/],
      ['15', /went wrong on our side/],
    ] as const) {
      const yes = actOf(await pay({ amount }), 'Yes, do it')
      expect((await decide(yes)).text).toMatch(words)
      expect((await decide(yes)).text).toMatch(words)
      expect(await paid()).not.toContain(amount)
    }
  })

  test('that is asked for twice in one breath waits once; several have buttons of their own', async () => {
    const twice = call('pay_out', { amount: '16' })
    const both = {
      is: 'calls' as const,
      calls: 'calls' in twice ? [twice.calls[0]!, twice.calls[0]!] : [],
    }
    const once = await shop.ask(scripted([both]).model, 'pay', { tools, actor: owner })
    const acts = once.offers.flatMap((offer) => ('decides' in offer ? offer.decides.proposal : []))
    expect(new Set(acts).size).toBe(1)
  })

  test('does not run for somebody whose right was taken away meanwhile', async () => {
    const yes = actOf(await pay({ amount: '17' }), 'Yes, do it')
    const edit = { org_id: shop.org.id, role: 'owner', scope: 'finance:write', granted: false }
    await shop.db.asOwner((sql) => sql`insert into role_scopes ${sql(edit)}`)
    expect((await decide(yes)).text).toMatch(/may not do that any more/)
    await shop.db.asOwner((sql) => sql`delete from role_scopes`)
    expect(await paid()).not.toContain('17')
  })
})

describe('rules', () => {
  test('ask for more from an amount on; the highest that is reached counts', async () => {
    await shop.db.asOrg(shop.org.id, async (sql) => {
      const set = (amountFrom: string, needs: 'second-person' | 'own') =>
        setApprovalRule(sql, owner, { tool: 'pay_out', amountFrom, needs, now })
      await set('1000', 'second-person')
      await set('5000', 'own')
    })
    expect(titles(await pay({ amount: '999.99' }))).toEqual(['Yes, do it', 'No'])
    const more = await pay({ amount: '1000' })
    expect(titles(more)).toEqual(['No'])
    expect(more.asksSecond).toMatchObject([{ scope: 'finance:write', text: 'Pay £1,000.00' }])
    expect(titles(await pay({ amount: '5000' }))).toEqual(['Yes, do it', 'No'])
    const alone = await decide({ ...actOf(more, 'No'), do: 'approve' })
    expect(alone.text).toMatch(/^A second person has to say yes/)
    expect(await paid()).not.toContain('1000')
  })

  test('let nothing run unattended, unless one says so: sure enough, and small enough', async () => {
    expect((await pay({ amount: '20', sure: 1 })).text).toMatch(/Shall I do it\?$/)
    await shop.db.asOrg(shop.org.id, (sql) =>
      setAutomationRule(sql, owner, {
        ...{ tool: 'pay_out', autoApprove: true, confidenceThreshold: '0.95', amountMax: '5000' },
        now,
      }),
    )
    expect((await pay({ amount: '21' })).text).toMatch(/Shall I do it\?$/)
    expect((await pay({ amount: '21', sure: 0.9 })).text).toMatch(/Shall I do it\?$/)
    expect((await pay({ amount: '5001', sure: 1 })).text).toMatch(/Shall I do it\?$/)
    expect(titles(await pay({ amount: '1500', sure: 1 }))).toEqual(['No'])
    const done = await pay({ amount: '22', sure: 0.95 })
    expect(done.text).toBe('Paid £22.00.\nDone unattended, as your rules allow.')
    expect((await paid()).filter((amount) => amount.startsWith('2'))).toEqual(['22'])
    const one = { id: 'c', name: 'pay_out', input: { amount: '23', sure: 1 } }
    const { model } = scripted([{ is: 'calls', calls: [one, one] }])
    await shop.ask(model, 'pay', { tools, actor: owner })
    expect((await paid()).filter((amount) => amount === '23')).toHaveLength(1)
  })
})
