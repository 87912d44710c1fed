/** A control total that does not tie is the first thing to say about any report. */
import type { Words } from '#kit/words.ts'
import { written } from '../render/figures.ts'
import type { Kind, Report } from '../report.ts'
import { anomaly, type Found } from './findings.ts'

const untiedMax = 5

export function untiedControls({ controls }: Report, words: Words): Found[] {
  return controls
    .filter(({ ties }) => !ties)
    .slice(0, untiedMax)
    .map(({ name, left, right, difference, kind = 'money' as Kind }, i) => {
      const said = (value: string) => written(value, kind, words)
      return anomaly(
        `untied_${i + 1}`,
        { severity: 'warning', figure: name },
        () =>
          `${name} does not tie: ${left.label} ${said(left.value)}, ${right.label} ${said(right.value)}, difference ${said(difference)}.`,
      )
    })
}
