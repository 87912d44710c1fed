/** The customer who was named. */
import type { Sql } from '#db/sql.ts'
import { findCustomer } from '#domain/customers.ts'
import type { Json } from '#engine/tool.ts'
import { type Found, justSay, whichOne } from './ask-back.ts'

interface NamedCustomer {
  id: string
  name: string
}

interface Asking {
  /** The tool that a tapped button calls. */
  tool: string
  /** Its input with the named customer in place. */
  again: (customer: string) => Json
  /** Whoever is not known yet is offered to be added. */
  mayAdd?: boolean
}

/** One customer, or what to ask back. */
export async function whichCustomer(
  sql: Sql,
  said: string,
  { tool, again, mayAdd }: Asking,
): Promise<Found<NamedCustomer>> {
  const found = await findCustomer(sql, said)
  if (found.is === 'one') return { is: 'one', one: found.customer }
  if (found.is === 'none') {
    const ask = justSay(`I find no customer called "${said}".`, { unknown: said })
    const title = 'Add as a new customer'
    const offers = [{ title, description: said, tool: 'add_customer', input: { name: said } }]
    return { is: 'ask', ask: mayAdd ? { ...ask, offers } : ask }
  }
  const choices = found.customers.map(({ name, code }) => ({
    title: name,
    description: code,
    input: again(code),
  }))
  return { is: 'ask', ask: whichOne(tool, said, choices) }
}
