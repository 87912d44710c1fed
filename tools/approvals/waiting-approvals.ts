import { z } from 'zod'
import { forSecond } from '#engine/approval/waiting.ts'
import { asJson, defineTool } from '#engine/tool.ts'

export const waitingApprovalsTool = defineTool({
  name: 'waiting_approvals',
  description:
    'Shows what others of the team proposed and what waits for the yes of a second person, with buttons. Not for customers.',
  phrases: [
    '=what|anything|is waits|waiting|anything for my|our yes|approval|answer',
    '=what is waiting for [my|our] yes|approval|approvals|answer',
    '=waiting|pending approvals',
    '=(show|list) [the] waiting|pending approvals',
    '=what do i have to approve',
  ],
  needs: 'sales:read',
  input: z.object({}),

  async run({ sql, actor, now }) {
    const waiting = await forSecond(sql, actor, now)
    const decisions = waiting.flatMap(({ id }, at) => {
      const number = waiting.length > 1 ? ` (${at + 1})` : ''
      return [
        { title: `Yes, do it${number}`, decides: { do: 'approve' as const, proposal: id } },
        { title: `No${number}`, decides: { do: 'refuse' as const, proposal: id } },
      ]
    })
    const list = waiting.map(
      ({ summary, proposer }, at) =>
        `**${at + 1}.** ${proposer ?? 'Somebody of the team'} asks:\n${summary}`,
    )
    return {
      facts: { waiting: asJson(waiting) },
      decisions,
      say: () =>
        list.length > 0 ? list.join('\n\n') : 'Nothing of others waits for your yes just now.',
    }
  },
})
