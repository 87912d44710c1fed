import { z } from 'zod'
import { listApprovalRules } from '#domain/approval-rules.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { approvalNames } from './set-approval-rule.ts'

export const approvalRulesTool = defineTool({
  name: 'approval_rules',
  description:
    'Shows what writes need here before they are done, beyond what the house asks for. To change it: set_approval_rule.',
  phrases: [
    '=approval rules',
    '=(show|list) [the|our|my] approval rules',
    '=which approval rules are there',
  ],
  needs: 'settings:write',
  input: z.object({}),

  async run({ sql }) {
    const rules = await listApprovalRules(sql)
    return {
      facts: { rules: asJson(rules) },
      say: ({ money }) =>
        rules.length === 0
          ? 'There are no rules of your own: everything needs the yes of whoever asks for it, or what the house asks for.'
          : rules
              .map(
                ({ tool, amountFrom, needs }) =>
                  `• ${tool.replaceAll('_', ' ')} from ${money(amountFrom)} on: ${approvalNames[needs]}`,
              )
              .join('\n'),
    }
  },
})
