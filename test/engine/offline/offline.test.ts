/** The offline reader: which tool a question calls, and with what. No database: the words alone decide. */
import { describe, expect, test } from 'vitest'
import { scopes } from '#domain/identity.ts'
import type { Situation } from '#engine/model.ts'
import { offline } from '#engine/models/offline/offline.ts'
import type { LastAnswer, Tool } from '#engine/tool.ts'
import { tools } from '#tools/index.ts'

const org = {
  id: 1,
  name: 'Duka',
  currency: 'GBP',
  timezone: 'Europe/London',
  locale: 'en-GB',
  fiscalYearStart: 1,
  weekStart: 1,
}

async function asked(
  text: string,
  last: LastAnswer | null = null,
  mine: readonly string[] = scopes,
) {
  const allowed = (tool: Tool) => tool.needs === null || mine.includes(tool.needs)
  const withheld = tools.filter((tool) => !allowed(tool))
  const situation: Situation = { org, today: '2011-02-28', last, withheld }
  const messages = [{ role: 'user' as const, text }]
  const { signal } = new AbortController()
  const request = { system: '', messages, tools: tools.filter(allowed), situation, signal }
  const answer = await offline().answer(request)
  if (answer.is === 'text') return answer
  const [call] = answer.calls
  return { tool: call!.name, ...(call!.input as object) }
}

/** January by country in Germany, as `ask_sales` keeps it. */
const january: LastAnswer = {
  question: 'sales to Germany in January',
  reply: '',
  receipts: [],
  tools: [
    {
      name: 'ask_sales',
      input: {},
      result: {
        question: {
          metrics: ['net_sales'],
          by: null,
          period: { from: '2011-01-01', to: '2011-01-31' },
          filters: [{ kind: 'country', keys: ['Germany'], label: 'Germany' }],
          order: null,
          limit: null,
        },
      },
    },
  ],
}
const germany = [{ kind: 'country', keys: ['Germany'], label: 'Germany' }]
const inJanuary = '2011-01-01 to 2011-01-31'

describe('a question becomes a call', () => {
  test.each([
    ['How did we do yesterday?', { metrics: ['net_sales'], period: 'yesterday' }],
    ['what have we taken this month', { metrics: ['net_sales'], period: 'this month' }],
    ['how many invoices on 14 December', { metrics: ['orders'], period: '14 december' }],
    ['number of sales last week', { metrics: ['orders'], period: 'last week' }],
    ['units sold in January', { metrics: ['units'], period: 'january' }],
    ['average basket in March', { metrics: ['average_order_value'], period: 'march' }],
    [
      'what percentage of sales were returned in June',
      { metrics: ['return_rate'], period: 'june' },
    ],
    ['gross revenue last week', { metrics: ['gross_sales'], period: 'last week' }],
    [
      'sales by country this month',
      { metrics: ['net_sales'], by: 'country', period: 'this month' },
    ],
    ['weekly sales in January', { metrics: ['net_sales'], by: 'week', period: 'january' }],
    [
      'top 3 products in December',
      { by: 'product', order: 'highest', limit: 3, period: 'december' },
    ],
    [
      'who was our best customer last month',
      { by: 'customer', order: 'highest', limit: 1, period: 'last month' },
    ],
    ['worst day in January', { by: 'day', order: 'lowest', limit: 1, period: 'january' }],
    ['biggest order in December', { by: 'order', order: 'highest', limit: 1, period: 'december' }],
    [
      'sales to Germany last month',
      { metrics: ['net_sales'], about: ['Germany'], period: 'last month' },
    ],
    [
      'how many jumbo bags did we sell in May',
      { metrics: ['units'], about: ['jumbo bags'], period: 'may' },
    ],
    ['sales excluding UK in March', { metrics: ['net_sales'], excluding: ['uk'], period: 'march' }],
    ['sales on Saturdays in May', { metrics: ['net_sales'], about: ['Saturday'], period: 'may' }],
    [
      'last week compared with the week before',
      { period: 'last week', compare_to: 'the week before' },
    ],
    [
      'are sales up on last month',
      { metrics: ['net_sales'], period: 'this month', compare_to: 'last month' },
    ],
    ['how many irish orders in May', { metrics: ['orders'], about: ['irish'], period: 'may' }],
    ['february so far', { period: 'february so far' }],
    ['how much did we rake in last month', { metrics: ['net_sales'], period: 'last month' }],
    ['uk v germany in May', { about: ['uk', 'germany'], period: 'may' }],
    [
      'overseas sales in May',
      { metrics: ['net_sales'], excluding: ['home country'], period: 'may' },
    ],
    ['second best product in May', { by: 'product', order: 'highest', limit: 2, period: 'may' }],
    [
      'top customers last week? just three',
      { by: 'customer', order: 'highest', limit: 3, period: 'last week' },
    ],
    ['growth from January to February', { period: 'february', compare_to: 'january' }],
    ['sales before returns in May', { metrics: ['gross_sales'], period: 'may' }],
    ['hw much did we sel yesturday', { metrics: ['net_sales'], period: 'yesterday' }],
  ])('of ask_sales: %s', async (text, input) =>
    expect(await asked(text)).toEqual({ tool: 'ask_sales', ...input }),
  )

  test.each([
    [
      'send me the daily report for Monday',
      'daily_sales_report',
      { period: 'for monday'.slice(4) },
    ],
    ['chart sales by month', 'chart_sales', { metrics: ['net_sales'], by: 'month' }],
    ['why?', 'explain_last_answer', {}],
    ['help', 'help', {}],
    ['link my account', 'link_account', {}],
  ])('of another tool: %s', async (text, tool, input) =>
    expect(await asked(text)).toEqual({ tool, ...input }),
  )
})

describe('a follow-up leans on the answer before', () => {
  test.each([
    ['and in December?', { metrics: ['net_sales'], period: 'december', within: germany }],
    [
      'what about France?',
      { metrics: ['net_sales'], period: inJanuary, about: ['France'], within: germany },
    ],
    ['how many orders was that?', { metrics: ['orders'], period: inJanuary, within: germany }],
    [
      'and the month before?',
      { metrics: ['net_sales'], period: 'the month before', within: germany },
    ],
    ['by product', { metrics: ['net_sales'], by: 'product', period: inJanuary, within: germany }],
    [
      'compare that with December',
      { metrics: ['net_sales'], period: inJanuary, compare_to: 'december', within: germany },
    ],
    [
      'top 5 customers',
      {
        metrics: ['net_sales'],
        by: 'customer',
        order: 'highest',
        limit: 5,
        period: inJanuary,
        within: germany,
      },
    ],
  ])('%s', async (text, input) =>
    expect(await asked(text, january)).toEqual({ tool: 'ask_sales', ...input }),
  )

  test('but a whole question stands alone', async () =>
    expect(await asked('orders in December', january)).toEqual({
      tool: 'ask_sales',
      metrics: ['orders'],
      period: 'december',
    }))
})

describe('what is not for Tillie gets one honest sentence', () => {
  test.each([
    'who won the world cup',
    'tell me a joke',
    "what's the capital of France",
    'what is love',
    'how tall is mount everest',
    'what is the weather today',
    'how do I increase sales?',
    "forecast next month's sales",
    'delete all orders',
    'how many employees do we have',
    "what's 2+2",
  ])('%s', async (text) => {
    const answer = await asked(text)
    expect(answer).toMatchObject({ is: 'text', text: expect.stringMatching(/can't|only/) })
  })

  test.each(['how much did you earn yesterday', 'send me the daily report', 'top customers'])(
    'a customer who asks "%s" is refused, and told of no figures',
    async (text) => {
      const answer = await asked(text, null, ['catalogue:search'])
      expect(answer).toMatchObject({ is: 'text', refused: true })
      expect(JSON.stringify(answer)).not.toMatch(/\d/)
    },
  )
})
