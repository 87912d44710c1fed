import { z } from 'zod'
import {
  type Approval,
  approvals,
  clearApprovalRule,
  listApprovalRules,
  setApprovalRule,
} from '#domain/approval-rules.ts'
import { asJson, defineTool, type Tool } from '#engine/tool.ts'
import { amount, choice, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'

const yours = ['own', 'own yes', 'my yes', 'only my yes', 'own confirmation', 'my confirmation']
const seconds = ['second person', 'a second person', 'another person', 'two people', 'second yes']
const factors = ['code', 'a code', 'second factor', 'a second factor', 'an authenticator code']

const input = z.object({
  tool: words().describe('The write that the rule is for, by its name, e.g. "record_sale"'),
  amount: amount().optional().describe('From which amount on; from the first when not said'),
  needs: choice({ own: yours, 'second-person': seconds, 'second-factor': factors }).describe(
    'own: the yes of whoever asks; second-person: that of another; second-factor: a code as well',
  ),
})

const frozen = z.object({ tool: z.string(), amountFrom: z.string(), needs: z.enum(approvals) })

const done = z.object({ before: z.enum(approvals).nullable() })

export const approvalNames: Record<Approval, string> = {
  own: 'the yes of whoever asks for it',
  'second-person': 'the yes of a second person',
  'second-factor': 'a code of the authenticator app',
}

/** `writes` are those that rules can be for. */
export function setApprovalRuleTool(writes: () => readonly Tool[]): Tool {
  return defineTool({
    name: 'set_approval_rule',
    description: [
      'Sets what a write needs before it is done, from an amount on.',
      'Rules can ask for more than the house does, never for less. To see them: approval_rules.',
    ].join(' '),
    phrases: [
      '={tool} above|over|from [an amount of] {amount} needs|need|requires|require {needs}',
      '={tool} always needs|need|requires|require {needs}',
      '=set approval|approvals (of|for) {tool} above|over|from {amount} to {needs}',
      '=set approval|approvals (of|for) {tool} to {needs}',
    ],
    needs: 'settings:write',
    input,
    frozen,

    async propose({ sql }, { tool: said, amount = '0', needs }) {
      const tool = writeCalled(said, writes())
      const before = await ruleFor(sql, tool.name, amount)
      return {
        proposed: true,
        summary: ({ money }) =>
          [
            `Rule for **${spoken(tool.name)}**${Number(amount) > 0 ? ` from ${money(amount)} on` : ''}:`,
            `${before ? approvalNames[before] : 'as the house has it'} → **${approvalNames[needs]}**`,
          ].join('\n'),
        input: { tool: tool.name, amountFrom: amount, needs },
      }
    },

    async run({ sql, actor, now }, { tool, amountFrom, needs }) {
      const before = await ruleFor(sql, tool, amountFrom)
      await setApprovalRule(sql, actor, { tool, amountFrom, needs, now })
      return {
        facts: { tool, amountFrom, needs, before },
        say: ({ money }) =>
          Number(amountFrom) > 0
            ? `From ${money(amountFrom)} on, ${spoken(tool)} needs ${approvalNames[needs]}.`
            : `From now on, ${spoken(tool)} needs ${approvalNames[needs]}.`,
      }
    },

    async undo({ sql, actor, now }, { input, facts }) {
      const { tool, amountFrom } = frozen.parse(input)
      const { before } = done.parse(facts)
      if (before) await setApprovalRule(sql, actor, { tool, amountFrom, needs: before, now })
      else await clearApprovalRule(sql, actor, { tool, amountFrom, now })
      return {
        facts: asJson({ tool, amountFrom, needs: before }),
        say: () => `The rule for ${spoken(tool)} is as it was before.`,
      }
    },
  })
}

type Sql = Parameters<typeof listApprovalRules>[0]

async function ruleFor(sql: Sql, tool: string, amountFrom: string): Promise<Approval | null> {
  const rules = await listApprovalRules(sql)
  const same = rules.find((r) => r.tool === tool && Number(r.amountFrom) === Number(amountFrom))
  return same?.needs ?? null
}

/** "record sale", "recording a sale", `record_sale`. */
function writeCalled(said: string, writes: readonly Tool[]): Tool {
  const key = keyOf(said)
  const found = writes.find(({ name }) => keyOf(name) === key)
  if (found) return found
  const names = writes.map(({ name }) => spoken(name)).join(', ')
  throw new Refusal(`I know no write called “${said}”. There are: ${names}.`)
}

const spoken = (name: string) => name.replaceAll('_', ' ')

function keyOf(name: string): string {
  const words = name.toLowerCase().match(/[a-z]+/g) ?? []
  return words
    .filter((word) => !['a', 'an', 'the', 'of'].includes(word))
    .map((word) => word.replace(/ing$/, '').replace(/e?s$|e$/, ''))
    .join(' ')
}
