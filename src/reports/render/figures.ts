/** How one cell is written for a person; the same in chat, chart and print. */
import type { Words } from '#kit/words.ts'
import type { Cell, Figure, Kind } from '../report.ts'

const nothing = '–'

export function written(value: Cell, kind: Kind, words: Words): string {
  if (value === null) return nothing
  switch (kind) {
    case 'money':
      return isDecimal(value) ? words.money(value) : value
    case 'count':
    case 'quantity':
      return isDecimal(value) ? words.count(value) : value
    case 'percent':
      return isDecimal(value) ? words.percent(value) : value
    case 'day':
      return isDay(value) ? words.day(value) : value
    case 'hour':
      return isDecimal(value) ? `${value.padStart(2, '0')}:00` : value
    case 'moment':
    case 'text':
      return value
  }
}

/** "▲ 12.5%", "▼ 3%", "unchanged"; null where a change has no base. */
export function changeOf({ than }: Figure, words: Words): string | null {
  if (!than?.change) return null
  if (isZero(than.change)) return 'unchanged'
  const size = words.percent(than.change.replace('-', ''))
  return than.change.startsWith('-') ? `▼ ${size}` : `▲ ${size}`
}

export function isDecimal(value: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(value)
}

export function isDay(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value)
}

export function isMoment(value: string): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)
}

export function isZero(value: string): boolean {
  return /^-?0*(\.0*)?$/.test(value)
}

export function isNumeric(kind: Kind): boolean {
  return kind === 'money' || kind === 'count' || kind === 'quantity' || kind === 'percent'
}
