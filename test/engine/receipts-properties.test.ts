/** The receipts gate on thousands of answers: altered, invented, exchanged and spelled-out figures. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ToolEvidence } from '#engine/receipts/evidence.ts'
import { check } from '#engine/receipts.ts'
import { wordsFor } from '#kit/words.ts'

const metrics = ['Net sales', 'Gross sales', 'Returns', 'Tax', 'Collected', 'Refunds'] as const
const shops = [
  'Germany',
  'France',
  'Tea Pot 3 Set',
  'Ann Otieno',
  'Mug',
  'Kenya 2 GO',
  'Österreich',
]
const locales = [
  { currency: 'GBP', locale: 'en-GB' },
  { currency: 'EUR', locale: 'de-DE' },
  { currency: 'EUR', locale: 'fr-FR' },
  { currency: 'KES', locale: 'sw-KE' },
  { currency: 'INR', locale: 'en-IN' },
  { currency: 'SAR', locale: 'ar-SA-u-nu-arab' },
]

const cents = fc.integer({ min: 2_000, max: 90_000_000 })
/** Amounts that no rounding brings together. */
const amounts = fc
  .uniqueArray(cents, { minLength: 4, maxLength: 6, comparator: (a, b) => Math.abs(a - b) < 200 })
  .map((list) => list.map((n) => (n / 100).toFixed(2)))

interface Case {
  evidence: ToolEvidence[]
  amounts: string[]
  /** The answer with its amounts in this order. */
  said: (amounts: string[]) => string
  money: (amount: string) => string
}

/** Either one total in several metrics, or rows of one metric. */
const answers: fc.Arbitrary<Case> = fc
  .record({
    amounts,
    isRows: fc.boolean(),
    words: fc.constantFrom(...locales),
    join: fc.constantFrom('\n', '; ', ', ', ' and '),
  })
  .map(({ amounts, isRows, words, join }) => {
    const { money } = wordsFor(words)
    const labels = isRows ? shops : metrics
    const said = (order: string[]) =>
      order.map((amount, i) => `${labels[i]!}: ${money(amount)}`).join(join)
    const facts = isRows
      ? { rows: amounts.map((net_sales, i) => ({ name: shops[i]!, net_sales })) }
      : Object.fromEntries(
          amounts.map((amount, i) => [metrics[i]!.toLowerCase().replace(' ', '_'), amount]),
        )
    return { evidence: [{ facts, say: said(amounts) }], amounts, said, money }
  })

const runs = { numRuns: 500 }

describe('the gate', () => {
  test('lets the tools’ own words pass, in every locale', () => {
    fc.assert(
      fc.property(answers, ({ evidence }) => {
        expect(check(evidence[0]!.say, evidence)).toEqual({ is: 'sound' })
      }),
      runs,
    )
  })

  test('stops an altered amount', () => {
    fc.assert(
      fc.property(answers, fc.nat(), cents, ({ evidence, amounts, said }, at, other) => {
        const altered = [...amounts]
        altered[at % amounts.length] = (other / 100).toFixed(2)
        fc.pre(!amounts.includes(altered[at % amounts.length]!))
        expect(check(said(altered), evidence).is).toBe('unsound')
      }),
      runs,
    )
  })

  test('stops amounts that changed places', () => {
    fc.assert(
      fc.property(answers, fc.nat(), fc.nat(), ({ evidence, amounts, said }, a, b) => {
        const [i, j] = [a % amounts.length, b % amounts.length]
        fc.pre(i !== j)
        const swapped = [...amounts]
        ;[swapped[i], swapped[j]] = [amounts[j]!, amounts[i]!]
        expect(check(said(swapped), evidence).is).toBe('unsound')
      }),
      runs,
    )
  })

  test('stops an invented figure, however it is written', () => {
    const style = fc.constantFrom<(n: number) => string>(
      (n) => `${n} more`,
      (n) => `another £${n.toLocaleString('en-GB')}`,
      (n) => `${n.toLocaleString('de-DE')} Stück`,
      (n) => `${n.toLocaleString('ar-EG')} طلب`,
      (n) => `${n.toLocaleString('hi-IN-u-nu-deva')} ग्राहक`,
      (n) => `${String(n).replace(/\d/g, (d) => String.fromCodePoint(0xff10 + Number(d)))} wide`,
      (n) => `${String(n).split('').join('\u200b')} hidden`,
      (n) => `${n} %`,
      (n) => `${spelled(n)} people`,
    )
    fc.assert(
      fc.property(
        answers,
        fc.integer({ min: 2, max: 999_999 }),
        style,
        ({ evidence, amounts }, n, write) => {
          fc.pre(!amounts.some((amount) => Math.abs(Number(amount) - n) <= 0.5))
          const text = `${evidence[0]!.say}\nAlso ${write(n)}.`
          expect(check(text, evidence).is).toBe('unsound')
        },
      ),
      runs,
    )
  })

  test('knows a true count in words, and stops one that is off', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 999_999 }),
        fc.integer({ min: 1, max: 500 }),
        (n, off) => {
          const evidence = [{ facts: { orders: n }, say: `There were ${n} orders.` }]
          expect(check(`There were ${spelled(n)} orders.`, evidence)).toEqual({ is: 'sound' })
          const isRound = (n + off) % 1000 === 0
          if (!isRound)
            expect(check(`There were ${spelled(n + off)} orders.`, evidence).is).toBe('unsound')
        },
      ),
      runs,
    )
  })

  test('stops a day that is not of the results', () => {
    const days = fc.date({
      min: new Date('2005-01-01'),
      max: new Date('2030-01-01'),
      noInvalidDate: true,
    })
    const written = fc.constantFrom<(d: Date) => string>(
      (d) => d.toISOString().slice(0, 10),
      (d) => d.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }),
      (d) =>
        d.toLocaleDateString('en-US', {
          day: 'numeric',
          month: 'short',
          year: 'numeric',
          timeZone: 'UTC',
        }),
      (d) => d.toLocaleDateString('en-GB', { timeZone: 'UTC' }),
      (d) => d.toLocaleDateString('de-DE', { dateStyle: 'long', timeZone: 'UTC' }),
      (d) => d.toLocaleDateString('fr-FR', { dateStyle: 'full', timeZone: 'UTC' }),
    )
    fc.assert(
      fc.property(days, days, written, (real, other, write) => {
        const evidence = [
          { facts: { day: real.toISOString().slice(0, 10) }, say: 'Nothing was sold.' },
        ]
        expect(check(`Nothing on ${write(real)}.`, evidence)).toEqual({ is: 'sound' })
        const [a, b] = [real.toISOString(), other.toISOString()]
        fc.pre(
          a.slice(5, 10) !== b.slice(5, 10) &&
            a.slice(5, 10) !== `${b.slice(8, 10)}-${b.slice(5, 7)}`,
        )
        expect(check(`Nothing on ${write(other)}.`, evidence).is).toBe('unsound')
      }),
      runs,
    )
  })

  test('throws at nothing', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme' }),
    )
    fc.assert(
      fc.property(text, text, fc.json(), (words, say, json) => {
        const verdict = check(words, [{ facts: JSON.parse(json), say }])
        expect(['sound', 'unsound']).toContain(verdict.is)
        expect(check(say, [{ facts: null, say }])).toEqual({ is: 'sound' })
      }),
      runs,
    )
  })
})

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

function spelled(n: number): string {
  if (n < 20) return small[n]!
  if (n < 100) return tens[Math.floor(n / 10) - 2]! + (n % 10 ? `-${small[n % 10]!}` : '')
  const scale = n < 1000 ? 100 : 1000
  const rest = n % scale
  const joint = rest < 100 ? ' and ' : ' '
  return `${spelled(Math.floor(n / scale))} ${scale === 100 ? 'hundred' : 'thousand'}${rest ? joint + spelled(rest) : ''}`
}
