/** Net sales of the seven days after a day, from the days before, tried on the past first. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import { addDays, weekday } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import type { Words } from '#kit/words.ts'
import { type Carried, carryOn } from './forecast/combine.ts'
import { type DayValue, seriesOf } from './forecast/series.ts'
import type { Forecast, ForecastPoint, ForecastRange } from './insights.ts'

const lookBackDays = 182
const daysAhead = 7
const historyShownDays = 28
/** A method that was further off than this, week for week, has nothing to say about the next one. */
const offMax = 0.4

/** Null when there are too few days, or nothing to expect. Days without trade are left out. */
export async function forecastAfter(
  sql: Sql,
  { currency }: Org,
  last: Day,
  words: Words,
): Promise<Forecast | null> {
  const days = await netSalesBefore(sql, last)
  const series = seriesOf(days, last)
  if (!series) return null
  const ahead = nextDays(last).filter((day) => series.open.has(weekday(day)))
  const carried = carryOn(series.values, series.season, ahead.length)
  const points = pointsOf(ahead, carried, digitsOf(currency))
  const total = carried.values.reduce((sum, value) => sum + value, 0)
  if (!(total > 0) || (carried.off ?? 0) > offMax) return null
  return {
    metric: 'Net sales',
    kind: 'money',
    history: days.filter(({ day }) => day > addDays(last, -historyShownDays)),
    points,
    text: textOf(last, total, carried, words),
  }
}

function netSalesBefore(sql: Sql, last: Day): Promise<DayValue[]> {
  return sql<DayValue[]>`
    select day::text, trim_scale(gross_sales - returns)::text as value
    from report.daily_sales
    where org_id = current_org()
      and day <= ${last}::date and day > ${last}::date - ${lookBackDays}::integer
    order by day`
}

function nextDays(last: Day): Day[] {
  return Array.from({ length: daysAhead }, (_, i) => addDays(last, i + 1))
}

function pointsOf(
  ahead: readonly Day[],
  { values, range }: Carried,
  digits: number,
): (ForecastPoint & Partial<ForecastRange>)[] {
  return ahead.map((day, i) => {
    const value = values[i]!
    const at = (factor: number) => (value * factor).toFixed(digits)
    return { day, value: at(1), ...(range ? { low: at(range.low), high: at(range.high) } : {}) }
  })
}

function textOf(last: Day, total: number, { off, tried }: Carried, words: Words): string {
  const span = { from: addDays(last, 1), to: addDays(last, daysAhead), label: '' }
  const about = words.money(rounded(total))
  const told = `The ${daysAhead} days ahead (${words.period(span)}) may bring net sales of about ${about}.`
  if (off === null || tried < 3) return `${told} The past is too short to say how sure that is.`
  const share = words.percent(off.toFixed(3))
  return `${told} Tried on the last ${tried} weeks, such a forecast was off by ${share} in the middle case.`
}

/** Three digits are all that a forecast can tell. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}
