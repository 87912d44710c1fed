/** How a run is called and told on every page. */
import { html } from 'hono/html'
import type { Org } from '#domain/org.ts'
import type { FileFormat, ReportRun } from '#domain/report-runs.ts'
import type { Words } from '#kit/words.ts'
import { reportKinds } from '#reports/kinds.ts'
import type { Markup } from './frame.ts'
import { icon } from './icons.ts'

const doors: Record<ReportRun['via'], string> = {
  ...{ chat: 'by chat', api: 'by another program', page: 'on this page' },
  ...{ schedule: 'by the timetable', backfill: 'for the past', terminal: 'at the terminal' },
}
const formatNames: Record<FileFormat, string> = {
  ...{ pdf: 'PDF', csv: 'CSV', xlsx: 'Excel', png: 'Picture', zip: 'ZIP' },
}
const kilo = 1024

export const viaWords = ({ via }: ReportRun) => doors[via]
export const formatName = (format: FileFormat) => formatNames[format]

export function titleOf({ type }: ReportRun): string {
  return reportKinds.find((kind) => kind.type === type)?.title ?? type
}

/** "Tue 3 March 2026", "October 2026", "1–7 March 2026"; and how it is cut. */
export function daysOf({ params }: ReportRun, words: Words): string {
  const { day, month, from, to, by } = params as Record<string, string | undefined>
  const cut = by && by !== 'day' ? `, by ${by}` : ''
  if (day) return words.day(day) + cut
  if (month) return monthWords(month, words) + cut
  return from && to ? words.period({ from, to, label: '' }) + cut : ''
}

export function monthWords(month: string, words: Words): string {
  const [year, number] = month.split('-').map(Number)
  const last = new Date(Date.UTC(year!, number!, 0)).getUTCDate()
  return words.period({ from: `${month}-01`, to: `${month}-${last}`, label: '' })
}

/** "3 Mar 2026, 09:15" in the business's own time. */
export function momentWords(at: Date, { locale, timezone }: Org): string {
  const form = { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone } as const
  return new Intl.DateTimeFormat(locale, form).format(at)
}

export function sizeWords(bytes: number, words: Words): string {
  if (bytes < kilo * kilo) return `${words.count(String(Math.ceil(bytes / kilo)))} KB`
  return `${words.count((bytes / kilo / kilo).toFixed(1))} MB`
}

export function stateBadge({ status, progress }: ReportRun): Markup {
  switch (status) {
    case 'completed':
      return html`<span class="badge is-good">${icon('good')}Ready</span>`
    case 'failed':
      return html`<span class="badge is-bad">${icon('bad')}Failed</span>`
    case 'queued':
      return html`<span class="badge">Waiting</span>`
    case 'running':
      return html`<span class="badge is-warn">Being made, ${progress} %</span>`
  }
}
