/** What a model is told about a report: phrases with figures, no names of customers, products or the business. */
import type { Org } from '#domain/org.ts'
import type { Day } from '#kit/day.ts'
import type { Findings } from '#reports/insights/findings.ts'
import type { ModelMessage, ModelRequest } from '../model.ts'
import { readPrompt } from '../prompt.ts'
import { answerSchema } from './read-answer.ts'
import { joiningWords } from './vocabulary.ts'

const prompt = readPrompt('insights/notes')

export const promptSha256 = prompt.sha256

const system = prompt.fill({
  slot: '{{sales}}',
  example: '{{when}} closed with {{sales}}.',
  words: [...joiningWords].join(' '),
})

export function requestFor(
  findings: Findings,
  { type, org, today }: { type: string; org: Org; today: Day },
): Omit<ModelRequest, 'signal'> {
  const told = {
    report: type,
    facts: findings.facts.map(({ id, masked }) => ({ fact: `{{${id}}}`, says: masked })),
    anomalies: findings.anomalies.map(({ id, severity, masked }) => ({
      id,
      severity,
      says: masked,
    })),
    forecast: findings.forecast?.text ?? null,
  }
  return {
    system,
    messages: [{ role: 'user', text: JSON.stringify(told) }],
    tools: [],
    situation: { org, today, last: null, withheld: [] },
    answerSchema: { name: 'notes', schema: answerSchema() },
  }
}

/** Says what was wrong, for one more try. */
export function onceMore(answer: string, why: string): ModelMessage[] {
  return [
    { role: 'assistant', text: answer.slice(0, 2_000) },
    { role: 'user', text: `That cannot be used: ${why}. Answer with the JSON object again.` },
  ]
}
