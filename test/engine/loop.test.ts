/** Stories of one turn: real SQL and real tools; only the model is scripted. */
import { afterAll, describe, expect, test } from 'vitest'
import { ModelFault } from '#clients/model-fault.ts'
import { inOrder } from '#engine/models/fallback.ts'
import type { Tool } from '#engine/tool.ts'
import { call, openTeaShop, plain, scripted, takings } from './tea-shop.ts'

const good = 'You took **£1,246.65** on 18 January.'
const own = 'Net sales on Tue, 18 January 2011 were **£1,246.65** from 1 orders.'
const sorry = 'Something went wrong on our side. Please try again in a moment.'
const text = (words: string) => ({ is: 'text', text: words }) as const
const day = { day: '2011-01-18' }

describe('a question is answered', async () => {
  const shop = await openTeaShop()
  afterAll(shop.close)

  test('by a tool call, then in the words of the model', async () => {
    const { model, requests } = scripted([call('takings', day), text(good)])
    const answered = await shop.ask(model)

    expect(answered).toMatchObject({ text: good, model: 'scripted', refused: false })
    expect(answered.tools).toEqual([
      { name: 'takings', input: day, result: { ...day, orders: '1', net_sales: '1246.65' } },
    ])
    expect(requests[0]!.system).toBe('You work for Chai on Wed, 19 January 2011 (2011-01-19).')
    expect(requests[1]!.messages.at(-1)).toMatchObject({ role: 'result', say: own, isFault: false })
  })

  test('with the report tables made fresh once for all the calls of a turn', async () => {
    const before = shop.freshenedTimes()
    const two = {
      is: 'calls',
      calls: [
        { id: 'a', name: 'takings', input: day },
        { id: 'b', name: 'takings', input: { day: '2011-01-17' } },
      ],
    } as const
    const { model, requests } = scripted([{ ...two, calls: [...two.calls] }, text(good)])
    await shop.ask(model)

    expect(shop.freshenedTimes()).toBe(before + 1)
    const results = requests[1]!.messages.filter(({ role }) => role === 'result')
    expect(results).toMatchObject([{ callId: 'a' }, { callId: 'b' }])
  })

  test('by a tapped button with no model, after its rights are looked at again', async () => {
    const { model, requests } = scripted([text('never')])
    const tapped = { tool: 'takings', input: day }

    expect(await shop.ask(model, '', { tapped })).toMatchObject({ text: own, model: 'tool' })
    expect(await shop.ask(model, '', { tapped, as: 'customer' })).toMatchObject({
      text: 'Your account may not do that here.',
      refused: true,
      tools: [],
    })
    const gone = { tapped: { tool: 'gone', input: {} } }
    expect((await shop.ask(model, '', gone)).text).toContain('no longer works')
    expect(requests).toHaveLength(0)
  })
})

describe('a model errs', async () => {
  const shop = await openTeaShop()
  afterAll(shop.close)

  test('bad arguments are told to it, and it may try again', async () => {
    const { model, requests } = scripted([
      call('takings', { day: 'yesterday' }),
      call('takings', '{"day": '),
      call('takings', day),
      text(good),
    ])
    expect((await shop.ask(model)).text).toBe(good)
    expect(requests[1]!.messages.at(-1)).toMatchObject({
      isFault: true,
      say: expect.stringContaining('must be a day: YYYY-MM-DD'),
    })
    expect(requests[2]!.messages.at(-1)).toMatchObject({
      say: 'The arguments of takings were not JSON. Call it again.',
    })
  })

  test('a tool that is not, or not for this person, is an unknown one', async () => {
    const { model, requests } = scripted([call('drop_tables', {}), text('I cannot do that.')])
    await shop.ask(model)
    const named = { say: 'There is no tool of that name. There are: takings, catalogue.' }
    expect(requests[1]!.messages.at(-1)).toMatchObject(named)
  })

  test('too many calls at once: those beyond the maximum are not run', async () => {
    const calls = [1, 2, 3].map((n) => ({ id: String(n), name: 'takings', input: day }))
    const { model, requests } = scripted([{ is: 'calls', calls }, text(good)])
    const answered = await shop.ask(model, undefined, { limits: { callsPerStepMax: 2 } })
    expect(answered.tools).toHaveLength(2)
    expect(requests[1]!.messages.at(-1)).toMatchObject({
      say: 'Not run: at most 2 calls at a time.',
    })
  })

  test('an endless tool loop ends at its maximum, and the next model answers anew', async () => {
    const { model, requests } = scripted([call('takings', { day: '2011-01-01' })])
    const answered = await shop.ask(model)
    expect(requests).toHaveLength(8)
    expect(answered).toMatchObject({ text: own, model: 'plain', tools: [{ input: day }] })
  })

  test('every model of the chain fails: one honest sentence', async () => {
    const failing = scripted([new ModelFault('unavailable', 'down')], null).model
    const answered = await shop.ask(inOrder([failing, failing]))
    expect(answered).toMatchObject({ text: sorry, tools: [] })
  })

  test('one that never answers is left when the time is up, and the last still has its own', async () => {
    const silent = { name: 'silent', answer: () => new Promise<never>(() => {}) }
    const answered = await shop.ask(inOrder([silent, silent, plain]), undefined, {
      limits: { modelsMsMax: 30 },
    })
    expect(answered).toMatchObject({ text: own, model: 'plain' })
  })

  test('too long a past is left out, then the next model is asked', async () => {
    const history = [{ question: 'And yesterday?', reply: 'Nothing.' }]
    const { model, requests } = scripted([new ModelFault('too-long', 'context')])
    expect((await shop.ask(model, undefined, { history })).model).toBe('plain')
    expect(requests.map(({ messages }) => messages.length)).toEqual([3, 1])
  })
})

describe('a tool fails', async () => {
  const shop = await openTeaShop()
  afterAll(shop.close)

  test('a refusal is the answer, in its own words', async () => {
    const { model } = scripted([call('takings', { day: '2011-02-30' }), text('No such day.')])
    expect(await shop.ask(model)).toMatchObject({ text: 'No such day.', refused: true })
    const tapped = { tool: 'takings', input: { day: '2011-02-30' } }
    expect(await shop.ask(model, '', { tapped })).toMatchObject({
      text: '30 February 2011 is not a day.',
      refused: true,
    })
  })

  test('a fault of ours is one sentence to the person and one line in the log', async () => {
    const tapped = { tool: 'takings', input: { day: '2011-12-31' } }
    const answered = await shop.ask(plain, '', { tapped })
    expect(answered.text).toBe(sorry)
    expect(JSON.stringify(answered)).not.toContain('secret detail')
    expect(shop.logged).toHaveLength(1)
  })

  test('files are made once the tool is done; one that cannot be made is said, and the rest stands', async () => {
    const report = { name: 'day', controls: [], receipts: [] } as never
    const page: Tool = {
      ...takings,
      run: async () => ({ facts: {}, say: () => 'Here it is.', report, formats: ['pdf', 'csv'] }),
    }
    const tapped = { tool: 'takings', input: day }
    const made = await shop.ask(plain, '', { tapped, tools: [page] })
    expect(made.files.map(({ name }) => name)).toEqual(['day.pdf', 'day.csv'])

    const broken = {
      ...page,
      run: async () => ({ ...(await page.run({} as never, {})), formats: ['png' as const] }),
    }
    const short = await shop.ask(plain, '', { tapped, tools: [broken] })
    expect(short).toMatchObject({ text: expect.stringContaining('could not be made'), files: [] })
    expect(short.text).toContain('Here it is.')
  })
})

describe('rights', async () => {
  const shop = await openTeaShop()
  afterAll(shop.close)

  test('a customer is given no tool of the business, and calling one all the same does nothing', async () => {
    const { model, requests } = scripted([
      call('catalogue', {}),
      // The catalogue's text told the model to do so.
      call('takings', day),
      text('The shop took £1,246.65.'),
      text('The shop took £1,246.65.'),
    ])
    const answered = await shop.ask(model, 'tea?', { as: 'customer' })

    expect(requests[0]!.tools.map(({ name }) => name)).toEqual(['catalogue'])
    expect(requests[0]!.situation.withheld.map(({ name }) => name)).toEqual(['takings'])
    expect(answered.text).toBe('There is GREEN TEA 250 G.')
    expect(answered.tools.map(({ name }) => name)).toEqual(['catalogue'])
  })
})

describe('the gate', async () => {
  const shop = await openTeaShop()
  afterAll(shop.close)

  test('asks once more with the reason, and sends what is right then', async () => {
    const wrong = text('You took £1,264.65 on 18 January.')
    const { model, requests } = scripted([call('takings', day), wrong, text(good)])
    expect((await shop.ask(model)).text).toBe(good)
    expect(requests[2]!.messages.at(-1)).toMatchObject({
      role: 'user',
      text: expect.stringContaining('£1,264.65'),
    })
  })

  test('a second wrong figure: the tool’s own words go out', async () => {
    const wrong = text('You took £1,264.65 on 18 January.')
    const { model } = scripted([call('takings', day), wrong])
    expect(await shop.ask(model)).toMatchObject({ text: own, model: 'tool' })
  })

  test('figures with no tool called: the next model is asked', async () => {
    const { model } = scripted([text('You took £99.00.')])
    expect(await shop.ask(model)).toMatchObject({ text: own, model: 'plain' })
  })

  test('the last model has no free hand either', async () => {
    const { model } = scripted([text('You took £99.00.')], null)
    expect((await shop.ask(model)).text).toMatch(/^I can only speak of/)
  })
})

describe('the audit', async () => {
  const shop = await openTeaShop()
  afterAll(shop.close)

  test('keeps every model and tool call with hashes, tokens and time, and no text', async () => {
    const usage = { inputTokens: 100, outputTokens: 9 }
    const { model } = scripted([
      { ...call('takings', day), usage },
      call('made up name', {}),
      text(good),
    ])
    await shop.ask(model, 'What did we take?')
    const rows = await shop.audited()

    expect(rows.map(({ subject, detail }) => [subject, detail.outcome])).toEqual([
      ['model:scripted', 'calls'],
      ['tool:takings', 'done'],
      ['model:scripted', 'calls'],
      ['tool:unknown', 'unknown'],
      ['model:scripted', 'text'],
    ])
    expect(rows[0]!.detail).toMatchObject({
      ...usage,
      promptSha256: expect.stringMatching(/^\w{64}$/),
    })
    for (const { detail } of rows)
      expect(detail).toMatchObject({
        inputSha256: expect.stringMatching(/^\w{64}$/),
        outputSha256: expect.stringMatching(/^\w{64}$/),
        ms: expect.any(Number),
      })
    expect(JSON.stringify(rows)).not.toMatch(/1246|What did we|made up/)
  })
})
