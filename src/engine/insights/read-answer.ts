/**
 * A model's answer, read strictly. It may choose and join the facts that the house found; anything
 * else in it makes the whole answer unusable. What is unusable is never shown to anybody.
 */
import { z } from 'zod'
import { asAnomaly, type Findings, fillSlots, slotPattern } from '#reports/insights/findings.ts'
import type { Anomaly, Notes } from '#reports/insights/insights.ts'
import { check } from '../receipts.ts'
import { joiningWords } from './vocabulary.ts'

const answerLengthMax = 8_000
const summaryLengthMax = 600
const sentencesMax = 3
/** Holds a fact's place while the words between are looked at. */
const factSign = '\u00a7'

const answer = z.strictObject({
  summary: z
    .string()
    .min(1)
    .max(summaryLengthMax)
    .describe(
      'Two or three sentences. Facts stand in them as {{id}}, and only joining words beside',
    ),
  anomalies: z
    .array(z.string().max(40))
    .max(20)
    .describe('The ids of the anomalies to show, the most important first'),
  forecast: z.boolean().describe('Whether the forecast is worth showing'),
})

/** For `response_format`; strict servers want no `$schema`. */
export function answerSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(answer)
  return schema
}

export type ReadAnswer = { is: 'notes'; notes: Notes } | { is: 'unusable'; why: string }

export function readAnswer(text: string, findings: Findings): ReadAnswer {
  const parsed = answer.safeParse(parsedJson(text))
  if (!parsed.success) return unusable('it is not the JSON that was asked for')
  const { summary, anomalies, forecast } = parsed.data
  const why = wrongIn(summary, findings)
  if (why) return unusable(why)
  const chosen = chosenFrom(anomalies, findings)
  if (!chosen) return unusable('it names an anomaly that was not given')
  const filled = fillSlots(summary.trim(), findings.facts)
  // Code alone put figures there; the gate that every other answer passes is passed here too.
  const said = findings.facts.map(({ phrase }) => phrase).join('.\n')
  const verdict = check(filled, [{ facts: {}, say: said }])
  if (verdict.is === 'unsound') return unusable('a figure in it has no receipt')
  const notes = {
    summary: filled,
    anomalies: chosen,
    forecast: forecast ? findings.forecast : null,
  }
  return { is: 'notes', notes }
}

function parsedJson(text: string): unknown {
  if (text.length > answerLengthMax) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The first thing that is wrong with a summary, in words that a model can mend it by. */
function wrongIn(summary: string, { facts }: Findings): string | null {
  const known = new Set(facts.map(({ id }) => id))
  const slots = [...summary.matchAll(slotPattern)].map(([, id]) => id!)
  if (slots.some((id) => !known.has(id))) return 'it has a {{slot}} that was not given'
  if (new Set(slots).size < slots.length) return 'it says the same fact twice'
  if (summary.includes(factSign)) return 'it has a sign that stands for nothing'
  const joined = summary.replace(slotPattern, ` ${factSign} `).trim()
  if (/[^A-Za-z\u00a7 ,;:.'’–-]/u.test(joined))
    return 'outside of facts it has signs or figures; only joining words may stand there'
  if (/[,;:.–-]\s*[,;:.–-]/.test(joined)) return 'it has two punctuation marks in a row'
  const sentences = joined.replace(/\.$/, '').split('.')
  if (sentences.length > sentencesMax) return `it has more than ${sentencesMax} sentences`
  if (!joined.endsWith('.') || sentences.some((sentence) => !sentence.includes(factSign)))
    return 'each sentence must hold a fact and end with a full stop'
  const word = (joined.match(/[A-Za-z]+/g) ?? []).find((word) => !isJoining(word))
  return word ? 'it has a word that is not on the list of joining words' : null
}

function isJoining(word: string): boolean {
  return joiningWords.has(word.toLowerCase())
}

/** In the model's order. What is a warning is shown whether it was chosen or not. */
function chosenFrom(ids: readonly string[], { anomalies }: Findings): Anomaly[] | null {
  const byId = new Map(anomalies.map((each) => [each.id, each]))
  if (ids.some((id) => !byId.has(id))) return null
  const chosen = [...new Set(ids)].map((id) => byId.get(id)!)
  const left = anomalies.filter((each) => each.severity === 'warning' && !chosen.includes(each))
  return [...chosen, ...left].map(asAnomaly)
}

function unusable(why: string): ReadAnswer {
  return { is: 'unusable', why }
}
