/**
 * What was found about a report: facts that are whole phrases with their figures in them. Whoever
 * joins them, the house or a model, can choose and order them but cannot change what they say.
 */
import type { Anomaly, Forecast, Notes } from './insights.ts'

export interface Fact {
  id: string
  /** "net sales of £31,234.00, 12.4% below the usual Tuesday (£35,650.00)" */
  phrase: string
  /** The same without names of products or numbers of documents: what a model may see. */
  masked: string
}

export interface Found extends Anomaly {
  id: string
  masked: string
}

export interface Findings {
  /** What the notes are about, and can begin with: "Tue 18 January 2011". */
  when: string
  facts: Fact[]
  /** The gravest first. */
  anomalies: Found[]
  forecast: Forecast | null
  /** The house's own two or three sentences, with `{{id}}` where a fact stands. */
  summary: string
}

/** Writes a name out for people, and hides it from models. */
export type Naming = (name: string, as: string) => string

export function fact(id: string, say: (name: Naming) => string): Fact {
  return { id, ...both(say) }
}

export function anomaly(
  id: string,
  { severity, figure }: Pick<Anomaly, 'severity' | 'figure'>,
  say: (name: Naming) => string,
): Found {
  const { phrase, masked } = both(say)
  return { id, text: phrase, masked, severity, ...(figure ? { figure } : {}) }
}

function both(say: (name: Naming) => string) {
  return { phrase: say((name) => name), masked: say((_name, as) => as) }
}

export const slotPattern = /\{\{\s*(\w+)\s*\}\}/g

/** Puts each fact where its slot stands; a sentence begins with a capital. Throws on an unknown slot. */
export function fillSlots(template: string, facts: readonly Fact[]): string {
  const byId = new Map(facts.map(({ id, phrase }) => [id, phrase]))
  return template.replace(slotPattern, (_slot, id: string, at: number) => {
    const phrase = byId.get(id)
    if (phrase === undefined) throw new Error(`no fact is called ${id}`)
    return /(^|[.!?]\s+)$/.test(template.slice(0, at)) ? capital(phrase) : phrase
  })
}

/** The deterministic writer: what the house says with no model at all. */
export function notesByRule({ summary, facts, anomalies, forecast }: Findings): Notes {
  return { summary: fillSlots(summary, facts), anomalies: anomalies.map(asAnomaly), forecast }
}

/** Without what is for models. */
export function asAnomaly({ text, severity, figure }: Found): Anomaly {
  return { text, severity, ...(figure ? { figure } : {}) }
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
