/**
 * The loop: a question in, an answer out. A model asks for tools, the tools run, their results go
 * back to the model, and its last words pass the receipts gate. When a model faults, the next in
 * the chain starts from the question anew. Every part of it has a maximum.
 */
import { ModelFault } from '#clients/model-fault.ts'
import { isDatabaseGone } from '#db/away.ts'
import { Refusal } from '#kit/refusal.ts'
import { within } from '#kit/within.ts'
import type { Agent } from './agent.ts'
import type { Answered, Asked } from './answer.ts'
import type { Decides } from './approval/act.ts'
import { decide } from './approval/decide.ts'
import { RunRefused } from './approval/run-frozen.ts'
import { writeAudit } from './audit.ts'
import { type Called, callTool, ourFault } from './call-tool.ts'
import { answerWith, justWords, ownWords, whatWaits } from './finish.ts'
import { answerHeard } from './hear.ts'
import type { Model, ModelAnswer, ModelMessage } from './model.ts'
import { check } from './receipts.ts'
import { tokensSpent } from './spend.ts'
import { makeCalls, tap } from './tap.ts'
import { type LoopDeps, openTurn, type Turn } from './turn.ts'

const noFigures = 'I can only speak of what is in your own records. Please ask about those.'

/**
 * Answers one question as `agent`; what went wrong on our side is said in one sentence. Throws only
 * when the database is gone: nothing was done then, and the question can be asked again.
 */
export async function runAgent(deps: LoopDeps, agent: Agent, asked: Asked): Promise<Answered> {
  const turn = openTurn(deps, agent, asked)
  let answered: Answered
  try {
    answered = await answerTo(turn)
  } catch (error) {
    if (isDatabaseGone(error)) throw error
    deps.log.error({ err: error, orgId: asked.org.id }, 'turn failed')
    answered = justWords(ourFault)
  }
  try {
    await writeAudit(deps.db, asked.actor, turn.audit)
  } catch (error) {
    if (isDatabaseGone(error)) throw error
    deps.log.error({ err: error, orgId: asked.org.id }, 'audit entries were lost')
  }
  return answered
}

function answerTo(turn: Turn): Promise<Answered> {
  const { tapped, decides, calls } = turn.asked
  if (decides) return decided(turn, decides)
  if (tapped) return tap(turn, tapped)
  if (calls) return makeCalls(turn, calls)
  return answerHeard(turn) ?? converse(turn)
}

async function decided(turn: Turn, decides: Decides): Promise<Answered> {
  try {
    return await decide(turn, decides)
  } catch (error) {
    if (error instanceof Refusal) return justWords(error.message, { refused: true })
    if (!(error instanceof RunRefused)) throw error
    return justWords(error.result.say(turn.words), { refused: true })
  }
}

/**
 * Asks the models in order. The last has its own time, however long the others took, and no price:
 * it alone answers an org that has spent its tokens of the day.
 */
async function converse(turn: Turn): Promise<Answered> {
  const { modelsMsMax, lastModelMsMax } = turn.agent.limits
  const othersEnd = (await hasSpentAll(turn)) ? 0 : performance.now() + modelsMsMax
  for (let model: Model | undefined = turn.model; model; model = model.next) {
    const isLast = !model.next
    const endsAt = isLast ? performance.now() + lastModelMsMax : othersEnd
    if (!isLast && performance.now() >= endsAt) continue
    const answered = await askModel(turn, model, endsAt)
    if (answered) return answered
  }
  return justWords(ourFault)
}

async function hasSpentAll({ db, model, tokensPerDayMax, asked, today, log }: Turn) {
  if (!model.next || tokensPerDayMax === undefined) return false
  const isOver = (await tokensSpent(db, asked.org, today)) >= tokensPerDayMax
  if (isOver) log.warn({ orgId: asked.org.id }, 'the tokens of the day are spent')
  return isOver
}

/** Null when the model gave no answer that can be used. Too long a past is left out once. */
async function askModel(turn: Turn, model: Model, endsAt: number): Promise<Answered | null> {
  const { history } = turn.asked
  for (const past of history.length > 0 ? [history, []] : [history]) {
    try {
      return await steps(turn, model, past, endsAt)
    } catch (error) {
      if (isDatabaseGone(error)) throw error
      const [why, orgId] = [error instanceof ModelFault ? error.why : 'fault', turn.asked.org.id]
      if (why === 'fault') turn.log.error({ err: error, model: model.name, orgId }, 'turn faulted')
      else turn.log.warn({ model: model.name, why, orgId }, 'model gave no answer')
      if (why !== 'too-long') return null
    }
  }
  return null
}

async function steps(turn: Turn, model: Model, past: Asked['history'], endsAt: number) {
  const { stepsMax } = turn.agent.limits
  const messages = opening(turn, past)
  const done: Called[] = []
  let isCorrected = false
  for (let step = 1; step <= stepsMax; step++) {
    const answer = await ask(turn, model, messages, endsAt)
    if (answer.is === 'calls') {
      const called = await callAll(turn, answer.calls)
      messages.push({ role: 'calls', calls: answer.calls }, ...called.map(resultMessage))
      done.push(...called)
      const waiting = whatWaits(turn, called)
      if (waiting) return waiting
      continue
    }
    const unsound = unsoundFigures(turn, model, answer.text, done)
    if (unsound.length === 0) return answerWith(turn, model.name, answer, done)
    if (isCorrected || !model.next) return withoutReceipt(turn, model, done)
    isCorrected = true
    messages.push({ role: 'assistant', text: answer.text }, correction(unsound))
  }
  throw new ModelFault('bad-answer', `no answer in ${stepsMax} steps`)
}

function opening({ asked }: Turn, past: Asked['history']): ModelMessage[] {
  const earlier = past.flatMap(({ question, reply }): ModelMessage[] => [
    { role: 'user', text: question },
    { role: 'assistant', text: reply },
  ])
  return [...earlier, { role: 'user', text: asked.text }]
}

/** One answer of one model, noted for the audit. Throws ModelFault. */
async function ask(turn: Turn, model: Model, messages: ModelMessage[], endsAt: number) {
  const { asked, today, withheld, agent } = turn
  const system = agent.prompt.fill(promptValues(turn))
  const situation = { org: asked.org, today, last: asked.last, withheld }
  const at = turn.clock()
  const started = performance.now()
  const note = (outcome: string, output: unknown, usage?: ModelAnswer['usage']) =>
    turn.note({
      action: 'model.call',
      name: model.name,
      at,
      ms: performance.now() - started,
      outcome,
      input: [system, messages],
      output,
      promptSha256: agent.prompt.sha256,
      usage,
    })
  try {
    const late = new ModelFault('timeout', 'the turn had no time left')
    const answer = await within(endsAt - performance.now(), late, (signal) =>
      model.answer({ system, messages, tools: [...turn.tools.values()], situation, signal }),
    )
    const usable = checkedShape(answer, agent.limits.textLengthMax)
    note(usable.is, usable.is === 'text' ? usable.text : usable.calls, usable.usage)
    return usable
  } catch (error) {
    note(error instanceof ModelFault ? error.why : 'fault', '')
    throw error
  }
}

function checkedShape(answer: ModelAnswer, textLengthMax: number): ModelAnswer {
  if (answer.is === 'calls' && answer.calls.length === 0)
    throw new ModelFault('bad-answer', 'neither words nor calls')
  if (answer.is === 'text' && answer.text.trim() === '')
    throw new ModelFault('bad-answer', 'an empty answer')
  if (answer.is === 'text' && answer.text.length > textLengthMax)
    throw new ModelFault('bad-answer', 'an answer longer than any reply')
  return answer
}

/** What prompts may name. */
function promptValues({ asked, words, today }: Turn): Record<string, string> {
  const { org, last } = asked
  return {
    business: org.name,
    today: `${words.day(today)} (${today})`,
    timezone: org.timezone,
    currency: org.currency,
    last: last ? JSON.stringify(last.tools.map(({ name, input }) => ({ name, input }))) : 'none',
  }
}

/** All calls of one step at once; those beyond the maximum are told to come later. */
function callAll(turn: Turn, calls: readonly Called['call'][]): Promise<Called[]> {
  const { callsPerStepMax } = turn.agent.limits
  const tooMany = `Not run: at most ${callsPerStepMax} calls at a time.`
  return Promise.all(
    calls.map((call, i) =>
      i < callsPerStepMax ? callTool(turn, call) : { call, result: null, say: tooMany },
    ),
  )
}

function resultMessage({ call, result, say }: Called): ModelMessage {
  const facts = result ? result.facts : { fault: say }
  return { role: 'result', callId: call.id, name: call.name, facts, say, isFault: !result }
}

/** The figures of `text` that no tool result of this turn holds. A tool's own words always pass. */
function unsoundFigures(turn: Turn, model: Model, text: string, done: Called[]): string[] {
  const says = done.map(({ say }) => say)
  if (says.includes(text) || says.join('\n\n') === text) return []
  const evidence = done.flatMap(({ result, say }) =>
    result ? [{ facts: result.facts, say, report: result.report }] : [],
  )
  const verdict = check(text, evidence, turn.asked.text)
  if (verdict.is === 'sound') return []
  turn.log.warn({ model: model.name, count: verdict.figures.length }, 'figures without a receipt')
  return verdict.figures
}

function correction(figures: string[]): ModelMessage {
  const list = figures.slice(0, 10).join('; ')
  const text = [
    `Your answer was not sent: no tool result of this question holds ${list}, or not for what you said it of.`,
    'Answer the question again. Copy each figure and date exactly as a tool result writes it, beside the same label; leave out every other.',
  ].join(' ')
  return { role: 'user', text }
}

/** Twice without a receipt: the tool's own words go out; without any, the next model is asked. */
function withoutReceipt(turn: Turn, model: Model, done: Called[]): Answered | Promise<Answered> {
  if (done.some(({ result }) => result)) return ownWords(turn, done)
  if (model.next) throw new ModelFault('bad-answer', 'figures without a receipt')
  return justWords(noFigures)
}
