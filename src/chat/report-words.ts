/** What is said with a report that comes by itself, and when it does not come any more. */
import type { Subscription } from '#domain/subscriptions.ts'
import type { Day } from '#kit/day.ts'
import { rhythmWords } from '#kit/rhythm-words.ts'
import type { Words } from '#kit/words.ts'
import { reportText } from '#reports/render/text.ts'
import type { Report } from '#reports/report.ts'

interface Coming {
  subscription: Pick<Subscription, 'rhythm'>
  slot: Day
  isLate: boolean
  missed: number
}

/** What took longer than the chat waited for it. */
export function nowReady(report: Report, words: Words): string {
  const sections = report.sections.filter(({ inWords }) => inWords)
  const brief = reportText({ ...report, sections }, words)
  return `**${report.title}**, as you asked, is ready:\n${brief}`
}

export function readNoMore(title: string): string {
  return `**${title}** is ready, but your account may not read it now.`
}

export function reportNews(report: Report, coming: Coming, words: Words): string {
  const sections = report.sections.filter(({ inWords }) => inWords)
  const brief = reportText({ ...report, sections }, words)
  const title = `**${report.title}**`
  const head = brief.startsWith(title) ? [] : [title]
  return [...lateWords(coming, words), ...head, brief].join('\n')
}

/** Only what is true: it was due, and I was not running then. */
function lateWords(
  { subscription, slot, isLate, missed }: Coming,
  { day, count }: Words,
): string[] {
  if (!isLate) return []
  const late = `This comes late: it was due on ${day(slot)} at ${subscription.rhythm.at}, when I was not running.`
  if (missed === 0) return [late]
  const many = missed === 1 ? 'One before it was' : `${count(String(missed))} before it were`
  return [`${late} ${many} left out: ask me for them.`]
}

export function rightsGone(title: string, { rhythm }: Pick<Subscription, 'rhythm'>): string {
  return `**${title}** does not come ${rhythmWords(rhythm)} any more: your account may not read it now.`
}
