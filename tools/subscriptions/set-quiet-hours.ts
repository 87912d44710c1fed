import { z } from 'zod'
import { type QuietHours, quietHoursOf, setQuietHours } from '#domain/quiet-hours.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { choice, timeOfDay } from '#kit/inputs.ts'
import { justSay } from '../ask-back.ts'

const input = z.object({
  from: timeOfDay().optional().describe('When the quiet begins, e.g. "22:00"'),
  to: timeOfDay().optional().describe('When it ends, e.g. "07:00"'),
  off: choice({ yes: ['yes'] })
    .optional()
    .describe('yes: no quiet hours any more'),
})

const hours = z.object({ from: z.string(), to: z.string() })
const frozen = z.object({ quiet: hours.nullable(), before: hours.nullable() })

export const setQuietHoursTool = defineTool({
  name: 'set_quiet_hours',
  description:
    'Sets the hours in which reports and news that come by themselves wait for the person: "nothing between 22 and 7".',
  phrases: [
    '=(nothing|no messages|no reports|silence|quiet) (between|from) {from} (and|to|till|until) {to}',
    '=(do not|dont|never|please do not) (disturb|wake|message|write to) me (between|from) {from} (and|to|till|until) {to}',
    "=don't (disturb|wake|message|write to) me (between|from) {from} (and|to|till|until) {to}",
    '=(be quiet|leave me alone) (between|from) {from} (and|to|till|until) {to}',
    '=[set] [my] quiet hours [are|from|between|to] {from} (and|to|till|until|-) {to}',
    '=(no|end|remove|stop|cancel) [my|the] {off=yes} quiet hours [any more]',
  ],
  needs: 'reports:read',
  input,
  frozen,

  async propose({ sql, actor }, { from, to, off }) {
    const before = await quietHoursOf(sql, actor.userId)
    if (off !== 'yes' && (!from || !to))
      return justSay('Say from when to when, like this: nothing between 22 and 7.')
    const quiet = off === 'yes' ? null : { from: from!, to: to! }
    if (said(quiet) === said(before)) return justSay(`You have ${said(before)} already.`)
    if (quiet && quiet.from === quiet.to)
      return justSay('They need a beginning and an end: nothing between 22 and 7.')
    return {
      proposed: true,
      input: asJson({ quiet, before }),
      summary: () =>
        `Quiet hours: ${said(before)} → **${said(quiet)}**. What is due then waits for their end.`,
    }
  },

  async run({ sql, actor, now }, { quiet }) {
    await setQuietHours(sql, actor, { quiet, now })
    return {
      facts: asJson({ quiet }),
      say: () =>
        quiet
          ? `Nothing comes by itself between ${quiet.from} and ${quiet.to}; it waits until ${quiet.to}. What you ask, I answer at any hour.`
          : 'You have no quiet hours any more.',
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { input: done }) {
    const { before } = frozen.parse(done)
    await setQuietHours(sql, actor, { quiet: before, now })
    return { facts: asJson({ quiet: before }), say: () => `As before: ${said(before)}.` }
  },
})

function said(quiet: QuietHours | null): string {
  return quiet ? `${quiet.from} to ${quiet.to}` : 'no quiet hours'
}
