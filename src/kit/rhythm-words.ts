/** A rhythm as people say it: "every weekday at 07:30". */
import type { Rhythm } from './rhythm.ts'

const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export function rhythmWords({ of, days, at }: Rhythm): string {
  return `${of === 'week' ? weekWords(days) : `on ${monthWords(days)} of each month`} at ${at}`
}

function weekWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort()
  const key = sorted.join('')
  if (key === '1234567') return 'every day'
  if (key === '12345') return 'every weekday'
  if (key === '67') return 'every Saturday and Sunday'
  const [first, last] = [sorted[0]!, sorted.at(-1)!]
  const isRun = sorted.length > 2 && last - first === sorted.length - 1
  if (isRun) return `every ${names[first - 1]} to ${names[last - 1]}`
  return `every ${listed(sorted.map((day) => names[day - 1]!))}`
}

/** A 29th or later is the last day where a month has none. */
function monthWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b)
  return listed(sorted.map((day) => (day === 31 ? 'the last day' : `the ${ordinal(day)}`)))
}

function ordinal(day: number): string {
  const ending = ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
  return `${day}${day > 10 && day < 14 ? 'th' : ending}`
}

function listed(words: string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
