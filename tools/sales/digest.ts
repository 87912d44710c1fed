import { allow } from '#domain/identity.ts'
import { defineTool } from '#engine/tool.ts'
import { momentOf } from '#kit/business-day.ts'
import { addDays } from '#kit/calendar.ts'
import { choice } from '#kit/inputs.ts'
import { kindOf } from '#reports/kinds.ts'
import { eveningFromHour } from '#reports/subscribed.ts'
import { periodReport, reportEnding, reportInput } from '../ledger/ledger-report.ts'

const input = reportInput.extend({
  of: choice({ day: ['daily'], week: ['weekly'], month: ['monthly'] })
    .optional()
    .describe('How long, where no days were said: of the day, week or month before'),
})

const asking = '[show|show me|give me|send|send me|what is|get|make|run] [the|our|my]'
const before = { day: 'yesterday', week: 'last week', month: 'last month' } as const

export const digestTool = defineTool({
  name: 'digest',
  description: [
    'The digest of a day, a week or a month on one page: sales beside the usual, what moved, money,',
    'debts, what runs low and what waits. Of yesterday, or of today in the evening, when no days were',
    'said. Not for one figure: use ask_sales. To have it sent by itself: subscribe_report.',
  ].join(' '),
  phrases: [
    `=${asking} [a] digest ${reportEnding}`,
    `=${asking} {of} digest <(as|in|as a|to) {form}>`,
    `=${asking} {period} digest <(as|in|as a|to) {form}>`,
    '=what is in my|our|the digest',
  ],
  needs: 'reports:read',
  input,

  run(context, { of, period, form }) {
    for (const scope of kindOf('digest').alsoNeeds ?? []) allow(context.actor, scope)
    const { org, now } = context
    const { day: today, hour } = momentOf(now, org.timezone)
    const usual = hour >= eveningFromHour ? today : addDays(today, -1)
    return periodReport(context, { period: period ?? (of ? before[of] : usual), form }, 'digest')
  },
})
