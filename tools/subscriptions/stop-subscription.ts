import { z } from 'zod'
import {
  changeSubscription,
  findSubscription,
  listSubscriptions,
  resumeSubscription,
  type Subscription,
  stopSubscription,
} from '#domain/subscriptions.ts'
import { asJson, defineTool, type ToolContext } from '#engine/tool.ts'
import { choice, rhythmWords } from '#kit/inputs.ts'
import { type Days, readDays } from '#kit/spoken-rhythm.ts'
import { kindOf } from '#reports/kinds.ts'
import { justSay } from '../ask-back.ts'
import { reportName, subscriptionId } from './names.ts'
import { isSame, listOf, nothingYet, whichSubscription } from './which-subscription.ts'
import { wishWords } from './wish-words.ts'

const input = z.object({
  report: reportName().optional().describe('Which report, where one was named'),
  on: rhythmWords().optional().describe('"Monday" for "the Monday one"'),
  all: choice({ yes: ['all', 'everything'] }).optional(),
  subscription: subscriptionId().optional().describe('Its id, from my_subscriptions'),
})

/** `leaves`: the days that stay. */
const frozen = z.object({ ids: z.array(z.string()), leaves: z.array(z.int()).nullable() })

export const stopSubscriptionTool = defineTool({
  name: 'stop_subscription',
  description:
    'Stops a report that comes by itself, or one of its days ("stop the Monday one"). To move it: change_subscription.',
  phrases: [
    '=(stop|end) (it|that|this)',
    '=(stop|end|cancel|drop) [the|my] {on} one|ones',
    '=(stop|end|cancel) (sending|giving) me {report} [on|every] <{on}>',
    '=(stop|end|cancel) (sending|giving) (it|that|them) [to me] <{on}>',
    '=(stop|end|drop) {report} [on|every] <{on}>',
    '=unsubscribe [me] [from] {report}',
    '=unsubscribe [me]',
    '=no more {report}',
    '=(stop|end|cancel) {all=yes} all|everything [of] [my|the] [subscriptions|reports]',
    '=(stop|end|cancel) [my] subscription|subscriptions',
  ],
  needs: 'reports:read',
  input,
  frozen,

  async propose(context, { report, on, all, subscription }) {
    if (all === 'yes') return stopAll(context)
    const said = { report, on, subscription }
    const found = await whichSubscription(context, {
      ...{ tool: 'stop_subscription', said },
      input: { ...(on && { on }) },
    })
    if (found.is === 'ask') return found.ask
    const days = on ? readDays(on)! : null
    const leaves = days && daysLeft(found.one, days)
    return {
      proposed: true,
      input: { ids: [found.one.id], leaves },
      summary: () =>
        leaves
          ? `${wishWords(found.one)}\n→ ${wishWords(without(found.one, leaves))}?`
          : `Stop this: ${wishWords(found.one)}?`,
    }
  },

  async run({ sql, actor, now }, { ids, leaves }) {
    const done: Subscription[] = []
    for (const id of ids) {
      const one = (await findSubscription(sql, actor, id))!
      const needs = one && kindOf(one.type).needs
      done.push(
        leaves
          ? await changeSubscription(sql, actor, {
              id,
              needs,
              rhythm: { ...one.rhythm, days: leaves },
              now,
            })
          : await stopSubscription(sql, actor, { id, now }),
      )
    }
    return {
      facts: asJson({ ids }),
      say: () => `${leaves ? 'You get now:' : 'Stopped:'}\n${listOf(done)}`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { input: done }) {
    const { ids, leaves } = frozen.parse(done)
    if (leaves) return justSay('Say on which days it should come: "make it every weekday".')
    const back: Subscription[] = []
    for (const id of ids) {
      const one = (await findSubscription(sql, actor, id))!
      back.push(await resumeSubscription(sql, actor, { id, needs: kindOf(one.type).needs, now }))
    }
    return { facts: { ids }, say: () => `You get again:\n${listOf(back)}` }
  },
})

async function stopAll({ sql, actor }: ToolContext) {
  const all = await listSubscriptions(sql, actor)
  if (all.length === 0) return justSay(nothingYet)
  return {
    proposed: true as const,
    input: { ids: all.map(({ id }) => id), leaves: null },
    summary: () => `Stop all of these?\n${listOf(all)}`,
  }
}

/** "The Monday one" of something that comes every weekday: the other days stay. */
function daysLeft({ rhythm }: Subscription, days: Days): number[] | null {
  if (isSame(rhythm, days) || rhythm.of !== days.of) return null
  const left = rhythm.days.filter((day) => !days.days.includes(day))
  return left.length > 0 && left.length < rhythm.days.length ? left : null
}

function without(subscription: Subscription, days: number[]): Subscription {
  return { ...subscription, rhythm: { ...subscription.rhythm, days } }
}
