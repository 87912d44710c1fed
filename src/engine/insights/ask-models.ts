/** Models in order, each asked once and, when its answer is unusable, once more. Every call is audited. */
import { hash } from 'node:crypto'
import { ModelFault } from '#clients/model-fault.ts'
import type { Db } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { within } from '#kit/within.ts'
import type { Findings } from '#reports/insights/findings.ts'
import type { Notes } from '#reports/insights/insights.ts'
import type { Model, ModelMessage, ModelRequest } from '../model.ts'
import { costOf, type Prices } from './cost.ts'
import { type ReadAnswer, readAnswer } from './read-answer.ts'
import { onceMore, promptSha256 } from './request.ts'

const attemptsMax = 2

export interface Asking {
  db: Db
  orgId: number
  runId: string
  models: readonly Model[]
  prices: Prices
  /** For all models and attempts together. */
  timeoutMs: number
  log: Log
  clock: Clock
}

/** Null when no model gave a usable answer in time. */
export async function askModels(
  asking: Asking,
  request: Omit<ModelRequest, 'signal'>,
  findings: Findings,
): Promise<{ by: string; notes: Notes } | null> {
  const late = new ModelFault('timeout', 'the notes had no time left')
  try {
    return await within(asking.timeoutMs, late, async (signal) => {
      for (const model of asking.models) {
        const notes = await askOne(asking, model, { ...request, signal }, findings)
        if (notes) return { by: model.name, notes }
      }
      return null
    })
  } catch (fault) {
    if (fault === late) return null
    throw fault
  }
}

async function askOne(
  asking: Asking,
  model: Model,
  request: ModelRequest,
  findings: Findings,
): Promise<Notes | null> {
  let messages: ModelMessage[] = request.messages
  for (let attempt = 1; attempt <= attemptsMax && !request.signal.aborted; attempt++) {
    const { text, read } = await call(asking, model, { ...request, messages }, findings)
    if (read.is === 'notes') return read.notes
    if (text === null) return null
    messages = [...request.messages, ...onceMore(text, read.why)]
  }
  return null
}

/** `text` is null when there was no answer at all. Whatever a model throws is its fault, not ours. */
async function call(
  { db, orgId, runId, prices, log, clock }: Asking,
  model: Model,
  request: ModelRequest,
  findings: Findings,
): Promise<{ text: string | null; read: ReadAnswer }> {
  const begunAt = clock()
  const { system, messages } = request
  const said = await model.answer(request).catch((fault: unknown) => {
    const why = fault instanceof ModelFault ? fault.why : 'fault'
    if (why === 'fault') log.error({ err: fault, orgId, model: model.name }, 'a model broke')
    return { is: 'fault' as const, why, usage: undefined }
  })
  const text = said.is === 'text' ? said.text : null
  const read: ReadAnswer =
    text === null ? { is: 'unusable', why: 'there were no words' } : readAnswer(text, findings)
  const outcome = said.is === 'fault' ? said.why : read.is === 'notes' ? 'written' : 'unusable'
  const { usage } = said
  await db.asOrg(orgId, (sql) =>
    record(sql, {
      at: clock(),
      action: 'REPORT_AI_SUMMARY',
      subject: `report:${runId}`,
      detail: {
        model: model.name,
        outcome,
        ms: clock().getTime() - begunAt.getTime(),
        promptSha256,
        inputSha256: hash('sha256', JSON.stringify({ system, messages })),
        outputSha256: hash('sha256', text ?? ''),
        inputTokens: usage?.inputTokens ?? null,
        outputTokens: usage?.outputTokens ?? null,
        ...costOf(model.name, usage, prices),
      },
    }),
  )
  return { text, read }
}
