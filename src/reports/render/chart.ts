/**
 * What a section's chart says: its names, figures, labels and axis, worked out once. The PNG and the
 * page each draw this with their own means, and so cannot differ. Points are for the eye only.
 */
import { keeper } from '#kit/keep.ts'
import { wordsFor } from '#kit/words.ts'
import type { Column, Report, Section } from '../report.ts'
import { type Axis, axisOf, compact } from './chart-axis.ts'
import { isDay, written } from './figures.ts'
import { printable } from './fonts.ts'

export interface Chart {
  as: 'bar' | 'line'
  /** Names run down the side, figures to the right; else days or hours run along the foot. */
  isNamed: boolean
  title: string
  /** Whose it is, of which days, and what was left out. */
  subtitle: string
  names: string[]
  series: Series[]
  axis: Axis
}

export interface Series {
  title: string
  /** One for each name; null where nothing is known. */
  values: (number | null)[]
  /** Figures that stand at their bars; empty where none does. */
  labels: string[]
}

export const palette = ['#0f766e', '#d97706', '#4f46e5', '#be123c', '#64748b']

/** More named bars than this cannot be read: the first ones are drawn, and the chart says so. */
const namedBarsMax = 25
const labelledBarsMax = 14

const dayFormat = keeper<Intl.DateTimeFormat>(100)

/** Of a section that has a chart. */
export function chartOf(report: Report, section: Section): Chart {
  const [label, ...others] = section.columns
  const { as, of } = section.chart!
  const drawn = others.filter(({ key }) => of.includes(key))
  const isNamed = label?.kind === 'text' && as !== 'line'
  const rows = isNamed ? section.rows.slice(0, namedBarsMax) : section.rows
  const values = drawn.map(({ key }) =>
    rows.map((row) => (row[key] == null ? null : Number(row[key]))),
  )
  const kind = drawn[0]?.kind ?? 'money'
  const axis = axisOf(values.flat(), kind, report.org)
  const isLabelled = as === 'bar' && (isNamed || rows.length * drawn.length <= labelledBarsMax)
  return {
    as,
    isNamed,
    ...headingOf(report, section, rows.length),
    names: rows.map((row) => shortName(row[label?.key ?? ''] ?? '', label?.kind, report)),
    series: drawn.map(({ title, kind }, at) => ({
      title: printable(title),
      values: values[at]!,
      labels: values[at]!.map((value) =>
        isLabelled && value ? compact(value, kind, report.org) : '',
      ),
    })),
    axis,
  }
}

function headingOf({ title, org, period }: Report, section: Section, drawn: number) {
  const words = wordsFor(org)
  const days = period.from === period.to ? words.day(period.from) : words.period(period)
  const left = section.rows.length - drawn
  const cut = left > 0 ? ` · first ${drawn} of ${section.rows.length}` : ''
  const nothing = section.rows.length === 0 ? ' · nothing to draw' : ''
  const heading = section.title === title ? title : `${title}: ${section.title}`
  return {
    title: printable(heading),
    subtitle: printable(`${org.name} · ${days}${cut}${nothing}`),
  }
}

/** Days without their year, unless the period has several. */
function shortName(value: string, kind: Column['kind'] = 'text', { org, period }: Report): string {
  if (kind !== 'day' || !isDay(value)) return printable(written(value, kind, wordsFor(org)))
  const hasYears = period.from.slice(0, 4) !== period.to.slice(0, 4)
  const format = dayFormat(
    `${org.locale} ${hasYears}`,
    () =>
      new Intl.DateTimeFormat(org.locale, {
        day: 'numeric',
        month: 'short',
        ...(hasYears ? { year: 'numeric' } : {}),
        timeZone: 'UTC',
      }),
  )
  return printable(format.format(new Date(`${value}T00:00:00Z`)))
}
