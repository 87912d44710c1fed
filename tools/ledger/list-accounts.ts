import { z } from 'zod'
import { listAccounts } from '#domain/ledger/accounts.ts'
import { asJson, defineTool } from '#engine/tool.ts'

const types = {
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  revenue: 'Revenue',
  expense: 'Expenses',
} as const

export const listAccountsTool = defineTool({
  name: 'list_accounts',
  description: 'The chart of accounts: codes and names. Not for balances: use trial_balance.',
  phrases: [
    '=[show|show me|list|give me|what is|what are|which are] [the|our|my|all|all the|all our] (chart of accounts|accounts|ledger accounts|account codes)',
    '=(which|what) accounts (do we have|are there|have we got)',
  ],
  needs: 'ledger:read',
  input: z.object({}),

  async run({ sql }) {
    const accounts = await listAccounts(sql)
    const named = accounts.map(({ code, name, type }) => ({ code, name, type }))
    return {
      facts: asJson({ accounts: named }),
      say: () =>
        named.length === 0
          ? 'There are no accounts yet: the books begin with the first sale or purchase.'
          : Object.entries(types)
              .flatMap(([type, title]) => {
                const own = named.filter((account) => account.type === type)
                return own.length > 0
                  ? [`**${title}**`, ...own.map(({ code, name }) => `• ${code} ${name}`)]
                  : []
              })
              .join('\n'),
    }
  },
})
