import { z } from 'zod'
import { lockedThrough, lockPeriod } from '#domain/ledger/period-lock.ts'
import { resolvePeriod } from '#domain/period.ts'
import { asJson, defineTool, type ToolResult } from '#engine/tool.ts'
import type { Day } from '#kit/day.ts'
import { choice, dayWords, words } from '#kit/inputs.ts'
import { justSay } from '../ask-back.ts'

const input = z.object({
  period: dayWords().optional().describe('The days to lock, in words: all up to their last one'),
  open: choice({ yes: ['yes'], no: ['no'] })
    .optional()
    .describe('yes: unlock everything again'),
  reason: words().optional(),
})
const frozen = z.object({ through: z.iso.date().nullable(), reason: z.string() })

export const lockPeriodTool = defineTool({
  name: 'lock_period',
  description: 'Locks the books up to a day, so that nothing is posted there any more, or unlocks.',
  phrases: [
    '=(lock|close|freeze|seal) [the|our] [books|period|accounts|ledger|month|quarter|year] [of|for|through|up to|until|till|to|at] [the end of|end of] {period} <(because|reason|as) {reason}>',
    '=(unlock|reopen|open) [the|our] (books|period|accounts|ledger) [again] {open=yes} <(because|reason|as) {reason}>',
  ],
  needs: 'ledger:write',
  input,
  frozen,

  async propose({ sql, org, today }, { period, open, reason }) {
    if (open === 'yes' && !reason)
      return justSay('Say why, like this: unlock the books because the rent of March was missing.')
    const before = await lockedThrough(sql)
    const days = resolvePeriod(period ?? 'last month', {
      ...{ org, today, spokenOf: null, recorded: null },
    })
    const through = open === 'yes' ? null : days.to
    if (through && before && through <= before) return lockedAlready(before)
    return {
      proposed: true,
      input: { through, reason: reason ?? 'asked for in chat' },
      facts: asJson({ before, through }),
      summary: ({ day }) => {
        const was = before ? `locked through ${day(before)}` : 'open'
        return `The books are ${was} → **${through ? `locked through ${day(through)}` : 'open'}**?`
      },
    }
  },

  async run({ sql, actor, now }, { through, reason }) {
    await lockPeriod(sql, actor, { through, reason, now })
    return {
      facts: { through },
      say: ({ day }) =>
        through ? `The books are locked through **${day(through)}**.` : 'The books are open again.',
      mustNotRepeat: true,
    }
  },
})

/** Whoever says "lock" does not mean to open the days after. */
function lockedAlready(before: Day): ToolResult {
  return {
    facts: { before },
    say: ({ day }) =>
      `The books are locked through ${day(before)} already. To open days again, say: unlock the books because … .`,
  }
}
