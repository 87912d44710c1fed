/** What is worth knowing about any report: its headline, what moved most beside it, what does not tie. */
import type { Words } from '#kit/words.ts'
import { isZero, written } from '../render/figures.ts'
import type { Figure, Report } from '../report.ts'
import { untiedControls } from './controls.ts'
import { type Fact, type Findings, fact } from './findings.ts'
import { shortName } from './naming.ts'
import { size } from './phrases.ts'

/** A smaller step is no news. */
const changeMin = 0.02
const movedMax = 4

export function findingsOfFigures(report: Report, words: Words): Findings {
  const when =
    report.period.from === report.period.to
      ? words.day(report.period.from)
      : words.period(report.period)
  const [headline, ...others] = report.figures.filter(({ value }) => value !== null)
  const moved = others
    .filter((figure) => shareMoved(figure) >= changeMin)
    .sort((a, b) => shareMoved(b) - shareMoved(a))
    .slice(0, movedMax)
  const still = others.filter((figure) => !moved.includes(figure)).slice(0, movedMax)
  const facts = [
    fact('when', () => when),
    fact('report', () => shortName(report.title)),
    ...(headline ? [figureFact('headline', headline, words)] : []),
    ...moved.map((figure, i) => figureFact(`moved_${i + 1}`, figure, words)),
    ...still.map((figure, i) => figureFact(`beside_${i + 1}`, figure, words)),
    tiedFact(report, words),
  ].filter((each) => each !== null)
  return {
    when,
    facts,
    anomalies: untiedControls(report, words),
    forecast: null,
    summary: summaryOf(facts),
  }
}

/** "Cash at £1,234.00, up 12.4% from £1,098.00 (October 2026)" */
function figureFact(id: string, figure: Figure, words: Words): Fact {
  const { label, value, kind, than } = figure
  const now = `${shortName(label)} at ${written(value, kind, words)}`
  return fact(id, () => {
    if (!than || than.value === null) return now
    const before = `${written(than.value, kind, words)} (${than.label})`
    if (than.change === null) return `${now}, after ${before}`
    if (isZero(than.change)) return `${now}, unchanged from ${than.label}`
    return `${now}, ${than.change.startsWith('-') ? 'down' : 'up'} ${size(than.change, words)} from ${before}`
  })
}

function tiedFact({ controls }: Report, words: Words): Fact | null {
  if (controls.length === 0 || controls.some(({ ties }) => !ties)) return null
  const { length } = controls
  const several = length === 2 ? 'both' : `all ${words.count(String(length))}`
  return fact('tied', () => (length === 1 ? 'its one control total' : `${several} control totals`))
}

function shareMoved({ than }: Figure): number {
  return Math.abs(Number(than?.change ?? 0))
}

function summaryOf(facts: readonly Fact[]): string {
  const ids = new Set(facts.map(({ id }) => id))
  if (!ids.has('headline')) return '{{report}} of {{when}} has no figures to speak of.'
  const beside = [...ids].filter((id) => /^(moved|beside)_[12]$/.test(id)).slice(0, 2)
  return [
    '{{report}}, {{when}}: {{headline}}.',
    beside.length > 0 ? `Beside it stood ${beside.map((id) => `{{${id}}}`).join(' and ')}.` : null,
    ids.has('tied') ? 'It ties, by {{tied}}.' : null,
  ]
    .filter((sentence) => sentence !== null)
    .join(' ')
}
