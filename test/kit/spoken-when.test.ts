/** Times of day and days of the week and month, as people say them in a chat. */
import { describe, expect, test } from 'vitest'
import { readDays } from '#kit/spoken-rhythm.ts'
import { readTime } from '#kit/spoken-time.ts'

describe('a time of day', () => {
  test.each([
    ...[
      ['7:30', '07:30'],
      ['07:30', '07:30'],
      ['7.30', '07:30'],
      ['7h30', '07:30'],
      ['8', '08:00'],
    ],
    ...[
      ['22', '22:00'],
      ['0730', '07:30'],
      ['8am', '08:00'],
      ['8 pm', '20:00'],
      ['12am', '00:00'],
    ],
    ...[
      ['12 pm', '12:00'],
      ['7:30 p.m.', '19:30'],
      ['noon', '12:00'],
      ['12 noon', '12:00'],
    ],
    ...[
      ['half past seven', '07:30'],
      ['quarter to eight', '07:45'],
      ['a quarter past 6', '06:15'],
    ],
    ...[
      ['seven', '07:00'],
      ['seven thirty', '07:30'],
      ['seven forty-five', '07:45'],
    ],
    ...[
      ["8 o'clock", '08:00'],
      ['8 in the evening', '20:00'],
      ['6 in the morning', '06:00'],
    ],
    ...[
      ['10 at night', '22:00'],
      ['at 9', '09:00'],
      ['ten to nine', '08:50'],
      ['18h', '18:00'],
    ],
    ...[
      ['midnight', '00:00'],
      ['3 in the afternoon', '15:00'],
      ['20:15 pm', '20:15'],
    ],
  ])('%s is %s', (said, time) => {
    expect(readTime(said)).toBe(time)
  })
  test.each(['25', '7:60', '7:5', 'soon', '', '13am', 'eight hundred', '-3', '7:30:15', '100'])(
    '%s is none',
    (said) => {
      expect(readTime(said)).toBeNull()
    },
  )
})

describe('days', () => {
  const all = '1234567'
  test.each([
    ...[
      ['every day', all],
      ['daily', all],
      ['Every morning', all],
      ['each day', all],
    ],
    ...[
      ['every weekday', '12345'],
      ['weekdays', '12345'],
      ['on working days', '12345'],
    ],
    ...[
      ['Mondays', '1'],
      ['every Monday', '1'],
      ['on Monday and Thursday', '14'],
      ['weekly', '1'],
    ],
    ...[
      ['mon, wed and fri', '135'],
      ['Monday to Friday', '12345'],
      ['fri-mon', '1567'],
    ],
    ...[
      ['every Tuesday and every Friday', '25'],
      ['every week on Friday', '5'],
      ['weekends', '67'],
    ],
    ...[
      ['Sat', '6'],
      ['thurs', '4'],
      ['every week', '1'],
    ],
  ])('%s: of the week %s', (said, days) => {
    expect(readDays(said)).toEqual({ of: 'week', days: [...days].map(Number) })
  })
  test.each([
    ...[
      ['on the 1st', [1]],
      ['the first', [1]],
      ['on the 1st of each month', [1]],
      ['monthly', [1]],
    ],
    ...[
      ['every month on the 5th', [5]],
      ['on the 1st and 15th', [1, 15]],
      ['every month', [1]],
    ],
    ...[
      ['on the last day of the month', [31]],
      ['on the 5 of every month', [5]],
    ],
  ] as [string, number[]][])('%s: of the month %s', (said, days) => {
    expect(readDays(said)).toEqual({ of: 'month', days })
  })
  test.each([
    'day',
    'soon',
    'the 32nd',
    'on the 0th',
    '5',
    'every',
    '',
    'yesterday',
    'March',
    'month',
  ])('%s says none', (said) => {
    expect(readDays(said)).toBeNull()
  })
})
