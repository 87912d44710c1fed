/** Bodies that mean something: what a schema cannot say, such as debits that equal credits. */
import fc from 'fast-check'
import { password } from './desk.ts'
import { type Known, png } from './stocked.ts'

/** Such bodies of an operation; undefined where its schema says enough. */
export function sensible(known: Known, operation: string): fc.Arbitrary<unknown> | undefined {
  const one = (name: string) => fc.constantFrom(...(known[name] ?? ['1']))
  const few = fc.constantFrom('1', '2', '0.5')
  const money = fc.constantFrom('10', '12.25', '99.9999')
  const line = fc.record({ productId: one('products'), quantity: few })
  const lines = fc.uniqueArray(line, {
    ...{ minLength: 1, maxLength: 2, selector: ({ productId }) => productId },
  })
  const word = fc.constantFrom('Zawadi', 'José', '茶', 'O’Brien & sons')
  const image = fc.oneof(fc.constant(png), fc.uint8Array({ maxLength: 99 }))
  const bodies: Record<string, () => fc.Arbitrary<unknown>> = {
    'POST /auth/login': () => fc.record({ login: one('logins'), password: fc.constant(password) }),
    'POST /products/{id}/images': () => image,
    'POST /orders': () =>
      fc.record(
        {
          lines,
          status: fc.constantFrom('DRAFT', 'PENDING', 'PAID'),
          customerId: one('customers'),
        },
        { requiredKeys: ['lines'] },
      ),
    'POST /orders/preview': () =>
      fc.record({ lines, customerId: one('customers') }, { requiredKeys: ['lines'] }),
    'POST /orders/{id}/payments': () => fc.record({ amount: few }, { requiredKeys: [] }),
    'PATCH /orders/{id}': () => fc.record({ note: word, lines }, { requiredKeys: ['note'] }),
    'PUT /orders/{id}/status': () => fc.record({ status: fc.constantFrom('PENDING', 'PAID') }),
    'POST /returns': () =>
      fc.record({
        orderId: one('sold'),
        lines: fc.tuple(
          fc.record({
            ...{ position: fc.constant(1), quantity: fc.constant('0.25'), restock: fc.boolean() },
          }),
        ),
        settlement: fc.constantFrom('refund', 'credit'),
      }),
    'POST /inventory/receipts': () =>
      fc.record({
        lines: fc.tuple(
          fc.record({ ...{ productId: one('products'), quantity: few }, unitCost: money }),
        ),
        paidFrom: fc.constantFrom('credit', 'cash', 'bank'),
      }),
    'POST /inventory/adjustments': () =>
      fc.record({ productId: one('products'), quantity: few, reason: word }),
    'POST /inventory/counts': () =>
      fc.record({ productId: one('products'), counted: fc.constantFrom('90', '91.5') }),
    'POST /inventory/write-offs': () =>
      fc.record({ productId: one('products'), quantity: few, reason: word }),
    'POST /inventory/transfers': () =>
      fc.record({
        ...{ productId: one('products'), quantity: few },
        ...{ from: fc.constant(known.locations![0]), to: fc.constant(known.locations![1]) },
      }),
    'POST /inventory/movements/{id}/reverse': () => fc.record({ reason: word }),
    'POST /synonyms': () =>
      fc.integer({ min: 1, max: 400 }).map((at) => ({ said: `beaker ${at}`, means: 'mug' })),
    'POST /customers': () =>
      fc
        .integer({ min: 700_000_000, max: 799_999_999 })
        .map((phone) => ({ name: 'Zawadi', phone: `+254${phone}` })),
    'POST /accounting/journal-entries': () =>
      fc.tuple(one('codes'), one('codes'), money).map(([debited, credited, sum]) => ({
        ...{ date: '2026-11-19', memo: 'Rent' },
        lines: [
          { account: debited, debit: sum },
          { account: credited, credit: sum },
        ],
      })),
    'POST /accounting/journal-entries/{id}/reverse': () => fc.constant({}),
    'PUT /accounting/lock': () => fc.constantFrom({ through: null }, { through: '2020-01-01' }),
    'POST /reports/generate': () =>
      fc.record({
        type: fc.constantFrom('daily_sales', 'balance_sheet', 'stock_valuation'),
        params: fc.constantFrom({ day: '2026-11-20' }, { day: '2026-11-18' }),
      }),
    'POST /reports/{type}/stream': () =>
      fc.constantFrom(
        { params: { day: '2026-11-20' }, format: 'csv' },
        { params: { from: '2026-11-01', to: '2026-11-20' } },
      ),
    'POST /admin/reports/daily-sales': () => fc.constantFrom({}, { day: '2026-11-19' }),
    'POST /admin/reports/monthly-audit': () => fc.constantFrom({}, { month: '2026-10' }),
    'POST /analytics/reports/export': () =>
      fc.constantFrom({ report_type: 'cashflow' }, { report_type: 'stock', format: 'pdf' }),
    'POST /conversations/{id}/templates': () =>
      fc.record({
        ...{ template: fc.constant('order_update_v1'), language: fc.constantFrom('en', 'sw') },
        parameters: fc.tuple(word, fc.constant('S-1'), word),
      }),
  }
  return bodies[operation]?.()
}
