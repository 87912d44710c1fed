/** Periods as people say them. It is Monday 28 February 2011; weeks begin on Monday, the fiscal year in April. */
import { describe, expect, test } from 'vitest'
import { readPeriods, spanOf } from '#kit/period/read-period.ts'

const reader = {
  today: '2011-02-28',
  cut: { weekStart: 1, fiscalYearStart: 4 },
  dayFirst: true,
}
const january = { from: '2011-01-01', to: '2011-01-31' }

function read(text: string, spokenOf: typeof january | null = null): string {
  return readPeriods(text, reader)
    .map((found) => spanOf(found, reader, spokenOf))
    .map((span) => (span ? `${span.from ?? ''}..${span.to ?? ''}` : 'no such day'))
    .join(' & ')
}

describe('a period is read', () => {
  test.each([
    ['today', '2011-02-28..2011-02-28'],
    ['so far today', '2011-02-28..2011-02-28'],
    ['yesterday', '2011-02-27..2011-02-27'],
    ['the day before yesterday', '2011-02-26..2011-02-26'],
    ['3 days ago', '2011-02-25..2011-02-25'],
    ['this week', '2011-02-28..2011-02-28'],
    ['last week', '2011-02-21..2011-02-27'],
    ['the week before last', '2011-02-14..2011-02-20'],
    ['two weeks ago', '2011-02-14..2011-02-20'],
    ['this month', '2011-02-01..2011-02-28'],
    ['last month', '2011-01-01..2011-01-31'],
    ['the month before last', '2010-12-01..2010-12-31'],
    ['MTD', '2011-02-01..2011-02-28'],
    ['QTD', '2011-01-01..2011-02-28'],
    ['year to date', '2011-01-01..2011-02-28'],
    ['last quarter', '2010-10-01..2010-12-31'],
    ['Q4 last year', '2010-10-01..2010-12-31'],
    ['first quarter of 2011', '2011-01-01..2011-03-31'],
    ['H1 2011', '2011-01-01..2011-06-30'],
    ['second half of 2010', '2010-07-01..2010-12-31'],
    ['last year', '2010-01-01..2010-12-31'],
    ['in 2010', '2010-01-01..2010-12-31'],
    ['this fiscal year', '2010-04-01..2011-02-28'],
    ['last financial year', '2009-04-01..2010-03-31'],
    ['the last 7 days', '2011-02-22..2011-02-28'],
    ['over the past thirty days', '2011-01-30..2011-02-28'],
    ['last weekend', '2011-02-26..2011-02-27'],
    ['last Monday', '2011-02-21..2011-02-21'],
    ['on Tuesday', '2011-02-22..2011-02-22'],
    ['Tuesday of last week', '2011-02-22..2011-02-22'],
    ['Monday to Friday last week', '2011-02-21..2011-02-25'],
    ['all time', '..'],
  ])('counted from today: %s', (text, days) => expect(read(text)).toBe(days))

  test.each([
    ['18 January', '2011-01-18..2011-01-18'],
    ['the 18th of January 2011', '2011-01-18..2011-01-18'],
    ['Jan 18th, 2011', '2011-01-18..2011-01-18'],
    ['18/01/2011', '2011-01-18..2011-01-18'],
    ['1/12/2010', '2010-12-01..2010-12-01'],
    ['2011-01-18', '2011-01-18..2011-01-18'],
    ['18-Jan-2011', '2011-01-18..2011-01-18'],
    ['the 18th', '2011-02-18..2011-02-18'],
    ['in June', '2010-06-01..2010-06-30'],
    ['last December', '2010-12-01..2010-12-31'],
    ['January', '2011-01-01..2011-01-31'],
    ['December 2010', '2010-12-01..2010-12-31'],
    ['12/2010', '2010-12-01..2010-12-31'],
    ['first week of January', '2011-01-01..2011-01-07'],
    ['the last 10 days of December', '2010-12-22..2010-12-31'],
    ['week of 6 December', '2010-12-06..2010-12-12'],
    ['christmas eve', '2010-12-24..2010-12-24'],
    ['black friday 2010', '2010-11-26..2010-11-26'],
    ['easter sunday 2011', '2011-04-24..2011-04-24'],
    ['30 February', 'no such day'],
  ])('by the calendar: %s', (text, days) => expect(read(text)).toBe(days))

  test.each([
    ['between 3 and 7 October', '2010-10-03..2010-10-07'],
    ['from 6 to 10 December 2010', '2010-12-06..2010-12-10'],
    ['Dec 1 - 7', '2010-12-01..2010-12-07'],
    ['from 28 November to 3 December', '2010-11-28..2010-12-03'],
    ['between 2010-12-01 and 2010-12-15', '2010-12-01..2010-12-15'],
    ['March to May 2011', '2011-03-01..2011-05-31'],
    ['jan-feb 2011', '2011-01-01..2011-02-28'],
    ['between December 2010 and January 2011', '2010-12-01..2011-01-31'],
    ['since 1 January', '2011-01-01..2011-02-28'],
    ['until 15 December 2010', '..2010-12-15'],
    ['before 10 December', '..2010-12-09'],
    ['the week before christmas', '2010-12-18..2010-12-24'],
    ['17/1 to 23/1', '2011-01-17..2011-01-23'],
    ['February so far', '2011-02-01..2011-02-28'],
  ])('from one day to another: %s', (text, days) => expect(read(text)).toBe(days))

  test.each([
    ['the month before', '2010-12-01..2010-12-31'],
    ['the previous period', '2010-12-01..2010-12-31'],
    ['the month after', '2011-02-01..2011-02-28'],
    ['the 19th', '2011-01-19..2011-01-19'],
    ['the Friday before', '2010-12-31..2010-12-31'],
    ['the same month last year', '2010-01-01..2010-01-31'],
    ['a year earlier', '2010-01-01..2010-01-31'],
  ])('against January, which was spoken of: %s', (text, days) =>
    expect(read(text, january)).toBe(days),
  )

  test('two periods that are set against each other stay two', () => {
    expect(read('compare June and July')).toBe('2010-06-01..2010-06-30 & 2010-07-01..2010-07-31')
    expect(read('dec 2010 vs jan 2011')).toBe('2010-12-01..2010-12-31 & 2011-01-01..2011-01-31')
  })

  test.each(['may we know', 'how many orders was that?', 'SET OF 3 CAKE TINS', 'sun lotion', ''])(
    'there is none in "%s"',
    (text) => expect(read(text)).toBe(''),
  )
})
