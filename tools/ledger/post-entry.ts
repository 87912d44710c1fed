import { z } from 'zod'
import { postEntry } from '#domain/ledger/post-entry.ts'
import { reverseEntry } from '#domain/ledger/reverse-entry.ts'
import { spokenDay } from '#domain/spoken-day.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, dayWords, words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import { justSay } from '../ask-back.ts'
import { whichAccount } from './which-account.ts'

const input = z.object({
  amount: amount().describe('How much'),
  debit: words().describe('The account that is debited, by name or code: what was paid for'),
  credit: words().optional().describe('The account that is credited; cash when not said'),
  memo: words().optional().describe('What it was for'),
  day: dayWords().optional().describe('The day it belongs to; today when not said'),
})

const frozen = z.object({
  date: z.iso.date(),
  memo: z.string(),
  amount: z.string(),
  debit: z.string(),
  credit: z.string(),
})

const ending = '<(memo|note|reference|:) {memo}> <[on|dated|for] {day}>'
const paidFrom = '<(from|by|in|with|via|out of|through|using) [the|our] {credit}>'

export const postEntryTool = defineTool({
  name: 'post_entry',
  description: [
    'Writes one entry into the ledger by hand: an expense that was paid, money that was banked, a correction.',
    'Not for sales, purchases of goods or payments of customers: those post themselves.',
  ].join(' '),
  phrases: [
    `=paid|pay|spent|spend {amount} [for|on|towards|as] {debit} ${paidFrom} ${ending}`,
    `=paid|pay {debit} [of] {amount} ${paidFrom} ${ending}`,
    `=debit {debit} [and] credit {credit} [with|by|for|:] {amount} ${ending}`,
    `=debit {debit} [with|by|for] {amount} [and] credit {credit} ${ending}`,
    `=(post|book|record|enter|transfer|move|moved) {amount} from {credit} to|into {debit} ${ending}`,
    `=(post|book|record|enter) [an|a] (expense|payment) of {amount} (for|on) {debit} ${paidFrom} ${ending}`,
    `=(post|book|record|enter|add) [an|a] expense [of] {amount} (for|on) {debit} ${paidFrom} ${ending}`,
    `=(post|book|record|enter) [an|a] {debit} expense of {amount} ${paidFrom} ${ending}`,
    `=(banked|deposited|deposit|bank) {amount} [in|into|to] [cash|the bank|bank|our account|the account] {debit=bank} {credit=cash} ${ending}`,
  ],
  needs: 'ledger:write',
  input,
  frozen,

  async propose({ sql, org, today }, said) {
    const debit = await whichAccount(sql, said.debit, {
      tool: 'post_entry',
      again: (debit) => asJson({ ...said, debit }),
    })
    if (debit.is === 'ask') return debit.ask
    const credit = await whichAccount(sql, said.credit ?? 'cash', {
      tool: 'post_entry',
      again: (credit) => asJson({ ...said, credit }),
    })
    if (credit.is === 'ask') return credit.ask
    if (debit.one.id === credit.one.id)
      return justSay(`Debit and credit are both ${debit.one.name}: name two accounts.`)
    const date = said.day ? spokenDay(said.day, { org, today }) : today
    const memo = said.memo ?? debit.one.name
    return {
      proposed: true,
      amount: said.amount,
      input: { date, memo, amount: said.amount, debit: debit.one.id, credit: credit.one.id },
      facts: asJson({ amount: said.amount, debit: debit.one.name, credit: credit.one.name, date }),
      summary: ({ money, day }) =>
        [
          `Post this entry on ${day(date)}, "${memo}"?`,
          `• Debit ${debit.one.code} ${debit.one.name}: **${money(said.amount)}**`,
          `• Credit ${credit.one.code} ${credit.one.name}: **${money(said.amount)}**`,
        ].join('\n'),
    }
  },

  async run({ sql, actor, now }, { date, memo, amount, debit, credit }) {
    const posted = await postEntry(sql, actor, {
      ...{ date, memo, source: 'manual', now },
      lines: [
        { account: { id: debit }, debit: amount },
        { account: { id: credit }, credit: amount },
      ],
    })
    if (!posted) throw new Refusal('An entry of nothing is not written.')
    const { entryId, number } = posted
    return {
      facts: { entryId, number, amount },
      say: ({ money }) => `Posted: entry ${number}, **${money(amount)}**.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { facts }) {
    const { entryId, number } = z.object({ entryId: z.string(), number: z.string() }).parse(facts)
    const posted = await reverseEntry(sql, actor, { entryId, now })
    return {
      facts: { number: posted.number },
      say: () => `Entry ${number} is reversed by entry ${posted.number}.`,
      mustNotRepeat: true,
    }
  },
})
