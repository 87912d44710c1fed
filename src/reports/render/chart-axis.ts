/** The scale that figures are drawn against: round steps, zero always among them, in the org's way of writing. */
import { keeper } from '#kit/keep.ts'
import type { Kind, Report } from '../report.ts'
import { printable } from './fonts.ts'

export interface Axis {
  min: number
  max: number
  step: number
  /** From `min` to `max`, each as it is written. */
  ticks: { value: number; label: string }[]
}

type Org = Report['org']

const stepsWanted = 5
const numberFormat = keeper<Intl.NumberFormat>(100)

export function axisOf(values: (number | null)[], kind: Kind, org: Org): Axis {
  let [low, high] = [0, 0]
  for (const value of values) {
    if (value === null) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low === high) high = 1
  const step = Math.max(round((high - low) / stepsWanted), leastStep(kind))
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)]
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => {
    // 3 × 0.1 is not quite 0.3.
    const value = Number(((first + at) * step).toPrecision(12))
    return { value, label: compact(value, kind, org, step) }
  })
  return { min: ticks[0]!.value, max: ticks.at(-1)!.value, step, ticks }
}

/** "£12.4k" for a chart, told apart from what is `finest` away; the tables have the figures whole. */
export function compact(
  value: number,
  kind: Kind,
  { locale, currency }: Org,
  finest = Math.abs(value),
): string {
  const isLarge = Math.abs(value) >= 10_000
  const digits = isLarge ? 1 : decimalsOf(finest, kind)
  const format = numberFormat(`${locale} ${currency} ${kind} ${isLarge} ${digits}`, () => {
    const style =
      kind === 'money'
        ? ({ style: 'currency', currency } as const)
        : kind === 'percent'
          ? ({ style: 'percent' } as const)
          : {}
    return new Intl.NumberFormat(locale, {
      ...style,
      notation: isLarge ? 'compact' : 'standard',
      minimumFractionDigits: 0,
      maximumFractionDigits: digits,
    })
  })
  return printable(format.format(value))
}

/** Nearer ticks than these would be written alike. */
function leastStep(kind: Kind): number {
  return kind === 'count' ? 1 : kind === 'percent' ? 0.001 : 0.01
}

function decimalsOf(size: number, kind: Kind): number {
  if (size === 0 || size >= 10) return 0
  return size < 0.1 && kind !== 'percent' ? 2 : 1
}

/** The nearest of 1, 2, 3, 5 and 10, at the size's own power of ten. */
function round(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  const digit = size / power
  const nearest = digit < 1.5 ? 1 : digit < 2.5 ? 2 : digit < 4 ? 3 : digit < 7 ? 5 : 10
  return nearest * power
}
