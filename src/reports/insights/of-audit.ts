/** What is worth knowing about a month's audit: whether the books agree, and what is out of the ordinary. */
import type { Words } from '#kit/words.ts'
import { isZero } from '../render/figures.ts'
import type { Report } from '../report.ts'
import { untiedControls } from './controls.ts'
import { anomaly, type Fact, type Findings, type Found, fact } from './findings.ts'
import { figureOf } from './phrases.ts'

const failedLoginsMin = 5
/** So many times the month before is a spike. */
const spike = 3
const refundSpike = 2

/** `report`: the frozen monthly audit. */
export function findingsOfAudit(report: Report, words: Words): Findings {
  const when = words.period(report.period)
  const facts = [fact('when', () => when), ...factsOf(report, words)]
  const has = new Set(facts.map(({ id }) => id))
  return {
    when,
    facts,
    anomalies: [...untiedControls(report, words), ...anomaliesOf(report, words)],
    forecast: null,
    summary: [
      has.has('books') ? '{{when}} has {{books}}.' : '{{when}} has no entries in the books.',
      has.has('approvals') && has.has('changes') ? 'There were {{approvals}}, {{changes}}.' : null,
      has.has('logins') ? 'It saw {{logins}}.' : null,
    ]
      .filter((sentence) => sentence !== null)
      .join(' '),
  }
}

function factsOf(report: Report, words: Words): Fact[] {
  const value = (key: string) => figureOf(report, key)?.value ?? '0'
  const before = (key: string) => figureOf(report, key)?.than?.value ?? null
  const counted = (key: string, one: string, many = `${one}s`) =>
    `${words.count(value(key))} ${value(key) === '1' ? one : many}`
  const facts: Fact[] = []
  const add = (id: string, text: string) => facts.push(fact(id, () => text))
  const [debits, credits] = [value('total_debits'), value('total_credits')]
  if (!isZero(debits) || !isZero(credits)) {
    const agree = isZero(value('imbalance'))
      ? 'which agree'
      : `which differ by ${words.money(value('imbalance'))}`
    add(
      'books',
      `debits of ${words.money(debits)} and credits of ${words.money(credits)}, ${agree}`,
    )
  }
  add(
    'approvals',
    `${counted('approvals_given', 'approval')} given and ${words.count(value('approvals_refused'))} refused`,
  )
  add(
    'changes',
    `${counted('price_changes', 'price change')} and ${counted('stock_adjustments', 'stock adjustment')}`,
  )
  const failedBefore = before('failed_logins')
  const failed = `${words.count(value('failed_logins'))} failed`
  const beside = failedBefore === null ? '' : ` (${words.count(failedBefore)} the month before)`
  add('logins', `${counted('logins', 'login')} and ${failed}${beside}`)
  if (!isZero(value('refunds'))) add('refunds', `refunds of ${words.money(value('refunds'))}`)
  return facts
}

function anomaliesOf(report: Report, words: Words): Found[] {
  const value = (key: string) => figureOf(report, key)?.value ?? '0'
  const found: Found[] = []
  const tell = (key: string, severity: Found['severity'], text: string) =>
    found.push(anomaly(key, { severity, figure: figureOf(report, key)?.label }, () => text))
  const some = (key: string) => !isZero(value(key))
  const said = (key: string) => words.count(value(key))

  if (some('imbalance'))
    tell('imbalance', 'warning', `Debits and credits differ by ${words.money(value('imbalance'))}.`)
  if (some('unbalanced_entries'))
    tell(
      'unbalanced_entries',
      'warning',
      `Entries that do not balance: ${said('unbalanced_entries')}.`,
    )
  if (isSpike(report, 'failed_logins', spike) && Number(value('failed_logins')) >= failedLoginsMin)
    tell('failed_logins', 'warning', `${besideBefore(report, 'failed_logins', words.count)}.`)
  if (some('lock_outs'))
    tell(
      'lock_outs',
      'warning',
      `People were locked out after too many wrong tries: ${said('lock_outs')}.`,
    )
  if (isSpike(report, 'refunds', refundSpike))
    tell('refunds', 'warning', `${besideBefore(report, 'refunds', words.money)}.`)
  if (some('numbering_gaps'))
    tell('numbering_gaps', 'note', `Numbers that no paper bears: ${said('numbering_gaps')}.`)
  if (some('backdated_entries'))
    tell('backdated_entries', 'note', `${besideBefore(report, 'backdated_entries', words.count)}.`)
  if (some('late_entries'))
    tell('late_entries', 'warning', `Audit entries that came late: ${said('late_entries')}.`)
  if (some('role_changes'))
    tell('role_changes', 'note', `Roles were changed: ${said('role_changes')}.`)
  return found
}

function isSpike(report: Report, key: string, times: number): boolean {
  const figure = figureOf(report, key)
  if (!figure?.than || figure.value === null || isZero(figure.value)) return false
  return Number(figure.value) >= times * Number(figure.than.value ?? 0)
}

/** "Failed logins: 12, after 2 in September 2026" */
function besideBefore(report: Report, key: string, say: (value: string) => string): string {
  const { label, value, than } = figureOf(report, key)!
  const before = than?.value == null ? '' : `, after ${say(than.value)} in ${than.label}`
  return `${label}: ${say(value!)}${before}`
}
