import { z } from 'zod'
import { debts } from '#domain/debts.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { words } from '#kit/inputs.ts'
import { whichCustomer } from '../which-customer.ts'

const input = z.object({ customer: words().optional().describe('One customer; all when not said') })

const listedMax = 15

export const whoOwesTool = defineTool({
  name: 'who_owes',
  description:
    'Which customers owe the business money, and how much, from the books. Not for what the business owes: use balance_sheet.',
  phrases: [
    '=who (owes|still owes|owes us|still owes us|is owing|has not paid|has debts) [us] [money|anything]',
    '=[show|show me|list] [the|our|all] (debtors|debts|unpaid orders|unpaid invoices|open invoices|outstanding invoices|customer balances|receivables|outstanding payments)',
    '=which customers (owe us|owe money|owe us money|have not paid|still owe us)',
    '=(how much does|what does|does) {customer} (owe|still owe|owe us|still owe us) [us] [anything|money|now]',
    '=(balance of|balance for|debt of|what is the balance of) {customer}',
  ],
  needs: 'ledger:read',
  input,

  async run({ sql }, { customer: said }) {
    const one = said
      ? await whichCustomer(sql, said, {
          tool: 'who_owes',
          again: (customer) => ({ customer }),
        })
      : null
    if (one?.is === 'ask') return one.ask
    const owing = await debts(sql, { limit: listedMax, customerId: one?.one.id })
    const nobody = one ? `${one.one.name} owes nothing.` : 'Nobody owes anything.'
    return {
      facts: asJson({ debts: owing.map(({ name, owed }) => ({ customer: name, owed })) }),
      say: ({ money }) =>
        owing
          .map(({ name, owed }) =>
            name
              ? `• **${name}** owes ${money(owed)}.`
              : `• Sales that name no customer: ${money(owed)}.`,
          )
          .join('\n') || nobody,
    }
  },
})
