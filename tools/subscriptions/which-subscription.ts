/** Which of a person's subscriptions is meant: by its report, its days, its button, or as "it". */
import { listSubscriptions, type Subscription } from '#domain/subscriptions.ts'
import type { Json, ToolContext } from '#engine/tool.ts'
import { type Days, readDays } from '#kit/spoken-rhythm.ts'
import { type Found, justSay, whichOne } from '../ask-back.ts'
import { wishWords } from './wish-words.ts'

export interface Said {
  /** Its id, from a button. */
  subscription?: string
  report?: string
  /** "the Monday one". */
  on?: string
}

/** "it" is the one that was spoken of just now. */
const justNowMs = 30 * 60_000

export async function whichSubscription(
  { sql, actor, now }: ToolContext,
  { tool, said, input }: { tool: string; said: Said; input: Record<string, Json> },
): Promise<Found<Subscription>> {
  const all = await listSubscriptions(sql, actor)
  if (all.length === 0) return { is: 'ask', ask: justSay(nothingYet) }
  const found = fitting(all, said)
  const [one, ...others] = found
  if (!one) return { is: 'ask', ask: justSay(`You get no such report. You get:\n${listOf(all)}`) }
  if (others.length === 0) return { is: 'one', one }
  const isIt = !said.report && !said.on
  const newest = found.toSorted((a, b) => b.changedAt.getTime() - a.changedAt.getTime())[0]!
  if (isIt && now.getTime() - newest.changedAt.getTime() < justNowMs)
    return { is: 'one', one: newest }
  const choices = found.map((subscription) => ({
    title: plain(wishWords(subscription)),
    input: { ...input, subscription: subscription.id },
  }))
  return { is: 'ask', ask: whichOne(tool, said.on ?? said.report ?? 'it', choices) }
}

export const nothingYet =
  'You get no reports by themselves yet. Say for example: send me the daily report every weekday at 7:30.'

export function listOf(all: readonly Subscription[]): string {
  return all.map((subscription) => `• ${wishWords(subscription)}`).join('\n')
}

export function plain(text: string): string {
  return text.replaceAll('**', '')
}

/** Of just those days first; else whatever comes on them, too. */
function fitting(all: Subscription[], { subscription, report, on }: Said): Subscription[] {
  if (subscription) return all.filter(({ id }) => id === subscription)
  const ofReport = all.filter(({ type }) => !report || type === report)
  const days = on ? readDays(on) : null
  if (!days) return ofReport
  const same = ofReport.filter(({ rhythm }) => isSame(rhythm, days))
  if (same.length > 0) return same
  return ofReport.filter(
    ({ rhythm }) => rhythm.of === days.of && days.days.every((day) => rhythm.days.includes(day)),
  )
}

export function isSame(a: Days, b: Days): boolean {
  return a.of === b.of && String([...a.days].sort()) === String([...b.days].sort())
}
