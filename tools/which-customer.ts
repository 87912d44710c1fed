/** The customer who was named. */
import type { Sql } from '#db/sql.ts'
import { findCustomer } from '#domain/customers.ts'
import type { Json } from '#engine/tool.ts'
import { type Found, justSay, whichOne } from './ask-back.ts'

interface NamedCustomer {
  id: string
  name: string
}

/** One customer, or what to ask back. */
export async function whichCustomer(
  sql: Sql,
  said: string,
  { tool, again }: { tool: string; again: (customer: string) => Json },
): Promise<Found<NamedCustomer>> {
  const found = await findCustomer(sql, said)
  if (found.is === 'one') return { is: 'one', one: found.customer }
  if (found.is === 'none')
    return { is: 'ask', ask: justSay(`I find no customer called "${said}".`, { unknown: said }) }
  const choices = found.customers.map(({ name, code }) => ({
    title: name,
    description: code,
    input: again(code),
  }))
  return { is: 'ask', ask: whichOne(tool, said, choices) }
}
