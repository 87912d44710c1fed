import { z } from 'zod'
import { listApprovalRules } from '#domain/approval-rules.ts'
import { listAutomationRules } from '#domain/automation-rules.ts'
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
    const unattended = (await listAutomationRules(sql)).filter(({ autoApprove }) => autoApprove)
    return {
      facts: { rules: asJson(rules), unattended: asJson(unattended) },
      say: ({ money }) => {
        const lines = [
          ...rules.map(
            ({ tool, amountFrom, needs }) =>
              `• ${spoken(tool)}${Number(amountFrom) > 0 ? ` from ${money(amountFrom)} on` : ''}: ${approvalNames[needs]}`,
          ),
          ...unattended.map(({ tool, amountMax }) => {
            const upTo = amountMax === null ? '' : ` up to ${money(amountMax)}`
            return `• ${spoken(tool)}${upTo}: unattended, where the reckoning is sure enough`
          }),
        ]
        return lines.join('\n') || noRules
      },
    }
  },
})

const noRules =
  'There are no rules of your own: everything needs the yes of whoever asks for it, or what the house asks for.'

const spoken = (name: string) => name.replaceAll('_', ' ')
