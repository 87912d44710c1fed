/** How notes call things. */
import { oneLine } from '#kit/harmless.ts'

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

const nameLengthMax = 60

/** A name as data: one line, and not longer than a line. */
export function shortName(name: string): string {
  const line = oneLine(name).replaceAll('*', '')
  return line.length > nameLengthMax ? `${line.slice(0, nameLengthMax - 1).trimEnd()}…` : line
}
