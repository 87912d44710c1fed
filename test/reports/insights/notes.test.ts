/** Notes by rule: what moved, by how much, against what is usual for that weekday. */
import { afterAll, describe, expect, test } from 'vitest'
import { findingsFor } from '#reports/insights/find.ts'
import { notesByRule } from '#reports/insights/findings.ts'
import { insightsText } from '#reports/insights/text.ts'
import { injected, openWeeksShop, tuesday } from './weeks-shop.ts'

describe('notes by rule', async () => {
  const shop = await openWeeksShop()
  afterAll(shop.close)
  const notesOf = async (day: string, asOf?: Date) => {
    const report = await shop.reportOf(day, asOf)
    const findings = await shop.db.asReader(shop.org.id, (sql) =>
      findingsFor(sql, shop.org, { type: 'daily_sales', report }),
    )
    return notesByRule(findings)
  }

  test('say what the day brought beside its usual, and what moved most', async () => {
    const { summary } = await notesOf(tuesday)
    expect(plain(summary)).toBe(
      `Tue, 10 March 2026 closed with net sales of KES 250.00, 75% below the usual Tuesday (KES 1,000.00, the middle of the last 8) and below each of them. It had 5 orders (usually 5), KES 170.00 an order on average (usually KES 200.00) and returns of KES 600.00 (usually KES 0.00). The product that rose most was ${injected.slice(0, 59)}… at KES 50.00, up from KES 0.00 on an average Tuesday; the one that fell most was Kericho tea at KES 200.00, down from KES 1,000.00 on an average Tuesday.`,
    )
  })

  test('warn of what is out of the ordinary, the gravest first', async () => {
    const { anomalies } = await notesOf(tuesday)
    expect(anomalies.map(({ text, severity }) => [severity, plain(text)])).toEqual([
      [
        'warning',
        'Net sales of KES 250.00 are far below the usual Tuesday (KES 1,000.00). No other of the 58 trading days before was as far from its weekday.',
      ],
      [
        'warning',
        'Returns of KES 600.00 were 70.6% of gross sales; on the middle one of the 58 trading days before they were 0%. The largest single one was KES 600.00 (C-1).',
      ],
    ])
  })

  test('of an ordinary day raise no alarm', async () => {
    const { anomalies, summary } = await notesOf('2026-03-09')
    expect(anomalies).toEqual([])
    expect(plain(summary)).toContain('the same as the usual Monday (KES 500.00')
  })

  test('forecast the week ahead without the day on which the shop is shut', async () => {
    const { forecast } = await notesOf('2026-03-09')
    expect(forecast?.points).toEqual(
      ['10', '11', '12', '13', '14', '16'].map((day, i) => {
        const value = ['1000.00', '750.00', '800.00', '1500.00', '2000.00', '500.00'][i]
        return { day: `2026-03-${day}`, value, low: value, high: value }
      }),
    )
    expect(plain(forecast!.text)).toBe(
      'The 7 days ahead (10 – 16 March 2026) may bring net sales of about KES 6,550.00. Tried on the last 6 weeks, such a forecast was off by 0% in the middle case.',
    )
  })

  test('of a day that is not over compare nothing, for half a day always looks bad', async () => {
    const { summary, anomalies, forecast } = await notesOf(
      tuesday,
      new Date(`${tuesday}T12:00:00+03:00`),
    )
    expect(plain(summary)).toBe(
      'Tue, 10 March 2026 is not over yet: it has net sales of KES 250.00 so far.',
    )
    expect([anomalies, forecast]).toEqual([[], null])
  })

  test('of a day without records ask, where the shop usually trades, and only there', async () => {
    const wednesday = await notesOf('2026-03-11', new Date('2026-03-12T06:00:00Z'))
    expect(wednesday.summary).toBe('There is nothing recorded on Wed, 11 March 2026.')
    expect(wednesday.anomalies[0]?.text).toBe(
      'There are no records on Wed, 11 March 2026, and 8 of the last 8 Wednesdays had some: was the shop closed, or are they still to come?',
    )
    expect((await notesOf('2026-03-08')).anomalies).toEqual([])
  })

  test('know nothing usual of the first weeks, and say only what there is', async () => {
    const { summary, anomalies, forecast } = await notesOf('2026-01-06')
    expect(plain(summary)).toBe(
      'Tue, 6 January 2026 closed with net sales of KES 1,000.00. It had 5 orders and KES 200.00 an order on average.',
    )
    expect([anomalies, forecast]).toEqual([[], null])
  })

  test('name no customer, and stand under their label', async () => {
    const text = insightsText({ state: 'ready', by: 'house', ...(await notesOf(tuesday)) })
    expect(text).not.toContain('C7')
    expect(text).toMatch(/^\*\*Notes by rule, no AI — advisory only\.\*\*\n/)
  })
})

function plain(text: string): string {
  return text.replace(/[\u00a0\u202f\u2009]/g, ' ')
}
