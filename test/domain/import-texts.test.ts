/** Tables of what people write in cells: dates, numbers, states, column names. */
import { describe, expect, test } from 'vitest'
import { fieldNamed } from '#domain/import/column-names.ts'
import { DateEvidence, type DateOrder, readDate } from '#domain/import/date-text.ts'
import {
  DecimalEvidence,
  type DecimalSign,
  readNumber,
  roundTo,
} from '#domain/import/number-text.ts'
import { readStatus } from '#domain/import/status-text.ts'

describe('a date is read in the order of its column', () => {
  const table: [text: string, order: DateOrder, local: string | null][] = [
    ['2010-12-01 08:26:00', 'ymd', '2010-12-01T08:26:00'],
    ['2010-12-01', 'dmy', '2010-12-01T00:00:00'],
    ['2010/12/01 08:26', 'mdy', '2010-12-01T08:26:00'],
    ['20101201', 'dmy', '2010-12-01T00:00:00'],
    ['1/12/2010 8:26', 'dmy', '2010-12-01T08:26:00'],
    ['1/12/2010 8:26', 'mdy', '2010-01-12T08:26:00'],
    ['01.12.2010', 'dmy', '2010-12-01T00:00:00'],
    ['12/1/10 8:26 PM', 'mdy', '2010-12-01T20:26:00'],
    ['12/1/10 12:05 AM', 'mdy', '2010-12-01T00:05:00'],
    ['31/12/99', 'dmy', '1999-12-31T00:00:00'],
    ['1 Dec 2010', 'ymd', '2010-12-01T00:00:00'],
    ['Dec 1, 2010 8:26 am', 'ymd', '2010-12-01T08:26:00'],
    ['01-Dec-10', 'ymd', '2010-12-01T00:00:00'],
    ['1. Dezember 2010', 'ymd', '2010-12-01T00:00:00'],
    ['1er août 2010', 'ymd', '2010-08-01T00:00:00'],
    ['1 de diciembre de 2010', 'ymd', '2010-12-01T00:00:00'],
    ['40513.351388889', 'ymd', '2010-12-01T08:26:00'],
    ['31/02/2010', 'dmy', null],
    ['13/13/2010', 'dmy', null],
    ['2010-12-01 25:00', 'ymd', null],
    ['1/12/0210', 'dmy', null],
    ['yesterday', 'dmy', null],
  ]
  test.each(table)('%s as %s', (text, order, local) => {
    const read = readDate(text, order)

    expect(read && 'local' in read ? read.local : read).toBe(local)
  })

  test('an offset of its own makes it an instant', () => {
    const instant = new Date('2010-12-01T05:26:00Z')

    expect(readDate('2010-12-01T08:26:00+03:00', 'ymd')).toEqual({ instant })
    expect(readDate('Wed, 1 Dec 2010 05:26:00 GMT', 'ymd')).toEqual({ instant })
  })
})

describe('the order of day and month is told by the whole column', () => {
  const orderOf = (...dates: string[]) => {
    const evidence = new DateEvidence()
    for (const [index, date] of dates.entries()) evidence.see(date, index + 2)
    return evidence.order('Sold on')
  }

  test('one day above twelve decides for all', () => {
    expect(orderOf('3/4/2011', '13/4/2011')).toBe('dmy')
    expect(orderOf('3/4/2011', '4/13/2011')).toBe('mdy')
    expect(orderOf('99/4/3', '98/12/31')).toBe('ymd')
  })

  test('equal day and month leave nothing to decide', () => {
    expect(readDate('05/05/2011', orderOf('05/05/2011', '06/06/2011'))).toEqual({
      local: '2011-05-05T00:00:00',
    })
  })

  test('a column that can be read in two ways is refused, with the way out', () => {
    expect(() => orderOf('05/05/2011', '3/4/2011')).toThrow(
      'The dates in column "Sold on" can be read as day/month or month/day (3/4/2011, row 3): say which with {"dateOrder": "dmy"} or {"dateOrder": "mdy"} in a mapping file.',
    )
  })

  test('a column of both orders is refused', () => {
    expect(() => orderOf('13/4/2011', '4/13/2011')).toThrow(
      'Column "Sold on" has dates with the day first (13/4/2011, row 2) and with the month first (4/13/2011, row 3)',
    )
  })
})

describe('a number is read by the decimal sign of its column', () => {
  const table: [text: string, sign: DecimalSign, number: string | null][] = [
    ['1.234,50', ',', '1234.50'],
    ['1,234.50', '.', '1234.50'],
    ['£1,234.50', '.', '1234.50'],
    ['-£5.00', '.', '-5.00'],
    ['KES 1 200/=', '.', '1200'],
    ['Rs. 1,20,000.5', '.', '120000.5'],
    ["1'234.5", '.', '1234.5'],
    ['12,5 EUR', ',', '12.5'],
    ['(12.00)', '.', '-12.00'],
    ['12-', '.', '-12'],
    ['−3', '.', '-3'],
    ['2.550', '.', '2.550'],
    ['.5', '.', '0.5'],
    ['1e-3', '.', '0.001'],
    ['-0', '.', '0'],
    ['1,5', '.', null],
    ['1.5K', '.', null],
    ['5kg', '.', null],
    ['12abc34', '.', null],
    ['2010-12-01', '.', null],
    ['', '.', null],
  ]
  test.each(table)('%s with %s', (text, sign, number) => {
    expect(readNumber(text, sign)).toBe(number)
  })

  test('groups of three prove nothing, everything else does', () => {
    const signs = (...texts: string[]) => {
      const evidence = new DecimalEvidence()
      for (const [index, text] of texts.entries()) evidence.see(text, index + 2)
      return [evidence.point, evidence.comma]
    }

    expect(signs('1,234', '1.234', '17')).toEqual([null, null])
    expect(signs('1,234', '2.5')).toEqual([3, null])
    expect(signs('1.234', '1.234.567')).toEqual([null, 3])
    expect(signs('2,5', '2.5')).toEqual([3, 2])
  })

  test('more than four decimals are rounded, half away from zero', () => {
    expect(roundTo('-2.55555', 4)).toEqual({ number: '-2.5556', wasRounded: true })
    expect(roundTo('9.99996', 4)).toEqual({ number: '10', wasRounded: true })
    expect(roundTo('2.550', 4)).toEqual({ number: '2.55', wasRounded: false })
  })
})

test('states are known in the words of tills and shops', () => {
  expect(readStatus('', {})).toBe('PAID')
  expect(readStatus('wc-completed', {})).toBe('PAID')
  expect(readStatus('On hold', {})).toBe('PENDING')
  expect(readStatus('Voided', {})).toBe('CANCELLED')
  expect(readStatus('abgeholt', {})).toBeNull()
  expect(readStatus('abgeholt', { abgeholt: 'FULFILLED' })).toBe('FULFILLED')
})

test('columns are known by many names', () => {
  const named = (header: string) => fieldNamed(header)?.field ?? null

  expect(named('InvoiceNo')).toBe('document')
  expect(named('Unit Price (£)')).toBe('price')
  expect(named('CustomerID')).toBe('customer')
  expect(named('Quantité')).toBe('quantity')
  expect(named('Fecha')).toBe('date')
  expect(named('Bemerkung')).toBeNull()
})
