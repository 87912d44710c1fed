/** Story: on which business day a sale stands, where clocks change, stand askew or skip a day. */
import { afterAll, describe, expect, test } from 'vitest'
import { cancelOrder } from '#domain/orders/cancel-order.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { freshen } from '#domain/report-views.ts'
import { wordsFor } from '#kit/words.ts'
import { kindOf } from '#reports/kinds.ts'
import { renderReport } from '#reports/render/render.ts'
import { reportText } from '#reports/render/text.ts'
import type { Report } from '#reports/report.ts'
import { openTestDb } from '#test/support/database.ts'
import { openOrderDesk } from '#test/support/order-desk.ts'
import { at, now } from '#test/support/stock-room.ts'
import { readPdf } from './read-pdf.ts'

/** Where, when, and the business day and hour that it was there. */
const moments: [zone: string, instant: string, day: string, hour: number][] = [
  // New York goes forward at two in the night of 8 March.
  ['America/New_York', '2026-03-08T04:59:59Z', '2026-03-07', 23],
  ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08', 0],
  ['America/New_York', '2026-03-08T06:59:59Z', '2026-03-08', 1],
  ['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08', 3],
  ['America/New_York', '2026-03-09T03:59:59Z', '2026-03-08', 23],
  ['America/New_York', '2026-03-09T04:00:00Z', '2026-03-09', 0],
  // And back on 1 November: one in the night comes twice.
  ['America/New_York', '2026-11-01T03:59:59Z', '2026-10-31', 23],
  ['America/New_York', '2026-11-01T05:30:00Z', '2026-11-01', 1],
  ['America/New_York', '2026-11-01T06:30:00Z', '2026-11-01', 1],
  ['America/New_York', '2026-11-02T04:59:59Z', '2026-11-01', 23],
  ['America/New_York', '2026-11-02T05:00:00Z', '2026-11-02', 0],
  // São Paulo has left its clocks alone since 2019; before, midnight itself was skipped.
  ['America/Sao_Paulo', '2026-10-18T02:59:59Z', '2026-10-17', 23],
  ['America/Sao_Paulo', '2026-10-18T03:00:00Z', '2026-10-18', 0],
  ['America/Sao_Paulo', '2018-11-04T02:59:59Z', '2018-11-03', 23],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-04', 1],
  // Kathmandu is five hours and three quarters ahead.
  ['Asia/Kathmandu', '2026-11-19T18:14:59Z', '2026-11-19', 23],
  ['Asia/Kathmandu', '2026-11-19T18:15:00Z', '2026-11-20', 0],
  // Apia had no 30 December 2011, and is the first to see each day now.
  ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29', 23],
  ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31', 0],
  ['Pacific/Apia', '2026-11-19T10:59:59Z', '2026-11-19', 23],
  ['Pacific/Apia', '2026-11-19T11:00:00Z', '2026-11-20', 0],
]

describe('a sale stands on the business day of its place', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)

  test.for([...new Set(moments.map(([zone]) => zone))])('in %s', async (timezone) => {
    const org = await createOrg(db, { name: timezone, currency: 'USD', timezone })
    const later = new Date('2026-12-01T12:00:00Z')
    const wanted = moments.filter(([zone]) => zone === timezone)
    await db.asOrg(org.id, async (sql) => {
      const { userId } = await addPerson(sql, { name: 'Owner', roles: ['owner'], now: later })
      const owner = await actorFor(sql, userId)
      const wrapping = { sku: 'W', name: 'Wrapping', price: '10', isStocked: false, now: later }
      const { id } = await addProduct(sql, owner, wrapping)
      for (const [at, [, soldAt]] of wanted.entries())
        await recordSale(sql, owner, {
          ...{ org, soldAt: new Date(soldAt), now: later },
          lines: [{ productId: id, quantity: String(at + 1) }],
        })
    })
    await freshen(db, org.id)

    const days = [...new Set(wanted.map(([, , day]) => day))]
    for (const day of days) {
      const params = { day }
      const report = await db.asReader(org.id, (sql) =>
        kindOf('daily_sales').build(sql, org, params, later),
      )
      const hours = report.sections.find(({ key }) => key === 'by_hour')!
      const sold = hours.rows.filter(({ orders }) => orders !== '0')
      expect(sold.map(({ hour, units }) => [hour, units])).toEqual(unitsByHour(wanted, day))
      expect(report.controls.every(({ ties }) => ties)).toBe(true)
    }
    const span = { from: days.toSorted()[0]!, to: days.toSorted().at(-1)!, by: 'day' }
    if (span.from > '2020')
      expect(
        (
          await db.asReader(org.id, (sql) => kindOf('sales_summary').build(sql, org, span, later))
        ).sections[0]!.rows.map(({ label }) => label),
      ).toEqual(days.toSorted())
  })
})

describe('a day on which money only went back', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const desk = await openOrderDesk(db)
  const { org, staff } = desk
  const words = wordsFor(org)
  const read = async (type: string, params: Record<string, string>): Promise<Report> => {
    await freshen(db, org.id)
    return db.asReader(org.id, (sql) => kindOf(type).build(sql, org, params, now))
  }
  const sold = await desk.sells([{ productId: desk.wrapping, quantity: '2' }], {
    soldAt: at('2026-11-17'),
    payments: [{ amount: '400', method: 'cash' }],
  })
  await desk.does((sql) => cancelOrder(sql, staff, { orderId: sold.orderId, org, now }))

  test('has its report, in every form', async () => {
    const report = await read('daily_sales', { day: '2026-11-20' })
    const figure = (key: string) => report.figures.find((each) => each.key === key)?.value

    expect([figure('net_sales'), figure('orders'), figure('refunds')]).toEqual(['0', '0', '400'])
    expect(report.sections.map(({ key }) => key)).toEqual(['payments'])
    expect(report.controls.map(({ name, ties }) => [name, ties])).toContainEqual(['Refunds', true])
    expect(report.controls.every(({ ties }) => ties)).toBe(true)
    const strings = readPdf((await renderReport(report, 'pdf')).bytes).flat()
    expect(strings[strings.indexOf('Refunds') + 1]).toBe(words.money('400'))
    expect(reportText(report, words)).toContain(`Refunds ${words.money('400')}`)
    for (const format of ['csv', 'xlsx'] as const)
      expect((await renderReport(report, format)).bytes.length).toBeGreaterThan(100)
  })

  test('has its row in the summary, beside the day on which it was paid', async () => {
    const { sections } = await read('sales_summary', {
      ...{ from: '2026-11-16', to: '2026-11-20', by: 'day' },
    })

    expect(
      sections[0]!.rows.map(({ label, orders, collected, refunds }) => [
        ...[label, orders, collected, refunds],
      ]),
    ).toEqual([
      ['2026-11-17', '0', '400', '0'],
      ['2026-11-20', '0', '0', '400'],
    ])
    expect(sections[0]!.totals).toMatchObject({ collected: '400', refunds: '400', orders: '0' })
  })
})

function unitsByHour(wanted: typeof moments, day: string): [string, string][] {
  const units = new Map<number, number>()
  for (const [at, [, , on, hour]] of wanted.entries())
    if (on === day) units.set(hour, (units.get(hour) ?? 0) + at + 1)
  return [...units].map(([hour, sum]) => [String(hour), String(sum)])
}
