/** Story: Duka's ten days, cut four ways. Real SQL; the clock is given. */
import { afterAll, describe, expect, test } from 'vitest'
import { wordsFor } from '#kit/words.ts'
import { kindOf } from '#reports/kinds.ts'
import { asOf, openDuka, tuesday, weekBefore } from './small-shop.ts'

describe('the sales summary', async () => {
  const { db, org, close } = await openDuka()
  afterAll(close)
  const words = wordsFor(org)
  const read = (by: string, from = '2026-03-04', to = tuesday) =>
    db.asReader(org.id, (sql) => kindOf('sales_summary').build(sql, org, { from, to, by }, asOf))

  test('has the figures of the days, beside as many days before', async () => {
    const { name, figures, notes } = await read('day')

    expect(name).toBe('sales_summary_2026-03-04_2026-03-10')
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
    expect(figures[0]!.than).toMatchObject({ value: '500', change: '0.2' })
    expect(notes).toEqual([])
  })

  test.for([
    ['day', [tuesday]],
    ['product', ['=Nyeri coffee', 'Kericho tea', 'Postage']],
    ['customer', ['Juma Otieno']],
    ['category', ['No category']],
  ] as const)('by %s has a row for each, and they come to the total', async ([by, names]) => {
    const { sections, controls } = await read(by)
    const [{ rows, totals }] = sections as [(typeof sections)[0]]

    expect(rows.map(({ label }) => label)).toEqual(names)
    expect(totals).toMatchObject({ label: 'Total', net_sales: '600', returns: '100' })
    expect(controls.filter(({ ties }) => !ties)).toEqual([])
    expect(controls.map(({ name }) => name)).toEqual([
      'Sales lines',
      'Customers',
      'Products',
      'Returns',
      'Payments',
      'Refunds',
    ])
  })

  test('of no records says so, and what there is', async () => {
    const { figures, notes } = await read('product', '2026-04-01', '2026-04-30')

    expect(figures).toEqual([])
    expect(notes).toEqual([
      `There are no sales, returns, payments or refunds in April 2026. Records run from ${words.day(weekBefore)} to ${words.day(tuesday)}.`,
    ])
  })

  test('says when the records begin too late to compare, and when a day is not over', async () => {
    expect((await read('day', weekBefore, tuesday)).notes).toEqual([
      'There is no record of the period before to compare with.',
    ])
    expect((await read('day', '2026-03-01', '2026-03-31')).notes).toContain(
      'The last of these days is not over yet.',
    )
  })
})
