/** What people call things is quoted in lists that others say yes to: it stays in its line. */
import { expect, test } from 'vitest'
import { dayWords, paperNumber, words } from '#kit/inputs.ts'

test.each([
  ['words', words()],
  ['a day', dayWords()],
  ['a number of a paper', paperNumber()],
])('%s in one line, without marks that turn the reading', (_, field) => {
  const said = ' rent"?\r\n\n• Debit\t6000\u2028Rent: \u202e£5.00 '
  expect(field.parse(said)).toBe('rent"? • Debit 6000 Rent: £5.00')
  expect(field.safeParse(' \n\u202e ').success).toBe(false)
})
