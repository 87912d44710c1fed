/** A business day, `YYYY-MM-DD`, and a span of them. Which day it is depends on the org's timezone. */
export type Day = string

/** Whole business days, both ends included. `label` is how a person would call it ("last week"). */
export interface Period {
  from: Day
  to: Day
  label: string
}
