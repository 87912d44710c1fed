/** How a control total is called, in every form. */
import type { Words } from '#kit/words.ts'
import type { Control } from '../report.ts'
import { written } from './figures.ts'

export type Verdict = 'PASS' | 'DOES NOT TIE'

export function verdictOf({ ties }: Pick<Control, 'ties'>): Verdict {
  return ties ? 'PASS' : 'DOES NOT TIE'
}

/** "£0.12"; what is smaller than a coin is written out, so that no difference reads as nothing. */
export function differenceOf({ difference, kind }: Control, words: Words): string {
  const shown = written(difference, kind ?? 'money', words)
  return /[1-9]/.test(shown) ? shown : difference
}
