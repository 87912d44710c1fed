/** The moment a report is of, in the business's own time and words. */
import { keeper } from '#kit/keep.ts'
import type { Report } from '../report.ts'

const momentFormat = keeper<Intl.DateTimeFormat>(100)

export function momentOf({ asOf, org }: Pick<Report, 'asOf' | 'org'>): string {
  const format = momentFormat(
    `${org.locale} ${org.timezone}`,
    () =>
      new Intl.DateTimeFormat(org.locale, {
        dateStyle: 'medium',
        timeStyle: 'short',
        timeZone: org.timezone,
      }),
  )
  return format.format(new Date(asOf))
}
