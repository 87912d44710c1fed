/**
 * What a tool takes, as a person or a model says it: "2,100", "KES 450", "15 %", "three".
 * Each kind is known by its schema, so that the reader of phrases can fill it from words alone.
 */
import { z } from 'zod'
import { oneLine } from './harmless.ts'
import { readAmount, readPercent, readQuantity } from './spoken-number.ts'
import { readDays } from './spoken-rhythm.ts'
import { readTime } from './spoken-time.ts'

/** How the words of a slot are read. `choice` names what else a value is called. */
export type Spoken =
  | { as: 'amount' | 'quantity' | 'percent' | 'words' | 'day' | 'paper' | 'lines' }
  | { as: 'time' | 'rhythm' }
  | { as: 'choice'; called: Record<string, readonly string[]> }

const textLengthMax = 200
const linesMax = 40
/** Keyed by the schema itself; nothing else is kept. */
const spoken = z.registry<{ spoken: Spoken }>()

/** The kind of a field, through `optional()`; null when it is not for the reader. */
export function spokenOf(field: unknown): Spoken | null {
  for (let schema = field; schema instanceof z.ZodType; schema = innerOf(schema)) {
    const found = spoken.get(schema)
    if (found) return found.spoken
  }
  return null
}

/** Money in the org's currency: a decimal string of at most four decimals comes out. */
export function amount() {
  const field = z
    .string()
    .max(40)
    .transform(orIssue((said) => readAmount(said)?.amount ?? null, 'an amount such as "1500.50"'))
  return field.register(spoken, { spoken: { as: 'amount' } })
}

/** How many: a decimal string above zero comes out. */
export function quantity() {
  const positive = (said: string) => {
    const read = readQuantity(said)
    return read && /[1-9]/.test(read) ? read : null
  }
  const field = z.string().max(60).transform(orIssue(positive, 'a number such as "3" or "2.5"'))
  return field.register(spoken, { spoken: { as: 'quantity' } })
}

/** As `quantity`, and there may be none. */
export function tally() {
  const field = z.string().max(60).transform(orIssue(readQuantity, 'a number such as "3" or "0"'))
  return field.register(spoken, { spoken: { as: 'quantity' } })
}

/** A ratio comes out: "0.15" of "15 %". */
export function percent() {
  const field = z.string().max(40).transform(orIssue(readPercent, 'a percentage such as "15 %"'))
  return field.register(spoken, { spoken: { as: 'percent' } })
}

/** A name, a reason: as the person said it, in one line. */
export function words() {
  const field = z.string().overwrite(oneLine).min(1).max(textLengthMax)
  return field.register(spoken, { spoken: { as: 'words' } })
}

/** Days in the person's own words; the tool reads them. */
export function dayWords() {
  const field = z.string().overwrite(oneLine).min(1).max(120)
  return field.register(spoken, { spoken: { as: 'day' } })
}

/** A time of day: "07:30" comes out of "half past seven". */
export function timeOfDay() {
  const field = z.string().max(40).transform(orIssue(readTime, 'a time of day such as "07:30"'))
  return field.register(spoken, { spoken: { as: 'time' } })
}

/** On which days something comes, in words such as "every weekday"; `readDays` reads them. */
export function rhythmWords() {
  const field = z
    .string()
    .max(80)
    .refine((said) => readDays(said) !== null, 'must be days such as "every weekday" or "Mondays"')
  return field.register(spoken, { spoken: { as: 'rhythm' } })
}

/** The number of an order, a return or an entry: "1042", "#1042", "S-1042". */
export function paperNumber() {
  const field = z.string().overwrite(oneLine).min(1).max(60)
  return field.register(spoken, { spoken: { as: 'paper' } })
}

/** One of few, each with what else it is called. */
export function choice<const Called extends Record<string, readonly string[]>>(called: Called) {
  const values = Object.keys(called) as [keyof Called & string]
  return z.enum(values).register(spoken, { spoken: { as: 'choice', called } })
}

/** "3 blue mugs at 450 and 2 kettles". */
export function lines() {
  const line = z.object({
    quantity: quantity().describe('How many, e.g. "3"'),
    product: words().describe('The product as the person named it, or its SKU'),
    unit: words().optional().describe('bags, boxes, kg …, if one was said before "of"'),
    price: amount().optional().describe('Price or cost of one, before tax, if it was said'),
  })
  const field = z.array(line).min(1).max(linesMax)
  return field.register(spoken, { spoken: { as: 'lines' } })
}
export type SpokenLine = z.output<ReturnType<typeof lines>>[number]

function orIssue(read: (said: string) => string | null, what: string) {
  return (said: string, context: z.RefinementCtx): string => {
    const value = read(said)
    if (value !== null) return value
    context.addIssue({ code: 'custom', message: `must be ${what}` })
    return z.NEVER
  }
}

function innerOf(schema: z.ZodType): unknown {
  return (schema.def as { innerType?: unknown }).innerType
}
