/** How busy a day is: by weekday, by season, and by the years. It depends on the day alone. */
import { weekday } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'

const ordersOnAPlainDay = 23
const byWeekday = [0.78, 0.84, 0.9, 1, 1.18, 1.62, 0.72] // Monday first.
const byMonth = [0.74, 0.82, 0.92, 0.97, 1, 0.95, 0.9, 0.87, 0.98, 1.06, 1.25, 1.55]
const growthPerYear = 0.14
const firstYear = 2024
const growthMin = 0.7
const growthMax = 2.5
const closedDays = ['12-25', '12-26', '01-01']

/** Orders to expect on a day, the web shop's among them. */
export function ordersExpected(day: Day): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const years = year + (month - 1) / 12 - firstYear
  const growth = Math.min(growthMax, Math.max(growthMin, 1 + growthPerYear * years))
  const isRush = month === 12 && date >= 10 && date <= 23
  const isLull = month === 12 && date > 24
  const season = byMonth[month - 1]! * (isRush ? 1.3 : isLull ? 0.5 : 1)
  return ordersOnAPlainDay * byWeekday[weekday(day) - 1]! * season * growth
}

export interface OpeningHours {
  opens: number
  closes: number
}

/** The shop's hours; null when its door stays shut. */
export function openingHours(day: Day): OpeningHours | null {
  if (closedDays.includes(day.slice(5))) return null
  return weekday(day) === 7 ? sunday : weekdays
}

const weekdays: OpeningHours = { opens: 9, closes: 18 }
const sunday: OpeningHours = { opens: 10, closes: 16 }

/** As the org's settings keep them. */
export const openingHoursSetting = {
  monday: ['09:00', '18:00'],
  tuesday: ['09:00', '18:00'],
  wednesday: ['09:00', '18:00'],
  thursday: ['09:00', '18:00'],
  friday: ['09:00', '18:00'],
  saturday: ['09:00', '18:00'],
  sunday: ['10:00', '16:00'],
  closed: closedDays,
}
