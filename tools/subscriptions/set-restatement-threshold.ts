import { z } from 'zod'
import {
  restatementThreshold,
  setRestatementThreshold,
  type Threshold,
} from '#domain/restatements.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, percent } from '#kit/inputs.ts'
import type { Words } from '#kit/words.ts'
import { justSay } from '../ask-back.ts'

const input = z.object({
  share: percent().optional().describe('Of the figure that was told, e.g. "2 %"'),
  amount: amount().optional().describe('In money: changes from this on are told as well'),
})

const threshold = z.object({ ratio: z.string(), amount: z.string().nullable() })
const frozen = z.object({ threshold, before: threshold })

export const setRestatementThresholdTool = defineTool({
  name: 'set_restatement_threshold',
  description: [
    'Sets from which change on people are told that figures which they were told have changed,',
    'because something was entered late. 1 % when nothing was set.',
  ].join(' '),
  phrases: [
    '=tell (me|us) (of|about) [late] changes (of|from|above|over) {share} [on]',
    '=tell (me|us) (of|about) [late] changes (of|from|above|over) {amount} [on]',
    '=tell (me|us) (of|about) [late] changes (of|from|above|over) {share} or {amount} [on]',
    '=[set] [the] restatement threshold [to|is] {share}',
    '=[set] [the] restatement threshold [to|is] {amount}',
  ],
  needs: 'settings:write',
  input,
  frozen,

  async propose({ sql }, { share, amount: sum }) {
    const before = await restatementThreshold(sql)
    if (!share && !sum)
      return justSay('Say from how much on, like this: tell us of changes from 2 %.')
    const after: Threshold = { ratio: share ?? before.ratio, amount: sum ?? null }
    return {
      proposed: true,
      input: asJson({ threshold: after, before }),
      summary: (words) =>
        `Told figures that change later are corrected from: ${said(before, words)} → **${said(after, words)}**?`,
    }
  },

  async run({ sql, actor, now }, { threshold: after }) {
    await setRestatementThreshold(sql, actor, { threshold: after, now })
    return {
      facts: asJson(after),
      say: (words) =>
        `Whoever was told a figure hears of it when it changes by ${said(after, words)}.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { input: done }) {
    const { before } = frozen.parse(done)
    await setRestatementThreshold(sql, actor, { threshold: before, now })
    return { facts: asJson(before), say: (words) => `As before: ${said(before, words)}.` }
  },
})

function said({ ratio, amount: sum }: Threshold, { percent: share, money }: Words): string {
  return sum ? `${share(ratio)} or ${money(sum)}` : `${share(ratio)}`
}
