import { z } from 'zod'
import {
  hasInsights,
  type InsightSettings,
  insightSettings,
  restoreInsights,
  switchInsights,
} from '#domain/insight-settings.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { choice, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import { hasNotes } from '#reports/insights/find.ts'
import { reportKinds } from '#reports/kinds.ts'
import { justSay } from '../ask-back.ts'

const input = z.object({
  state: choice({ on: ['on'], off: ['off'] }).describe('on or off'),
  report: words()
    .optional()
    .describe('One report, as the person called it, e.g. "daily sales"; all when not said'),
})

const frozen = z.object({ state: z.enum(['on', 'off']), type: z.string().nullable() })
const done = z.object({
  before: z.object({ on: z.boolean(), types: z.record(z.string(), z.boolean()) }),
})

export const switchAiNotesTool = defineTool({
  name: 'switch_ai_notes',
  description: [
    'Switches the notes beside reports on or off, for all reports or for one. Switched off, nothing',
    'of a report leaves the house for them. To see how they stand: ai_notes.',
  ].join(' '),
  phrases: [
    '=[please] (turn|switch|put) [the|our] (ai notes|ai insights|ai summaries|notes|insights) {state} <(for|of|on|beside) [the|our] {report}>',
    '=[please] (turn|switch) {state} [the|our] (ai notes|ai insights|ai summaries|notes|insights) <(for|of|on|beside) [the|our] {report}>',
    '=[please] (stop|disable|no more) [the|our] (ai notes|ai insights|ai summaries) {state=off} <(for|of|on|beside) [the|our] {report}>',
    '=[please] (start|enable|resume) [the|our] (ai notes|ai insights|ai summaries) {state=on} <(for|of|on|beside) [the|our] {report}>',
  ],
  needs: 'settings:write',
  input,
  frozen,

  async propose({ sql }, { state, report }) {
    const type = report ? typeCalled(report) : null
    const before = await insightSettings(sql)
    if (isSoAlready(before, state === 'on', type))
      return justSay(`AI notes ${whose(type)} are ${state} already.`)
    const now = (type ? hasInsights(before, type) : before.on) ? 'on' : 'off'
    return {
      proposed: true,
      summary: () => `AI notes ${whose(type)}: ${now} → **${state}**?`,
      input: { state, type },
    }
  },

  async run({ sql, actor, now }, { state, type }) {
    const before = await insightSettings(sql)
    await switchInsights(sql, actor, { on: state === 'on', type: type ?? undefined, now })
    const means =
      state === 'off'
        ? ' Nothing is written beside them, and nothing of them leaves the house.'
        : ' They are advisory, and never part of a report.'
    return {
      facts: asJson({ state, type, before }),
      say: () => `AI notes ${whose(type)} are ${state}.${means}`,
    }
  },

  async undo({ sql, actor, now }, { facts }) {
    const { before } = done.parse(facts)
    await restoreInsights(sql, actor, { settings: before, now })
    return { facts: asJson({ before }), say: () => 'AI notes are switched as they were before.' }
  },
})

function isSoAlready(settings: InsightSettings, on: boolean, type: string | null): boolean {
  if (type) return hasInsights(settings, type) === on
  return settings.on === on && Object.values(settings.types).every((each) => each === on)
}

function whose(type: string | null): string {
  const kind = reportKinds.find((kind) => kind.type === type)
  return kind ? `beside ${kind.title}` : 'beside all reports'
}

/** "daily", "the daily sales report", `daily_sales`. */
function typeCalled(said: string): string {
  const kinds = reportKinds.filter(({ type }) => hasNotes(type))
  const key = keyOf(said)
  const same = kinds.filter(({ type, title }) => keyOf(type) === key || keyOf(title) === key)
  const found = same.length > 0 ? same : kinds.filter(({ type }) => keyOf(type).includes(key))
  const [only, ...others] = found
  if (only && others.length === 0 && key) return only.type
  const names = kinds.map(({ title }) => title).join(', ')
  throw new Refusal(`Which report is “${said}”? There are: ${names}.`)
}

function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/\breports?\b|\bthe\b/g, '')
    .replace(/[^a-z]/g, '')
}
