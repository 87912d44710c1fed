import { z } from 'zod'
import type { Identity } from '#domain/addresses.ts'
import { identitiesOf } from '#domain/people.ts'
import {
  changeSubscription,
  type SubscribedChannel,
  type Subscription,
  type Wish,
} from '#domain/subscriptions.ts'
import { asJson, defineTool, type ToolContext } from '#engine/tool.ts'
import { choice, rhythmWords, timeOfDay } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import { nextSlot } from '#kit/rhythm.ts'
import { readDays } from '#kit/spoken-rhythm.ts'
import { kindOf } from '#reports/kinds.ts'
import { justSay } from '../ask-back.ts'
import { channelName, channelTitles, formName, reportName, subscriptionId } from './names.ts'
import { whichSubscription } from './which-subscription.ts'
import { checkWish, frozenWish } from './wish.ts'
import { coversOf, wishWords } from './wish-words.ts'

const input = z.object({
  report: reportName().optional().describe('Which one, where a report was named'),
  on: rhythmWords().optional().describe('"Monday" for "the Monday one"'),
  at: timeOfDay().optional().describe('The new time'),
  days: rhythmWords().optional().describe('The new days, in words'),
  form: formName().optional().describe('The new form'),
  channel: channelName().optional(),
  where: choice({ also: ['also'], only: ['only'], without: ['not'] })
    .optional()
    .describe('With a channel: also there, only there, or not there any more'),
  only: choice({ anything: ['something', 'anything', 'news'], always: ['always'] }).optional(),
  subscription: subscriptionId().optional().describe('Its id, from my_subscriptions'),
})

const frozen = z.object({ id: z.string(), wish: frozenWish, before: frozenWish })
const it = '(it|that|this|them)'

export const changeSubscriptionTool = defineTool({
  name: 'change_subscription',
  description: [
    'Changes a report that comes by itself: its time, its days, its form, the chats it goes to,',
    'or that it comes only if there is something to say. To begin one: subscribe_report.',
  ].join(' '),
  phrases: [
    `=(move|change|shift|put|set|send) ${it} [to|at] {at} [instead|from now on]`,
    `=(move|change|shift|put|set|make) ${it} [to] {days} <[at] {at}>`,
    '=(move|change|shift|put|set) {report} to {at} [instead]',
    '=(move|change|shift|put|set|make) {report} [to] {days} <[at] {at}>',
    '=(move|change|shift|put|set) [the|my] {on} one|ones to {at}',
    '=(move|change|shift|put|set) [the|my] {on} one|ones to {days} <[at] {at}>',
    // Without these words the file of what was just spoken of is meant.
    `=(send|give) [me] ${it} (as|in) {form} (instead|always|from now on|every time|each time)`,
    `=(make|change|switch|turn) ${it} [to|into] {form}`,
    '=as|in {form} (instead|always|from now on|every time|each time)',
    '=from now on (as|in) {form}',
    '=(send|give) [me] {report} (as|in) {form} (always|from now on|every time|each time)',
    `=[send|give] [me] [${it}] also on|via|by|to {where=also} {channel}`,
    `=[send|give] [me] [${it}] on|via|by|to {where=also} {channel} too|also|as well`,
    `=and|also on|via|by|to {where=also} {channel} [too|also]`,
    `=[send|give] [me] [${it}] only on|via|by|to {where=only} {channel}`,
    `=[send|give] [me] [${it}] (not|no longer) on|via|by|to {where=without} {channel} [any more|anymore]`,
    `=[send|give] [me] [${it}] only (if|when) there is {only} [to say|to tell|to report|new]`,
    `=(send|give) [me] ${it} {only=always} always`,
  ],
  needs: 'reports:read',
  input,
  frozen,

  async propose(context, { report, on, subscription, ...change }) {
    const found = await whichSubscription(context, {
      ...{ tool: 'change_subscription', said: { report, on, subscription } },
      input: asJson(change) as Record<string, never>,
    })
    if (found.is === 'ask') return found.ask
    const before = wishOf(found.one)
    const wish = await changed(context, before, change)
    checkWish(wish)
    if (wishWords(wish) === wishWords(before))
      return justSay(`It is so already: ${wishWords(before)}.`)
    const { timezone } = context.org
    const next = nextSlot(wish.rhythm, { timezone, after: context.now })
    return {
      proposed: true,
      input: asJson({ id: found.one.id, wish, before }),
      facts: asJson({ nextDay: next.day, wish }),
      summary: () => `${wishWords(before)}\n→ ${wishWords(wish)}`,
    }
  },

  async run({ sql, actor, now }, { id, wish }) {
    const { needs } = kindOf(wish.type)
    const after = await changeSubscription(sql, actor, { id, ...wish, needs, now })
    return {
      facts: asJson({ id, nextDay: after.nextDay }),
      say: ({ day }) => `You get ${wishWords(after)}. Next on ${day(after.nextDay!)}.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { input: done }) {
    const { id, before } = frozen.parse(done)
    const { needs } = kindOf(before.type)
    const after = await changeSubscription(sql, actor, { id, ...before, needs, now })
    return { facts: { id }, say: () => `As before: ${wishWords(after)}.` }
  },
})

type Change = Omit<z.output<typeof input>, 'report' | 'on' | 'subscription'>

async function changed(
  context: ToolContext,
  before: Wish,
  { at, days, form, channel, where = 'only', only }: Change,
): Promise<Wish> {
  const rhythm = {
    ...before.rhythm,
    ...(days && readDays(days)!),
    ...(at && { at }),
  }
  const hasMoved = at !== undefined || days !== undefined
  return {
    ...before,
    rhythm,
    covers: hasMoved ? coversOf({ ...before, rhythm }) : before.covers,
    format: form ?? before.format,
    onlyWhen: only ?? before.onlyWhen,
    channels: channel ? await channelsOf(context, before, { channel, where }) : before.channels,
  }
}

async function channelsOf(
  { sql, actor }: ToolContext,
  { channels }: Wish,
  { channel, where }: { channel: SubscribedChannel; where: 'also' | 'only' | 'without' },
): Promise<SubscribedChannel[]> {
  const known = knownTo(await identitiesOf(sql, actor.userId))
  const now = channels.length > 0 ? [...channels] : known
  if (where === 'without') return now.filter((one) => one !== channel)
  if (!known.includes(channel))
    throw new Refusal(
      `I do not know you on ${channelTitles[channel]} yet: write to me there once, with a code of your account.`,
    )
  return where === 'only' ? [channel] : [...new Set([...now, channel])]
}

function knownTo(identities: Identity[]): SubscribedChannel[] {
  return [...new Set(identities.map(({ channel }) => channel))]
}

function wishOf({ type, params, format, rhythm, covers, onlyWhen, channels }: Subscription): Wish {
  return { type, params, format, rhythm, covers, onlyWhen, channels }
}
