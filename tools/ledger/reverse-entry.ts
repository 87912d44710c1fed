import { z } from 'zod'
import { entryNumbered } from '#domain/ledger/entries.ts'
import { reverseEntry } from '#domain/ledger/reverse-entry.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { paperNumber, words } from '#kit/inputs.ts'
import { justSay } from '../ask-back.ts'

const input = z.object({
  entry: paperNumber().describe('The number of the entry'),
  memo: words().optional().describe('Why, as the person said it'),
})
const frozen = z.object({ entryId: z.string(), memo: z.string().optional() })
const numberLengthMax = 15

export const reverseEntryTool = defineTool({
  name: 'reverse_entry',
  description:
    'Undoes an entry that was written by hand, with another one the other way. Not for a sale or a purchase: cancel or return that.',
  phrases: [
    '=(reverse|undo|cancel|void|correct|delete) [the] [journal|ledger] entry {entry} <(because|because of|due to|reason|memo|as) {memo}>',
    '=reversal of|for entry {entry}',
  ],
  needs: 'ledger:write',
  input,
  frozen,

  async propose({ sql }, { entry: said, memo }) {
    const number = said.replace(/\D/g, '').slice(0, numberLengthMax)
    const entry = number ? await entryNumbered(sql, number) : null
    if (!entry) return justSay(`I find no entry ${said}.`, { unknown: said })
    if (entry.reversedBy) return justSay(`Entry ${entry.number} is reversed already.`)
    return {
      proposed: true,
      amount: entry.total,
      input: asJson({ entryId: entry.id, memo }),
      facts: asJson({ number: entry.number, memo: entry.memo, total: entry.total }),
      summary: ({ money, day }) =>
        [
          `Reverse entry ${entry.number} of ${day(entry.date)}, "${entry.memo}"?`,
          ...entry.lines.map(({ accountCode, accountName, debit, credit }) =>
            /[1-9]/.test(debit)
              ? `• Debit ${accountCode} ${accountName} ${money(debit)} → credit`
              : `• Credit ${accountCode} ${accountName} ${money(credit)} → debit`,
          ),
        ].join('\n'),
    }
  },

  async run({ sql, actor, now }, asked) {
    const { number } = await reverseEntry(sql, actor, { ...asked, now })
    return {
      facts: { number },
      say: () => `Reversed, by entry ${number}.`,
      mustNotRepeat: true,
    }
  },
})
