/** Numbers as people write them in a chat. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAmount, readPercent, readQuantity } from '#kit/spoken-number.ts'

describe('how many', () => {
  test.each([
    ['3', '3'],
    ['1,200', '1200'],
    ['2.5', '2.5'],
    ['three', '3'],
    ['twenty five', '25'],
    ['twenty-five', '25'],
    ['a dozen', '12'],
    ['half a dozen', '6'],
    ['two and a half', '2.5'],
    ['a hundred and twenty', '120'],
    ['2 dozen', '24'],
    ['a couple of', '2'],
    ['3x', '3'],
    ['x3', '3'],
    ['two thousand five hundred', '2500'],
    ['an', '1'],
  ])('%s', (said, quantity) => expect(readQuantity(said)).toBe(quantity))

  test.each(['mugs', 'five twenty', 'two three', '20 five', '1,20', '', 'and', 'dozen of eggs'])(
    'but not of "%s"',
    (said) => expect(readQuantity(said)).toBeNull(),
  )
})

describe('how much', () => {
  test.each([
    ['KES 450', '450', 'KES'],
    ['ksh450', '450', 'KES'],
    ['450/-', '450', null],
    ['450/=', '450', null],
    ['£4.50', '4.5', 'GBP'],
    ['2,100', '2100', null],
    ['1.5k', '1500', null],
    ['2m', '2000000', null],
    ['450 bob', '450', 'KES'],
    ['four hundred and fifty shillings', '450', null],
  ])('%s', (said, amount, currency) => expect(readAmount(said)).toEqual({ amount, currency }))

  test('of at most four decimals, since money has no more', () => {
    expect(readAmount('12.3456')).toEqual({ amount: '12.3456', currency: null })
    expect(readAmount('12.34567')).toBeNull()
  })

  test('any decimal comes out as it went in', () =>
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 9999 }), (whole, part) => {
        const fraction = String(part).padStart(4, '0').replace(/0+$/, '')
        const said = `${whole.toLocaleString('en-GB')}.${fraction}`
        expect(readAmount(said)?.amount).toBe(`${whole}.${fraction}`)
      }),
    ))
})

test.each([
  ['15 %', '0.15'],
  ['15%', '0.15'],
  ['ten percent', '0.1'],
  ['2.5 per cent', '0.025'],
  ['0.15', '0.15'],
  ['15', null],
])('the share %s', (said, ratio) => expect(readPercent(said)).toBe(ratio))
