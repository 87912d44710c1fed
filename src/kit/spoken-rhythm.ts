/** On which days something comes, as people say it: "every weekday", "Mondays", "on the 1st". */
import type { Rhythm } from './rhythm.ts'

export type Days = Pick<Rhythm, 'of' | 'days'>

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const workdays = [1, 2, 3, 4, 5]
const whole: Record<string, Days> = {
  ...named('day|everyday|daily|morning|evening|night|afternoon|mornings|evenings|days', everyDay),
  ...named('weekday|weekdays|workday|workdays|working day|working days|business day', workdays),
  ...named('business days|week day|week days|work day|work days', workdays),
  ...named('weekend|weekends', [6, 7]),
  ...named('week|weekly', [1]),
  month: { of: 'month', days: [1] },
  monthly: { of: 'month', days: [1] },
}
const weekdayForm =
  /^(?:(mon)|(tue(?:s)?)|(wed(?:nes)?)|(thu(?:rs?)?)|(fri)|(sat(?:ur)?)|(sun))(?:day)?s?$/
const ordinals =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth'.split(
    ' ',
  )

/** Null when it says no days. "weekly" is Mondays, "monthly" the 1st. */
export function readDays(said: string): Days | null {
  const text = said
    .trim()
    .toLowerCase()
    .replace(/[.,;]+/g, ' , ')
    .replace(/\s+/g, ' ')
    .trim()
  const bare = text.replace(/^(?:on )?(?:the )?(?:every|each|all) (?:single )?/, '')
  const found =
    whole[bare] ?? (bare === text ? whole[text.replace(/^on (?:the )?/, '')] : undefined)
  // "day" alone says no rhythm; "every day" and "daily" do.
  if (
    found &&
    !(bare === text && /^(?:day|week|month|morning|evening|night|afternoon)$/.test(text))
  )
    return found
  return weekdaysOf(bare) ?? monthDaysOf(text)
}

/** "Monday and Thursday", "mon, wed and fri", "Monday to Thursday", "every week on Friday". */
function weekdaysOf(text: string): Days | null {
  const plain = text.replace(/^(?:week |weekly )?on /, '').replace(/^week /, '')
  const range = /^(\w+) ?(?:to|till|until|through|-|–) ?(\w+)$/.exec(plain)
  if (range) {
    const [from, to] = [weekdayOf(range[1]!), weekdayOf(range[2]!)]
    if (from && to) return { of: 'week', days: around(from, to) }
  }
  const days = plain.split(/ ?(?:,|and|&|\+|or)+ ?| (?=every|each|on )/).filter(Boolean)
  const read = days.map((day) => weekdayOf(day.replace(/^(?:every|each|on) /, '')))
  return days.length > 0 && read.every((day) => day !== null)
    ? { of: 'week', days: [...new Set(read as number[])].sort() }
    : null
}

/** "on the 1st", "the first of each month", "every month on the 5th", "the last day of the month". */
function monthDaysOf(text: string): Days | null {
  const plain = text
    .replace(/^(?:(?:every|each) month |monthly )/, '')
    .replace(/ (?:of|in) (?:the|every|each|a) month$| (?:every|each) month$| monthly$/, '')
    .replace(/^on /, '')
  const saysMonth = plain !== text.replace(/^on /, '')
  if (/^(?:the )?(?:last day|end|month end)$/.test(plain)) return { of: 'month', days: [31] }
  const parts = plain.split(/ ?(?:,|and|&)+ ?/).filter(Boolean)
  const read = parts.map((part) => monthDayOf(part, saysMonth))
  return parts.length > 0 && read.every((day) => day !== null)
    ? { of: 'month', days: [...new Set(read as number[])].sort((a, b) => a - b) }
    : null
}

function monthDayOf(part: string, saysMonth: boolean): number | null {
  const text = part.replace(/^(?:the )?(?:day )?/, '')
  const worded = ordinals.indexOf(text)
  const number = /^(\d{1,2})(st|nd|rd|th)?$/.exec(text)
  if (worded >= 0) return worded + 1
  if (!number || (!number[2] && !saysMonth)) return null
  const day = Number(number[1])
  return day >= 1 && day <= 31 ? day : null
}

function weekdayOf(word: string): number | null {
  const found = weekdayForm.exec(word.trim())
  return found ? found.slice(1).findIndex(Boolean) + 1 : null
}

function around(from: number, to: number): number[] {
  const length = ((to - from + 7) % 7) + 1
  return Array.from({ length }, (_, i) => ((from - 1 + i) % 7) + 1).sort()
}

function named(words: string, days: readonly number[]): Record<string, Days> {
  return Object.fromEntries(words.split('|').map((word) => [word, { of: 'week', days }]))
}
