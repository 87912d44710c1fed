/** One turn of two model calls and one checked tool: by our orchestrator, and by `generateText`. */
import { generateText, type LanguageModel, stepCountIs, tool } from 'ai'
import { z } from 'zod'
import { openOrchestrator } from '#agents/orchestrator.ts'
import type { Db } from '#db/sql.ts'
import { houseScopes } from '#domain/identity.ts'
import type { Asked } from '#engine/answer.ts'
import type { Model, ModelAnswer } from '#engine/model.ts'
import { defineTool, type Json } from '#engine/tool.ts'
import { openLog } from '#kit/log.ts'
import type { Report } from '#reports/report.ts'
import { tools } from '#tools/index.ts'

const description = 'What was taken on a day, and from how many orders.'
const input = z.object({ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) })
const asked = { day: '2011-01-18' }
const facts = { day: '2011-01-18', orders: '84', net_sales: '18680.80' }
const said = 'Net sales on Tue 18 January 2011 were **£18,680.80** from 84 orders.'
/** The figures again, in a model's own words: the receipts gate has to read them. */
export const reworded =
  'On 18 January 2011 you took £18,680.80 in net sales, over 84 orders. Shall I break it down?'
const now = new Date('2011-01-19T12:00:00Z')

const question: Asked = {
  actor: {
    orgId: 1,
    userId: '7',
    name: null,
    roles: ['owner'],
    may: new Set(houseScopes.owner),
  },
  org: {
    id: 1,
    name: 'Gifts & Co',
    currency: 'GBP',
    timezone: 'Europe/London',
    locale: 'en-GB',
    fiscalYearStart: 1,
    weekStart: 1,
  },
  text: 'What did we take on 18 January?',
  history: [],
  last: null,
  now,
}

/** Every tool of ours stands beside it, so that rights have something to choose from. */
export function ourTurn(answer: 'own' | 'reworded', report?: Report) {
  let audited = 0
  const takings = defineTool({
    name: 'takings',
    description,
    phrases: ['takings'],
    needs: 'sales:read',
    input,
    run: async () => ({ facts, say: () => said, report }),
  })
  const ask = openOrchestrator({
    db: databaseWithout((rows) => {
      audited += rows.length
    }),
    tools: [...tools, takings],
    model: scripted(answer === 'own' ? said : reworded),
    freshen: async () => {},
    render: () => Promise.reject(new Error('nothing is drawn here')),
    log: openLog('silent'),
    clock: () => now,
  })
  return async () => {
    const before = audited
    const { text, tools } = await ask(question)
    const expected = answer === 'own' ? said : reworded
    if (text !== expected || tools.length !== 1 || audited - before !== 3)
      throw new Error(`not the turn that was to be measured: ${text}`)
  }
}

function scripted(words: string): Model {
  const calls: ModelAnswer = { is: 'calls', calls: [{ id: 'c1', name: 'takings', input: asked }] }
  return {
    name: 'scripted',
    answer: async ({ messages }) =>
      messages.at(-1)!.role === 'result' ? { is: 'text', text: words } : calls,
    next: { name: 'last', answer: async () => ({ is: 'text', text: 'never' }) },
  }
}

/** Everything but the database itself: transactions begin and end, audit rows are counted. */
function databaseWithout(audit: (rows: Json[]) => void): Db {
  const sql = Object.assign(async () => [], { json: (rows: Json[]) => audit(rows) })
  const run = (_: number, work: (given: never) => Promise<unknown>) => work(sql as never)
  return { kind: 'server', asOrg: run, asReader: run } as unknown as Db
}

export function theirTurn() {
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  }
  const call = {
    type: 'tool-call',
    toolCallId: 'c1',
    toolName: 'takings',
    input: JSON.stringify(asked),
  }
  const model = {
    specificationVersion: 'v3',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: async ({ prompt }: { prompt: { role: string }[] }) => {
      const isLast = prompt.at(-1)!.role === 'tool'
      return {
        content: [isLast ? { type: 'text', text: reworded } : call],
        finishReason: { unified: isLast ? 'stop' : 'tool-calls', raw: undefined },
        usage,
        warnings: [],
      }
    },
    doStream: () => Promise.reject(new Error('nothing streams here')),
  } as unknown as LanguageModel
  const takings = tool({ description, inputSchema: input, execute: async () => facts })
  return async () => {
    const { text } = await generateText({
      model,
      tools: { takings },
      stopWhen: stepCountIs(6),
      system: 'You work for a shop.',
      prompt: question.text,
    })
    if (text !== reworded) throw new Error(`not the turn that was to be measured: ${text}`)
  }
}
