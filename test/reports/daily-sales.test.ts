/** Story: Duka's Tuesday, to the cent. Real SQL; the clock is given. */
import { afterAll, describe, expect, test } from 'vitest'
import { recordedSpan } from '#domain/metrics/ask.ts'
import { createOrg } from '#domain/org.ts'
import { wordsFor } from '#kit/words.ts'
import { dailySales } from '#reports/daily-sales.ts'
import { renderReport } from '#reports/render/render.ts'
import { reportText } from '#reports/render/text.ts'
import type { Report } from '#reports/report.ts'
import { readPdf } from './read-pdf.ts'
import { asOf, openDuka, tuesday, weekBefore } from './small-shop.ts'

describe('the daily sales report', async () => {
  const { db, org, close } = await openDuka()
  afterAll(close)
  const read = (day: string) => db.asReader(org.id, (sql) => dailySales(sql, org, day, asOf))
  const words = wordsFor(org)

  test('has the figures of the day, beside the same weekday a week before', async () => {
    const { figures, name } = await read(tuesday)

    expect(name).toBe('daily_sales_2026-03-10')
    expect(Object.fromEntries(figures.map(({ key, value }) => [key, value]))).toEqual({
      net_sales: '600',
      gross_sales: '700',
      returns: '100',
      orders: '2',
      average_order_value: '350',
      units: '5',
      collected: '700',
      refunds: '100',
      discounts: '1.665',
      tax: '72',
    })
    expect(figures[0]!.than).toEqual({ label: words.day(weekBefore), value: '500', change: '0.2' })
    expect(figures.find(({ key }) => key === 'collected')!.than!.change).toBeNull()
  })

  test('shows every hour between the first and the last, the quiet ones as zero', async () => {
    const { rows, totals } = section(await read(tuesday), 'by_hour')

    expect(rows.map(({ hour, net_sales }) => [hour, net_sales])).toEqual([
      ['9', '250'],
      ['10', '0'],
      ['11', '450'],
      ['12', '-100'],
    ])
    expect(totals).toMatchObject({ hour: 'Total', net_sales: '600', orders: '2' })
  })

  test('ranks products without postage, says so, and totals the whole day', async () => {
    const report = await read(tuesday)
    const { rows, totals } = section(report, 'top_products')

    expect(rows.map(({ sku, net_sales }) => [sku, net_sales])).toEqual([
      ['K1', '450'],
      ['T1', '100'],
    ])
    expect(totals).toMatchObject({ net_sales: '600', units: '5' })
    expect(report.notes.join()).toContain(`postage (${words.money('50')} net that day)`)
  })

  test('lists payments by method and what came back', async () => {
    const report = await read(tuesday)

    expect(section(report, 'payments').rows).toEqual([
      {
        method: 'M-Pesa',
        payments: '1',
        collected: '450',
        refunds_count: '1',
        refunds: '100',
        net_collected: '350',
      },
      {
        method: 'Cash',
        payments: '1',
        collected: '250',
        refunds_count: '0',
        refunds: '0',
        net_collected: '250',
      },
    ])
    expect(section(report, 'payments').totals).toMatchObject({ collected: '700', refunds: '100' })
    expect(section(report, 'returns').rows).toEqual([
      {
        number: 'R-1',
        hour: '12',
        product: 'Kericho tea',
        customer: 'Juma Otieno',
        units: '1',
        returns: '100',
      },
    ])
  })

  test('carries a receipt for every figure, and control totals that tie', async () => {
    const { receipts, figures, controls } = await read(tuesday)

    expect(receipts.map(({ metric }) => metric)).toEqual(figures.map(({ label }) => label))
    expect(receipts[0]).toMatchObject({
      timezone: 'Africa/Nairobi',
      currency: 'KES',
      rowsCounted: 4,
      asOf: asOf.toISOString(),
      tiesTo: { value: '600' },
    })
    expect(receipts.find(({ metric }) => metric === 'Refunds')!.rowsCounted).toBe(1)
    expect(controls.map(({ name }) => name)).toEqual([
      'Sales lines',
      'Hours',
      'Products',
      'Returns',
      'Payments',
      'Refunds',
    ])
    expect(controls.every(({ ties, difference }) => ties && difference === '0')).toBe(true)
  })

  test('reads as a short message in a chat', async () => {
    const text = reportText(await read(tuesday), words, { section: 'top_products', rowsMax: 1 })

    expect(text.split('\n')[0]).toBe(
      `Net sales, ${words.day(tuesday)}: **${words.money('600')}**, up 20% from ${words.money('500')} (${words.day(weekBefore)}).`,
    )
    expect(text).toContain(`Gross sales ${words.money('700')} · Returns ${words.money('100')}`)
    expect(text).toContain('1. =Nyeri coffee: ')
    expect(text).toContain('and 1 more')
    expect(text).toContain('All 6 control totals PASS.')
  })

  test('of a day without records says so, and which days there are', async () => {
    const report = await read('2026-04-01')

    expect(report.figures).toEqual([])
    expect(report.notes).toEqual([
      `There are no sales, returns, payments or refunds on ${words.day('2026-04-01')}. ` +
        `Records run from ${words.day(weekBefore)} to ${words.day(tuesday)}.`,
    ])
    expect(reportText(report, words)).toContain('There are no sales')
    for (const format of ['pdf', 'csv'] as const)
      expect((await renderReport(report, format)).bytes.length).toBeGreaterThan(0)
    await expect(renderReport(report, 'png')).rejects.toThrow('nothing to draw')
  })

  test('compares with nothing where the records begin', async () => {
    const report = await read(weekBefore)

    expect(report.figures[0]).toEqual({
      key: 'net_sales',
      label: 'Net sales',
      kind: 'money',
      value: '500',
    })
    expect(report.notes).toContain('There is no record of the week before to compare with.')
  })

  test('sees one business only', async () => {
    const other = await createOrg(db, {
      name: 'Other',
      currency: 'KES',
      timezone: 'Africa/Nairobi',
    })
    expect(await db.asReader(other.id, recordedSpan)).toBeNull()
    expect(await db.asReader(org.id, recordedSpan)).toEqual({ from: weekBefore, to: tuesday })
  })

  test('says it aloud when a control total does not tie', async () => {
    await db.asOrg(
      org.id,
      (sql) => sql`update report.daily_sales set collected = 701.55 where day = ${tuesday}::date`,
    )
    const report = await read(tuesday)

    expect(report.controls.filter(({ ties }) => !ties)).toEqual([
      {
        name: 'Payments',
        left: { label: 'sum of successful payments', value: '700' },
        right: { label: 'payments collected', value: '701.55' },
        difference: '-1.55',
        ties: false,
      },
    ])
    const page = readPdf((await renderReport(report, 'pdf')).bytes).flat()
    expect(page).toContain(`DOES NOT TIE, difference ${words.money('-1.55')}`)
    expect(page.join(' ')).toContain('1 of 6 control totals DO NOT TIE')
    expect(reportText(report, words)).toContain('⚠ Payments: DOES NOT TIE, difference')
    expect(reportText(report, words)).toContain('The other 5 control totals PASS.')
  })

  test('a difference smaller than a coin is not written as nothing', async () => {
    await db.asOrg(
      org.id,
      (sql) => sql`update report.daily_sales set collected = 700.0001 where day = ${tuesday}::date`,
    )
    const report = await read(tuesday)

    expect(reportText(report, words)).toContain('⚠ Payments: DOES NOT TIE, difference -0.0001 ')
    expect(readPdf((await renderReport(report, 'pdf')).bytes).flat()).toContain(
      'DOES NOT TIE, difference -0.0001',
    )
  })
})

function section({ sections }: Report, key: string) {
  return sections.find((each) => each.key === key)!
}
