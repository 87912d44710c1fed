/** Answers of every kind about small reports, drawn from a seed: true, altered, exchanged, dressed up. */
import type { ToolEvidence } from '#engine/receipts/evidence.ts'
import { wordsFor } from '#kit/words.ts'
import type { Report } from '#reports/report.ts'
import { sampleReport } from '#test/reports/sample.ts'

export interface Case {
  text: string
  evidence: ToolEvidence[]
  question: string
}

const names = [
  'Jumbo bag red retrospot',
  'Regency cakestand 3 tier',
  "Paper chain kit 50's Christmas",
  'May Otieno',
  'Österreich',
  'Tea 日本茶 100g',
  'Set of 6 spice tins',
  'December 2010',
]
const locales = [
  ['GBP', 'en-GB'],
  ['EUR', 'de-DE'],
  ['KES', 'sw-KE'],
  ['SAR', 'ar-SA-u-nu-arab'],
] as const
const asides = [
  'That is 12.5 % down.',
  'Sales fell 12.5 percent.',
  'Sales rose by an eighth, or 12.5%.',
  'A dozen of them came back, half of it on Tuesday.',
  'As in Q1 2011 and on 18 January 2011, so in March.',
  'Most came at 10:00, 3 pm at the latest.',
  'In 2011 3 orders were late – see A49 and 85123A.',
  'Here are your top 5, 1st to 3rd.',
  'One of the best; two and a half thousand ½ more.',
  'From 11.01.2011 to 2011-01-18, Tuesday to Friday.',
  'That was on 18 Jan.',
  'It was 3/1, a Tuesday.',
  'Am 18. Januar, le 11 janvier 2011, 01/18/2011.',
  'about £1.2k, nearly 750,000, over 4.3 million',
  '**Bold**\t`code` and `quotes’, ٢٣ ५ １２',
]

/** The same seed gives the same cases. */
export function corpus(count: number, seed: number): Case[] {
  const random = mulberry(seed)
  const below = (n: number) => Math.floor(random() * n)
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!
  return Array.from({ length: count }, () => {
    const [currency, locale] = one(locales)
    const amount = (below(9_000_000) / 100).toFixed(2)
    const rows = 1 + below(9)
    const report = reportWith(sampleReport({ currency, locale, amount, rows, names }), below)
    const { money, day } = wordsFor({ currency, locale })
    const row = one(report.sections[1]!.rows)
    const told =
      below(4) === 0 ? (below(9_000_000) / 100).toFixed(2) : one([row.net_sales!, amount])
    const written = one([money, (value: string) => value, (value: string) => `${value}k`])(told)
    const sentences = [
      `${row.product} made ${written} on ${day(one(['2011-01-18', '2011-01-11', '2010-12-24']))}.`,
      `Net sales: ${written}; ${row.units} units${one([',', ' and', '\n', ' ('])} ${one(names)} ${money(one(report.sections[1]!.rows).net_sales!)}`,
      `You had ${one([row.units!, String(below(400)), 'forty-two'])} orders${one(['', ' of 84', ' in all'])}.`,
    ]
    const say = `Net sales were **${money(amount)}** from ${rows} orders.`
    return {
      text: [one(sentences), ...(below(2) ? [one(asides)] : []), ...(below(3) ? [] : [say])].join(
        ' ',
      ),
      evidence: [
        {
          facts: { net_sales: amount, orders: rows, top: row },
          say,
          report: below(5) ? report : undefined,
        },
      ],
      question: one(['', 'my top 5 products', 'sales on 24 December 2010?']),
    }
  })
}

/** Rows that differ, so that figures can change places. */
function reportWith(report: Report, below: (n: number) => number): Report {
  const [hours, products] = report.sections
  const rows = products!.rows.map((row) => ({
    ...row,
    net_sales: (below(500_000) / 100).toFixed(2),
  }))
  return { ...report, sections: [hours!, { ...products!, rows }] }
}

function mulberry(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
