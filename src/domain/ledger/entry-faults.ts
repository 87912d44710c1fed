/** What is wrong with an entry, in one sentence that names the line. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { currentOrg } from '../org.ts'
import type { EntryLine, NewEntry, Outcome } from './post-entry.ts'

const linesMax = 200
const memoLengthMax = 500
/** As much as numeric(18,4) holds. */
const amountForm = /^-?\d{1,14}(\.\d+)?$/
const idForm = /^\d{1,18}$/

/** Refused when an amount is none, or larger than the books can hold. */
export function checkAmounts(lines: readonly EntryLine[]): void {
  for (const [at, { debit, credit }] of lines.entries())
    for (const amount of [debit, credit])
      if (amount !== undefined && !amountForm.test(amount))
        throw new Refusal(`Line ${at + 1}: "${amount}" is not an amount such as 1500.50.`)
}

/** What people may not write that the house's own verbs do, or never get wrong. */
export async function checkByHand(sql: Sql, entry: NewEntry): Promise<void> {
  const { lines, memo, source } = entry
  if (!memo.trim()) throw new Refusal('Say in a few words what the entry is for.')
  if (memo.length > memoLengthMax)
    throw new Refusal(`What the entry is for is longer than ${memoLengthMax} characters.`)
  if (lines.length > linesMax) throw new Refusal(`An entry has at most ${linesMax} lines.`)
  for (const [at, line] of lines.entries()) checkLine(`Line ${at + 1}`, line)
  if (source === 'manual') {
    await refuseStock(sql, lines)
    await refuseTomorrow(sql, entry)
  }
  await requireKnown(sql, lines)
}

function checkLine(name: string, { account, debit, credit, customerId, productId }: EntryLine) {
  const [left, right] = [debit ?? '0', credit ?? '0']
  if (left.startsWith('-') || right.startsWith('-'))
    throw new Refusal(`${name}: an amount is never below zero; put it on the other side.`)
  if (/[1-9]/.test(left) && /[1-9]/.test(right))
    throw new Refusal(`${name}: give a debit or a credit, not both.`)
  const ids = [typeof account === 'object' && 'id' in account && account.id, customerId, productId]
  for (const id of ids)
    if (typeof id === 'string' && !idForm.test(id)) throw new Refusal(`${name}: "${id}" is no id.`)
}

/** Its value follows from movements: an entry would part the two for good. */
async function refuseStock(sql: Sql, lines: readonly EntryLine[]) {
  const [stock] = await sql<{ id: string; code: string; name: string }[]>`
    select id, code, name
    from accounts
    where org_id = current_org() and role = 'inventory'`
  const at = lines.findIndex(
    ({ account }) =>
      account === 'inventory' ||
      (stock && typeof account === 'object' && 'code' in account && account.code === stock.code) ||
      (stock && typeof account === 'object' && 'id' in account && account.id === stock.id),
  )
  if (at >= 0)
    throw new Refusal(
      `Line ${at + 1}: stock is received, counted or written off; its account follows by itself.`,
    )
}

export async function refuseTomorrow(sql: Sql, { date, now }: Pick<NewEntry, 'date' | 'now'>) {
  const [later] = await sql`
    select 1
    from orgs
    where org_id = current_org() and ${date}::date > (${now}::timestamptz at time zone timezone)::date`
  if (later) throw new Refusal('That day is still to come: date the entry today or earlier.')
}

async function requireKnown(sql: Sql, lines: readonly EntryLine[]) {
  const customers = lines.map(({ customerId }) => customerId ?? null)
  const products = lines.map(({ productId }) => productId ?? null)
  const [unknown] = await sql<{ line: number; what: string }[]>`
    select g.line::integer as line,
      case when c.id is null and g.customer is not null then 'customer' else 'product' end as what
    from unnest(${customers}::bigint[], ${products}::bigint[])
      with ordinality as g (customer, product, line)
    left join customers c on c.org_id = current_org() and c.id = g.customer
    left join products p on p.org_id = current_org() and p.id = g.product
    where (g.customer is not null and c.id is null) or (g.product is not null and p.id is null)
    order by g.line
    limit 1`
  if (unknown) throw new Refusal(`Line ${unknown.line}: there is no such ${unknown.what}.`)
}

/** Why nothing was written: the account first, then the balance, then the lock. */
export async function refusalOf(sql: Sql, entry: NewEntry, outcome: Outcome): Promise<Error> {
  if (outcome.missing > 0) return missingAccount(sql, entry.lines)
  const words = wordsFor(await currentOrg(sql))
  if (outcome.difference !== '0') {
    const isDebit = !outcome.difference.startsWith('-')
    const size = words.money(outcome.difference.replace('-', ''))
    const sides = isDebit ? 'debits are more than credits' : 'credits are more than debits'
    return new Refusal(`The entry does not balance: ${sides} by ${size}.`)
  }
  if (outcome.lockedThrough && entry.date <= outcome.lockedThrough) {
    const through = words.day(outcome.lockedThrough)
    return new Refusal(`The books are locked through ${through}: date the entry later.`)
  }
  return new Error('an entry without a fault was not kept')
}

async function missingAccount(sql: Sql, lines: readonly EntryLine[]): Promise<Error> {
  const accounts = await sql<{ id: string; code: string; role: string; isArchived: boolean }[]>`
    select id, code, role, archived_at is not null as "isArchived"
    from accounts
    where org_id = current_org()`
  for (const [at, { account }] of lines.entries()) {
    const found = accounts.find(({ id, code, role }) => {
      if (typeof account === 'string') return role === account
      return 'code' in account ? code === account.code : id === account.id
    })
    const said =
      typeof account === 'string' ? account : 'code' in account ? account.code : 'with that id'
    if (!found) return new Refusal(`Line ${at + 1}: there is no account ${said}.`)
    if (found.isArchived)
      return new Refusal(`Line ${at + 1}: account ${found.code} is archived; use another one.`)
  }
  return new Error('an account went missing while an entry was posted')
}
