/** Figures and days as people of one business write them; no figure passes through a float. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordsFor } from '#kit/words.ts'

/** Intl's own spaces (no-break, thin) as plain ones. */
const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, ' ')
const shop = wordsFor({ currency: 'GBP', locale: 'en-GB' })

describe('money', () => {
  test.each([
    ['GBP', 'en-GB', '1234.5', '£1,234.50'],
    ['GBP', 'en-GB', '0', '£0.00'],
    ['GBP', 'en-GB', '-1234.565', '-£1,234.57'],
    ['GBP', 'en-GB', '0.005', '£0.01'],
    ['GBP', 'en-GB', '-0.004', '£0.00'],
    ['GBP', 'en-GB', '2.675', '£2.68'], // A float would say 2.67.
    ['GBP', 'en-GB', '123456789012345678.9012', '£123,456,789,012,345,678.90'],
    ['JPY', 'ja-JP', '1234.5', '￥1,235'],
    ['KWD', 'en-GB', '1234.5674', 'KWD 1,234.567'],
    ['KES', 'en-KE', '2000', 'Ksh 2,000.00'],
    ['KES', 'en-GB', '2000', 'KES 2,000.00'],
    ['EUR', 'de-DE', '1234.5', '1.234,50 €'],
    ['EUR', 'fr-FR', '-1234.5', '-1 234,50 €'],
    ['INR', 'en-IN', '1234567', '₹12,34,567.00'],
    ['VND', 'vi-VN', '25000', '25.000 ₫'],
    ['NGN', 'en-NG', '99.9', '₦99.90'],
  ])('of %s in %s: %s is %s', (currency, locale, amount, words) => {
    expect(plain(wordsFor({ currency, locale }).money(amount))).toBe(words)
  })

  test('keeps every digit of any amount of 18 digits', () => {
    const cents = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })
    fc.assert(
      fc.property(cents, (amount) => {
        const digits = String(amount).replace('-', '').padStart(3, '0')
        const sign = amount < 0n ? '-' : ''
        const text = `${digits.slice(0, -2)}.${digits.slice(-2)}`
        expect(shop.money(`${sign}${text}`).replaceAll(/[£,]/g, '')).toBe(`${sign}${text}`)
      }),
    )
  })
})

describe('counts and ratios', () => {
  test.each([
    ['1234567', '1,234,567'],
    ['12.500', '12.5'],
    ['0.0004', '0'],
    ['-0.0004', '0'],
    ['-3', '-3'],
    ['900719925474099301', '900,719,925,474,099,301'],
  ])('%s things are %s', (quantity, words) => {
    expect(shop.count(quantity)).toBe(words)
  })

  test.each([
    ['0.125', '12.5%'],
    ['1', '100%'],
    ['-0.0004', '0%'],
    ['-0.25', '-25%'],
    ['12.3456', '1,234.6%'],
  ])('a ratio of %s is %s', (ratio, words) => {
    expect(shop.percent(ratio)).toBe(words)
  })
})

describe('days and periods', () => {
  test('a day has its weekday, whatever the timezone of the machine', () => {
    expect(shop.day('2011-01-18')).toBe('Tue, 18 January 2011')
    expect(shop.day('2024-02-29')).toBe('Thu, 29 February 2024')
    expect(wordsFor({ currency: 'EUR', locale: 'de-DE' }).day('2011-01-18')).toBe(
      'Di., 18. Januar 2011',
    )
  })

  test.each([
    ['2011-01-18', '2011-01-18', 'Tue, 18 January 2011'],
    ['2010-12-06', '2010-12-10', '6 – 10 December 2010'],
    ['2010-12-28', '2011-01-03', '28 December 2010 – 3 January 2011'],
    ['2011-01-01', '2011-01-31', 'January 2011'],
    ['2024-02-01', '2024-02-29', 'February 2024'],
    ['2023-02-01', '2023-02-27', '1 – 27 February 2023'],
    ['2023-02-01', '2024-02-29', '1 February 2023 – 29 February 2024'],
    ['2024-01-01', '2024-12-31', '1 January – 31 December 2024'],
  ])('%s to %s is %s', (from, to, words) => {
    expect(plain(shop.period({ from, to, label: '' }))).toBe(words)
  })
})
