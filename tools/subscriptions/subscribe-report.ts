import { z } from 'zod'
import { stopSubscription, subscribe, type Wish } from '#domain/subscriptions.ts'
import { asJson, defineTool, type ToolContext } from '#engine/tool.ts'
import { choice, rhythmWords, timeOfDay } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import { nextSlot } from '#kit/rhythm.ts'
import { readDays } from '#kit/spoken-rhythm.ts'
import { kindOf, mayRead } from '#reports/kinds.ts'
import { unitOf } from '#reports/subscribed.ts'
import { channelName, formName, reportName } from './names.ts'
import { checkWish, frozenWish } from './wish.ts'
import { coversOf, wishWords } from './wish-words.ts'

const input = z.object({
  report: reportName().optional().describe('daily_sales when not said'),
  days: rhythmWords()
    .optional()
    .describe('In words: "every day", "every weekday", "Mondays", "on the 1st of each month"'),
  at: timeOfDay().optional().describe('Local time such as "07:30"; 07:30 when not said'),
  form: formName().optional(),
  channel: channelName().optional().describe('Only when one was named'),
  only: choice({ anything: ['something', 'anything', 'news'] })
    .optional()
    .describe('anything: not when there is nothing to say'),
})

const usualTime = '07:30'
/** What is to come in the evening is of the day that is nearly over. */
const usualEvening = '19:00'
const who = '(send|give|get|message|mail|bring|text) me'
const wants = '(i want|i would like|subscribe me to|subscribe to|sign me up for)'
const more =
  '<(as|in) {form}> <(on|via|by|over) {channel}> <only (if|when) there is {only} [to say|tell|report|new]>'

export const subscribeReportTool = defineTool({
  name: 'subscribe_report',
  description: [
    'Has a report sent to the person by itself, on days and at a time, until they stop it.',
    'Not for a report now: use daily_sales_report and the others. To move one: change_subscription.',
  ].join(' '),
  phrases: [
    `=${who} {report} {days} <[at|@] {at}> ${more}`,
    `=${who} {report} at|@ {at} <{days}> ${more}`,
    `=${wants} {report} {days} <[at|@] {at}> ${more}`,
    `=${wants} {report} at {at} <{days}> ${more}`,
    `=[${who}] {report} {days=every evening} every|each evening|night <[at|@] {at}> ${more}`,
    `=[${who}] {report} {days=every morning} every|each morning <[at|@] {at}> ${more}`,
    `=${who} [the|my|our] {report=digest} {days} digest at|@ {at} ${more}`,
    `=${who} a {report=digest} {days} digest <[at|@] {at}> ${more}`,
    `={days} [at] {at} ${who} {report} ${more}`,
    `={report} {days} at {at} ${more}`,
  ],
  needs: 'reports:read',
  input,
  frozen: frozenWish,

  async propose(context, said) {
    if (!said.days && !said.at)
      throw new Refusal('Say when it should come, like this: every weekday at 7:30.')
    const wish = wishOf(said)
    checkWish(wish)
    const kind = kindOf(wish.type)
    if (!mayRead(context.actor, kind)) throw new Refusal(`Your account may not read ${kind.title}.`)
    return {
      proposed: true,
      input: asJson(wish),
      facts: asJson({ wish }),
      summary: ({ day }) =>
        [
          `${wishWords(wish)}.`,
          `The first one comes on ${day(firstDay(context, wish))}${where(wish)}.`,
        ].join('\n'),
    }
  },

  async run(context, wish) {
    const { sql, actor, now } = context
    const { needs } = kindOf(wish.type)
    const begun = await subscribe(sql, actor, { ...wish, needs, now })
    return {
      facts: asJson({ id: begun.id, wish }),
      say: ({ day }) =>
        `You get ${wishWords(begun)}, from ${day(begun.nextDay!)} on. To change it, say "move it to 8" or "stop it".`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { facts }) {
    const { id } = z.object({ id: z.string() }).parse(facts)
    const stopped = await stopSubscription(sql, actor, { id, now })
    return { facts: { id }, say: () => `Stopped: ${wishWords(stopped)}.` }
  },
})

type Said = z.output<typeof input>

function wishOf({
  report = 'daily_sales',
  days,
  at = usualAt(days),
  form,
  channel,
  only,
}: Said): Wish {
  const kind = kindOf(report)
  const usual = kind.span === 'month' ? 'monthly' : 'every day'
  const rhythm = { ...readDays(days ?? usual)!, at }
  const wish = {
    ...{ type: kind.type, params: {}, format: form ?? kind.formats[0]!, rhythm },
    ...{ onlyWhen: only ?? ('always' as const), channels: channel ? [channel] : [] },
  }
  // A summary of one day says what the daily report says; each product of a week is more.
  const params: Wish['params'] =
    kind.type === 'sales_summary' && unitOf(kind.span, rhythm) === 'day' ? { by: 'product' } : {}
  return { ...wish, params, covers: coversOf(wish) }
}

function usualAt(days: string | undefined): string {
  return /evening|night/i.test(days ?? '') ? usualEvening : usualTime
}

function where({ channels }: Wish): string {
  return channels.length === 0 ? ', to the chat in which you wrote last' : ''
}

function firstDay({ org, now }: ToolContext, { rhythm }: Wish) {
  return nextSlot(rhythm, { timezone: org.timezone, after: now }).day
}
