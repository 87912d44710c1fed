/** How figures and days are written for people of one business. Never used for sums. */
import type { Day, Period } from './day.ts'
import { keeper } from './keep.ts'

export interface Words {
  /** "£1,234.50" from "1234.5"; never through a float. */
  money(amount: string): string
  /** "1,234" or "12.5" */
  count(quantity: string): string
  /** "12.5 %" from the ratio "0.125" */
  percent(ratio: string): string
  /** "Tue 18 January 2011" */
  day(day: Day): string
  /** "18 January 2011", "6–10 December 2010", "January 2011" */
  period(period: Period): string
}

/** No figure is "-0": what rounds to nothing has no sign. */
const signDisplay = 'negative'

const kept = keeper<Words>(100)

/** `currency` ISO 4217, `locale` BCP 47. Formats are dear to make, so those of a business are kept. */
export function wordsFor({ currency, locale }: { currency: string; locale: string }): Words {
  return kept(`${currency} ${locale}`, () => makeWords(currency, locale))
}

function makeWords(currency: string, locale: string): Words {
  const moneyFormat = new Intl.NumberFormat(locale, { style: 'currency', currency, signDisplay })
  const countFormat = new Intl.NumberFormat(locale, { maximumFractionDigits: 3, signDisplay })
  const percentFormat = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay,
  })
  const dayFormat = format({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' })
  const monthFormat = format({ month: 'long', year: 'numeric' })
  const rangeFormat = format({ day: 'numeric', month: 'long', year: 'numeric' })

  return { money, count, percent, day, period }

  function format(options: Intl.DateTimeFormatOptions) {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  }
  // Intl formats a decimal string exactly (ES2023), so that no figure passes through a float.
  function money(amount: string) {
    return moneyFormat.format(amount as Intl.StringNumericLiteral)
  }
  function count(quantity: string) {
    return countFormat.format(quantity as Intl.StringNumericLiteral)
  }
  function percent(ratio: string) {
    return percentFormat.format(ratio as Intl.StringNumericLiteral)
  }
  function day(day: Day) {
    return dayFormat.format(new Date(`${day}T00:00:00Z`))
  }
  function period({ from, to }: Period) {
    const [first, last] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)]
    if (from === to) return dayFormat.format(first)
    const nextDay = new Date(last.getTime() + 86_400_000)
    const isWholeMonth =
      from.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7) && nextDay.getUTCDate() === 1
    return isWholeMonth ? monthFormat.format(first) : rangeFormat.formatRange(first, last)
  }
}
