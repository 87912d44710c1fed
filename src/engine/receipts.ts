/**
 * The receipts gate: no figure without a receipt. Every number, percentage, amount and date of a text
 * must stand in this turn's tool results, and stand for the same thing there. Rounding and formatting
 * are understood; sums, guesses and exchanged figures are not. Links stand under the same rule.
 */
import { type Allowed, collect } from './receipts/allowed.ts'
import { findDates, tells } from './receipts/dates.ts'
import type { ToolEvidence } from './receipts/evidence.ts'
import { type Figures, findFigures } from './receipts/figures.ts'
import { findLinks } from './receipts/links.ts'
import { currencyOf, type FoundNumber } from './receipts/numbers.ts'
import { plainText } from './receipts/plain-text.ts'
import { type Receipted, type Surroundings, surroundingsOf } from './receipts/said.ts'

export type Verdict = { is: 'sound' } | { is: 'unsound'; figures: string[] }

/** Rounding may move a figure by this share of it at most. */
const roundingShareMax = 0.05

/**
 * Sound when every figure of `text` has its receipt in `results`. Of the person's `question` only
 * limits ("top 5") may be repeated, and dates when no result holds any.
 */
export function check(text: string, results: readonly ToolEvidence[], question = ''): Verdict {
  const plain = plainText(text)
  const allowed = collect(results)
  const asked = plainText(question)
  if (allowed.dates.length === 0)
    allowed.dates.push(...findDates(asked).flatMap(({ readings }) => readings))
  const figures = findFigures(plain, allowed.labels)
  const unsound = [
    ...unsoundNumbers(plain, figures, allowed, asked),
    ...figures.dates.filter(
      ({ readings }) => !readings.some((r) => allowed.dates.some((d) => tells(d, r))),
    ),
    ...figures.times.filter(({ minutes }) => !allowed.times.has(minutes)),
    ...figures.parts.filter(({ part, of }) => !holdsPart(allowed, part, of)),
    ...figures.mixed.filter(({ text }) => !allowed.strings.includes(text)),
    ...findLinks(plain).filter(
      ({ start, end }) => !allowed.strings.includes(plain.slice(start, end).toLowerCase()),
    ),
  ].map(({ start, end }) => plain.slice(start, end).trim())
  return unsound.length === 0 ? { is: 'sound' } : { is: 'unsound', figures: [...new Set(unsound)] }
}

function unsoundNumbers(
  plain: string,
  figures: Figures,
  allowed: Allowed,
  asked: string,
): FoundNumber[] {
  const around = surroundingsOf(plain, figures, allowed.labels)
  const bound = new Set(allowed.receipted.flatMap(({ labels }) => [...labels]))
  const words = new Set(allowed.receipted.flatMap(({ words = [] }) => [...words]))
  let claimed: ReadonlySet<string> = new Set()
  return figures.numbers.filter((figure, i) => {
    const place = around[i]!
    const before = claimed
    claimed = new Set()
    if (isLimit(plain, figure, allowed, asked)) return false
    const same = allowed.receipted.filter((receipted) => isSame(figure, receipted))
    const fitting = same.filter((receipted) => isOfKind(figure, receipted, same))
    if (fitting.length === 0 || !isOwnCurrency(figure, allowed))
      return !isSplit(plain, figure, allowed)
    if (isCountOfMoney(plain, figure, fitting) || isOtherWay(plain, figure, fitting)) return true
    const labels = [...place.labels, ...place.shared.filter(({ id }) => !before.has(id))]
    const chosen = fitting.filter((receipted) =>
      stands(receipted, labels, place, fitting, bound, words),
    )
    claimed = new Set(
      labels.map(({ id }) => id).filter((id) => chosen.some((r) => r.labels.has(id))),
    )
    return chosen.length === 0
  })
}

/** Is it the same value, as far as the figure's digits tell? Signs are words in a text. */
function isSame({ readings, leaning, as }: FoundNumber, { value }: Receipted): boolean {
  const real = Math.abs(value)
  return readings.some((reading) => {
    const [told, step] = [Math.abs(reading.value), stepOf(reading, leaning)]
    const error = Math.abs(real - told)
    if (error <= real * 1e-9) return true
    if (told === 0 || error > roundingMax(real, as)) return false
    if (leaning === 'over') return real >= told && error < step
    if (leaning === 'under') return real <= told && error < step
    return error <= (step / 2) * (1 + 1e-9)
  })
}

function roundingMax(real: number, as: FoundNumber['as']): number {
  return as === 'percent' ? Math.max(real * roundingShareMax, 1) : real * roundingShareMax
}

/** "about 1,200" has a step of 100: its zeros are said to be round. */
function stepOf(
  { value, step }: { value: number; step: number },
  leaning: FoundNumber['leaning'],
): number {
  if (leaning === 'none' || value === 0) return step
  let round = step
  while (Math.abs(value / (round * 10)) % 1 < 1e-9) round *= 10
  return round
}

function isOfKind(figure: FoundNumber, { as }: Receipted, same: Receipted[]): boolean {
  if (figure.as === 'plain') return as !== 'percent'
  if (as === figure.as) return true
  return as === 'unknown' && figure.as === 'money' && same.every(({ as }) => as === 'unknown')
}

function isOwnCurrency({ marker }: FoundNumber, { currencies }: Allowed): boolean {
  return !marker || currencies.size === 0 || currencies.has(currencyOf(marker))
}

/** "in 2011 345 orders" reads as 2,011,345: each part may stand by itself. */
function isSplit(plain: string, figure: FoundNumber, allowed: Allowed): boolean {
  const text = plain.slice(figure.start, figure.end)
  if (figure.as !== 'plain' || !/^\d+(?: \d+)+$/.test(text)) return false
  return text
    .split(' ')
    .every((part) => allowed.receipted.some(({ value }) => Math.abs(value) === Number(part)))
}

/** Money told without its currency is fine; as a number of things it is not. */
function isCountOfMoney(plain: string, figure: FoundNumber, fitting: Receipted[]): boolean {
  if (figure.as !== 'plain' || !fitting.every(({ as }) => as === 'money')) return false
  return /^ (?!(?:sales|takings|earnings|returns|refunds|this|was|less|vs|versus|as|across)\b)\p{Ll}+s\b/u.test(
    plain.slice(figure.end),
  )
}

/** "up 12 %" of what fell by 12 %. Only where all receipts tell the way. */
function isOtherWay(plain: string, figure: FoundNumber, fitting: Receipted[]): boolean {
  if (figure.as !== 'percent') return false
  const known = fitting.filter(({ words }) => !words)
  if (known.length === 0) return false
  const near = `${plain.slice(Math.max(0, figure.start - 24), figure.start)}#${plain.slice(figure.end, figure.end + 16)}`
  const isUp =
    /\b(up|rose|grew|increased?|gained|growth|higher|more|better)\b[^.,;#]*#|#[^.,;]*\b(up|more|higher|above|increase|growth|better)\b/i.test(
      near,
    )
  const isDown =
    /\b(down|fell|dropped|decreased?|declined?|lost|shrank|lower|less|worse)\b[^.,;#]*#|#[^.,;]*\b(down|less|lower|fewer|below|decrease|drop|decline|worse)\b/i.test(
      near,
    )
  if (isUp === isDown) return false
  return known.every(({ value }) => (isUp ? value < 0 : value > 0))
}

/** Does the receipt stand for what the text says the figure is? Unknown surroundings say nothing. */
function stands(
  { labels, dates, words }: Receipted,
  around: Surroundings['labels'],
  place: Surroundings,
  fitting: Receipted[],
  bound: ReadonlySet<string>,
  wordsKnown: ReadonlySet<string>,
): boolean {
  for (const as of ['name', 'metric'] as const) {
    // A ratio often stands beside its metric's figure, not under it.
    if (as === 'metric' && fitting.every((receipted) => receipted.as === 'percent')) continue
    const named = around.filter((label) => label.as === as && bound.has(label.id))
    if (named.length > 0 && !named.some(({ id }) => labels.has(id))) return false
  }
  const isDated = fitting.some(({ dates }) => dates.length > 0)
  if (isDated && place.dates.length > 0) {
    const fits = place.dates.some((readings) =>
      readings.some((r) => dates.some((d) => tells(d, r))),
    )
    if (!fits) return false
  }
  if (around.length > 0 || !fitting.every(({ words }) => words)) return true
  const told = [...place.words].filter((word) => wordsKnown.has(word))
  return told.length === 0 || told.some((word) => words?.has(word))
}

const limitBefore =
  /\b(top|best|worst|bottom|last|past|previous|first|next|leading|biggest|largest|smallest|these|the) $/i

/** "top 5" of the question, or as many as the result lists; ranks ("2nd") within that list. */
function isLimit(
  plain: string,
  figure: FoundNumber,
  { longestList }: Allowed,
  asked: string,
): boolean {
  const text = plain.slice(figure.start, figure.end)
  const rank = plain.slice(figure.start).match(/^(\d{1,2})(?:st|nd|rd|th)\b/)
  if (rank) return Number(rank[1]) <= longestList
  if (!/^\d{1,3}$/.test(text.trim()) || figure.as !== 'plain') return false
  const limit = plain.slice(0, figure.start).match(limitBefore)
  if (!limit) return false
  const isAsked = new RegExp(`\\b${limit[1]} ${Number(text)}\\b`, 'i').test(asked)
  const isListed =
    /^(top|best|worst|bottom|leading|biggest|largest|smallest)$/i.test(limit[1]!) &&
    Number(text) === longestList
  return isAsked || isListed
}

function holdsPart({ dates, strings }: Allowed, part: number, of: 4 | 2): boolean {
  if (strings.includes(`${of === 4 ? 'q' : 'h'}${part}`)) return true
  return dates.some(({ month }) => month !== undefined && Math.ceil(month / (12 / of)) === part)
}
