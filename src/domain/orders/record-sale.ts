/** A sale at the counter: goods leave, money comes in, the books know, all at once. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { type Actor, allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { record } from '../audit.ts'
import type { SaleInput } from './order.ts'
import { selectHeads } from './order-rows.ts'
import { moveOut, postSale } from './post-sale.ts'
import { type Priced, priceLines } from './price-lines.ts'
import { checkPaid, isSome, type Paid, paidLines, writePayments } from './take-money.ts'
import { checkFacts, drawId, writeHead, writeLines } from './write-order.ts'

export interface Sale {
  org: Org
  lines: SaleInput[]
  customerId?: string
  soldAt: Date
  /** PAID when it is paid in full, else FULFILLED. */
  status?: 'PAID' | 'FULFILLED'
  /** In full when not said; none at all for a sale on credit. */
  payments?: Paid[] | 'full'
  /** How it is paid in full; cash when not said. */
  method?: string
  channel?: string
  note?: string
  deliveryAddress?: string
  now: Date
  externalId?: string
  source?: string
}

export interface RecordedSale {
  orderId: string
  number: string
  total: string
  tax: string
  paid: string
  owed: string
  /** False when the same external id had been recorded before. */
  isNew: boolean
}

const paymentsMax = 20

/** Any constant will do, beside the external id: the same sale twice at once must meet. */
const sameSaleLock = 7_455_443

/**
 * Records a sale with its lines, payments, stock movements and journal entry in this transaction. Decimal
 * strings, org currency; it counts on the business day of `soldAt` in the org's timezone.
 * Refused: what prices or stock refuse, more paid than it comes to, a rest that nobody owes, a locked day.
 * Whoever sells the same products waits from the moment that they are locked; whoever sells anything,
 * only from the sale's number on to the end. Locks are taken in the order products, journal, paper.
 */
export async function recordSale(sql: Sql, actor: Actor, sale: Sale): Promise<RecordedSale> {
  allow(actor, 'orders:write')
  const { lines, soldAt: orderedAt, now } = sale
  checkFacts({ ...sale, orderedAt, status: 'PAID' })
  const before = await recordedBefore(sql, sale)
  if (before) return before
  const [priced, orderId] = await together([
    priceLines(sql, lines),
    drawId(sql, sale.customerId),
    // Movements may point at the order before its row is there, until the transaction ends.
    sql`set constraints stock_movements_org_id_order_id_fkey deferred`,
  ])
  const { payments, paid, owed, isAll } = await settle(sql, priced, sale)
  const leaving = { order: { orderId, orderedAt }, lines: priced.lines, now }
  const { moved, costs } = await moveOut(sql, actor, leaving)

  const status = sale.status ?? (isAll ? 'PAID' : 'FULFILLED')
  const [, head] = await together([
    lockJournal(sql),
    writeHead(sql, actor, { ...sale, orderId, orderedAt, status }),
  ])
  if (!head) throw new Refusal('Somebody is recording the same sale just now.')
  const { number, customerId, businessDay: day } = head
  await together([
    writeLines(sql, orderId, priced.lines, costs),
    payments.length > 0 &&
      writePayments(sql, actor, { orderId, payments, paidAt: orderedAt, day, now }),
    postSale(sql, actor, {
      ...{ order: head, totals: priced, moved, now },
      more: paidLines(payments, customerId),
    }),
    record(sql, {
      at: now,
      action: 'sale.recorded',
      userId: actor.userId,
      subject: `order:${orderId}`,
      detail: { number, total: priced.total, paid, lines: lines.length },
    }),
  ])
  return { orderId, number, total: priced.total, tax: priced.tax, paid, owed, isNew: true }
}

/** A late sale has posted already what it changed about later ones: it holds the journal before the number. */
function lockJournal(sql: Sql) {
  return sql`
    select 1
    from journal_numbers
    where org_id = current_org()
    for update`.execute()
}

interface Settled {
  payments: Paid[]
  paid: string
  owed: string
  isAll: boolean
}

function settle(sql: Sql, priced: Priced, sale: Sale): Settled | Promise<Settled> {
  const { payments = 'full' } = sale
  if (payments === 'full') return inFull(priced, sale)
  return payments.length === 0 ? unpaid(priced, sale) : inParts(sql, payments, { priced, sale })
}

function inFull({ total }: Priced, { method = 'cash' }: Sale): Settled {
  const payments = isSome(total) ? [{ method, amount: total }] : []
  payments.forEach(checkPaid)
  return { payments, paid: total, owed: '0', isAll: true }
}

function unpaid({ total }: Priced, sale: Sale): Settled {
  return owing({ payments: [], paid: '0', owed: total, isAll: !isSome(total) }, sale)
}

async function inParts(
  sql: Sql,
  payments: Paid[],
  { priced: { total }, sale }: { priced: Priced; sale: Sale },
): Promise<Settled> {
  if (payments.length > paymentsMax)
    throw new Refusal(`A sale is paid in at most ${paymentsMax} parts.`)
  payments.forEach(checkPaid)
  const last = payments.at(-1)!
  const [sum] = await sql<{ paid: string; owed: string; isOver: boolean; lastInFull: string }[]>`
    select trim_scale(sum(amount))::text as paid,
      trim_scale(${total}::numeric - sum(amount))::text as owed,
      sum(amount) > ${total}::numeric as "isOver",
      trim_scale(${last.amount}::numeric + ${total}::numeric - sum(amount))::text as "lastInFull"
    from unnest(${payments.map(({ amount }) => amount)}::numeric[]) amount`
  const { paid, owed, isOver, lastInFull } = sum!
  const { money } = wordsFor(sale.org)
  // Taxes have four decimals and coins have two: what is all of it to the smallest coin is all of it.
  if (money(paid) === money(total)) {
    const inFull = [...payments.slice(0, -1), { ...last, amount: lastInFull }]
    return { payments: inFull, paid: total, owed: '0', isAll: true }
  }
  if (isOver)
    throw new Refusal(`The sale comes to ${money(total)}, and ${money(paid)} would be paid.`)
  return owing({ payments, paid, owed, isAll: false }, sale)
}

function owing(settled: Settled, { org, customerId, status }: Sale): Settled {
  if (settled.isAll) return settled
  if (status === 'PAID')
    throw new Refusal(`${wordsFor(org).money(settled.owed)} of it would not be paid yet.`)
  if (!customerId) throw new Refusal('Say which customer owes what is not paid yet.')
  return settled
}

async function recordedBefore(sql: Sql, { source = 'tillie', externalId }: Sale) {
  if (!externalId) return null
  const same = `${source} ${externalId}`
  const lock = sql`
    select pg_advisory_xact_lock(${sameSaleLock}, hashtext(current_org() || ${` ${same}`}))`
  const known = sql<RecordedSale[]>`
    select id as "orderId", number, total, tax, paid, owed, false as "isNew"
    from (${selectHeads(sql)}) known
    where id = (
      select id
      from orders
      where org_id = current_org() and source = ${source} and external_id = ${externalId})`
  const [, [found]] = await together([lock.execute(), known.execute()])
  return found ?? null
}
