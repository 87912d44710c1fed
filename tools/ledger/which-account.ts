/** The account that was named. */
import type { Sql } from '#db/sql.ts'
import type { Account } from '#domain/ledger/accounts.ts'
import { findAccount } from '#domain/ledger/find-account.ts'
import type { Json } from '#engine/tool.ts'
import { type Found, justSay, whichOne } from '../ask-back.ts'

/** One account by its code or its name, or what to ask back. */
export async function whichAccount(
  sql: Sql,
  said: string,
  { tool, again }: { tool: string; again: (account: string) => Json },
): Promise<Found<Account>> {
  const found = await findAccount(sql, said)
  if (found.is === 'one') return { is: 'one', one: found.account }
  if (found.is === 'none') {
    const sentence = `I find no account called "${said}". Say "list accounts" to see them all.`
    return { is: 'ask', ask: justSay(sentence, { unknown: said }) }
  }
  const choices = found.accounts.map(({ code, name }) => ({
    title: name,
    description: code,
    input: again(code),
  }))
  return { is: 'ask', ask: whichOne(tool, said, choices) }
}
