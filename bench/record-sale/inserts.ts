/** The rows of a sale, written by somebody who knows all of them beforehand: no look, no lock, no number. */
import type { Db, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import type { Counter, CounterLine } from './counter.ts'

/** Two waits and the commit: for the ids of order and entry, and for everything else. */
export function insertSale(db: Db, counter: Counter, sale: number): Promise<unknown> {
  const at = counter.at(sale)
  const day = at.toISOString().slice(0, 10)
  const lines = counter.lines(sale)
  return db.asOrg(counter.org.id, async (sql) => {
    const [[order], [entry]] = await together([
      sql<{ id: string }[]>`
        insert into orders (org_id, number, status, ordered_at, business_day, hour, recorded_by,
          source, external_id, created_at)
        values (current_org(), ${`S-${sale}`}, 'PAID', ${at}, ${day}, 9, ${counter.actor.userId},
          'tillie', ${String(sale)}, ${at})
        returning id`,
      sql<{ id: string }[]>`
        insert into journal_entries (org_id, number, entry_date, memo, source, posted_by, posted_at)
        values (current_org(), ${1_000_000 + sale}, ${day}, ${`Sale S-${sale}`}, 'sale',
          ${counter.actor.userId}, ${at})
        returning id`,
    ])
    await together([
      ...rowsOf(sql, { orderId: order!.id, lines, at, day, sale, counter }),
      insertJournal(sql, { entryId: entry!.id, lines, accounts: counter.accounts }),
    ])
  })
}

interface Rows {
  orderId: string
  lines: CounterLine[]
  at: Date
  day: string
  sale: number
  counter: Counter
}

function rowsOf(sql: Sql, { orderId, lines, at, day, sale, counter }: Rows) {
  const numbered = lines.map((line, nth) => ({ ...line, position: nth + 1 }))
  const given = sql`jsonb_to_recordset(${sql.json(numbered as never)}) as l (position integer,
    "productId" bigint, quantity numeric, "unitPrice" numeric, tax numeric, "unitCost" numeric)`
  return [
    sql`
      insert into order_lines (org_id, order_id, position, product_id, quantity, unit_price, tax,
        unit_cost)
      select current_org(), ${orderId}, position, "productId", quantity, "unitPrice", tax, "unitCost"
      from ${given}`,
    sql`
      insert into payments (org_id, order_id, amount, method, status, paid_at, business_day,
        source, external_id)
      values (current_org(), ${orderId}, 1566, 'cash', 'SUCCEEDED', ${at}, ${day}, 'tillie',
        ${String(sale)})`,
    sql`
      insert into stock_movements (org_id, product_id, location_id, kind, quantity, moved_at,
        business_day, order_id, position, source, external_id, created_at, quantity_after,
        value_after, average_after, value_change)
      select current_org(), "productId", ${counter.locationId}, 'sale', -quantity, ${at}, ${day},
        ${orderId}, position, 'tillie', ${String(sale)} || ' ' || position, ${at}, 1000, 300000, 300,
        -quantity * 300
      from ${given}`,
    sql`
      insert into audit_log (org_id, at, user_id, action, subject)
      values (current_org(), ${at}, ${counter.actor.userId}, 'sale.recorded', ${`order:${orderId}`})`,
  ]
}

function insertJournal(
  sql: Sql,
  {
    entryId,
    lines,
    accounts,
  }: { entryId: string; lines: CounterLine[]; accounts: Record<string, string> },
) {
  const rows = [
    { account: accounts.receivable, debit: 1566, credit: 0 },
    { account: accounts.sales, debit: 0, credit: 1350 },
    { account: accounts.sales_tax, debit: 0, credit: 216 },
    ...lines.flatMap(({ productId, quantity }) => [
      { account: accounts.cogs, debit: Number(quantity) * 300, credit: 0, product: productId },
      { account: accounts.inventory, debit: 0, credit: Number(quantity) * 300, product: productId },
    ]),
    { account: accounts.cash, debit: 1566, credit: 0 },
    { account: accounts.receivable, debit: 0, credit: 1566 },
  ].map((row, nth) => ({ ...row, position: nth + 1 }))
  return sql`
    insert into journal_lines (org_id, entry_id, position, account_id, debit, credit, product_id)
    select current_org(), ${entryId}, position, account, debit, credit, product
    from jsonb_to_recordset(${sql.json(rows as never)}) as l (position integer, account bigint,
      debit numeric, credit numeric, product bigint)`
}
