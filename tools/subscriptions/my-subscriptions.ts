import { z } from 'zod'
import { quietHoursOf } from '#domain/quiet-hours.ts'
import { listSubscriptions } from '#domain/subscriptions.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { nothingYet, plain } from './which-subscription.ts'
import { wishWords } from './wish-words.ts'

const buttonsMax = 10

export const mySubscriptionsTool = defineTool({
  name: 'my_subscriptions',
  description:
    'Lists the reports that come to the person by themselves, when and how, and their quiet hours.',
  phrases: [
    '=what do i get [sent|automatically|regularly]',
    '=what|which [reports] do|will i get [sent] [by themselves|automatically|regularly]',
    '=what|which am i subscribed to',
    '=(show|list) [me] [all] [my|our] (subscriptions|scheduled reports)',
    '=[my] subscriptions',
    '=what are my subscriptions',
    '=my scheduled reports',
  ],
  needs: 'reports:read',
  input: z.object({}),

  async run({ sql, actor }) {
    const all = await listSubscriptions(sql, actor)
    const quiet = await quietHoursOf(sql, actor.userId)
    return {
      facts: asJson({ subscriptions: all, quiet }),
      offers: all.slice(0, buttonsMax).map((subscription, at) => ({
        title: all.length > 1 ? `Stop ${at + 1}` : 'Stop it',
        description: plain(wishWords(subscription)),
        tool: 'stop_subscription',
        input: { subscription: subscription.id },
      })),
      say: ({ day }) => {
        const lines = all.map(
          (one, at) => `${at + 1}. ${wishWords(one)}. Next on ${day(one.nextDay!)}.`,
        )
        const hours = quiet ? [`Quiet hours: ${quiet.from} to ${quiet.to}.`] : []
        if (lines.length === 0) return [nothingYet, ...hours].join('\n')
        return ['You get:', ...lines, ...hours].join('\n')
      },
    }
  },
})
