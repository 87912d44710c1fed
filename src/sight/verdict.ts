/** What scores amount to: this one, one of these, or nothing we know. */
export type Verdict = 'this' | 'maybe' | 'none'

/** Chosen on generated screenshots of some seeds, judged on others: see docs/image-search.md. */
const sure = 0.88
const likely = 0.182
/** By how much the first of several products must lead. */
const ahead = 0.05

/** Of the scores of different products, best first. */
export function verdictOf([best = 0, next = 0]: number[]): Verdict {
  if (best < likely) return 'none'
  return best >= sure && best - next >= ahead ? 'this' : 'maybe'
}
