/** A shop with a few things on its shelves, for stories of orders. */
import type { Db } from '#db/sql.ts'
import type { SaleInput } from '#domain/orders/order.ts'
import { type RecordedSale, recordSale, type Sale } from '#domain/orders/record-sale.ts'
import { at, now, openStockRoom, type StockRoom } from './stock-room.ts'

export interface OrderDesk extends StockRoom {
  /** 10 at 300, sold at 450 with 16 % tax. */
  mug: string
  /** 50 kg at 80, sold at 120.50 without tax. */
  rice: string
  /** Not counted; 200 each. */
  wrapping: string
  customer(name: string): Promise<string>
  /** On 19 November at noon in Nairobi, if not said otherwise. */
  sells(lines: SaleInput[], sale?: Partial<Sale>): Promise<RecordedSale>
  /** What each account of the house holds, those of nothing left out. */
  books(): Promise<Record<string, string>>
  /** Of the receivable account, by customer. */
  owedBy(customerId: string): Promise<string>
  /** Rows of everything that an order writes to. */
  rows(): Promise<Record<string, string>>
}

export async function openOrderDesk(db: Db): Promise<OrderDesk> {
  const room = await openStockRoom(db)
  const mug = await room.product('Mug', { price: '450', tax_rate: '0.16' })
  const rice = await room.product('Rice', { price: '120.50', unit: 'kg' })
  const wrapping = await room.product('Gift wrapping', { price: '200', is_stocked: false })
  await room.receives(mug, '10', '300')
  await room.receives(rice, '50', '80')
  return { ...room, mug, rice, wrapping, customer, sells, books, owedBy, rows }

  function customer(name: string) {
    return room.does(async (sql) => {
      const [added] = await sql<{ id: string }[]>`
        insert into customers (org_id, code, name, country, source, external_id)
        values (current_org(), ${name}, ${name}, 'Kenya', 'tillie', ${name})
        returning id`
      return added!.id
    })
  }

  function sells(lines: SaleInput[], sale: Partial<Sale> = {}) {
    const whole = { org: room.org, lines, soldAt: at('2026-11-19'), now, ...sale }
    return room.does((sql) => recordSale(sql, room.staff, whole))
  }

  function books() {
    return room.does(async (sql) => {
      const accounts = await sql<{ role: string; balance: string }[]>`
        select a.role, trim_scale(sum(l.debit - l.credit))::text as balance
        from journal_lines l
        join accounts a on a.org_id = l.org_id and a.id = l.account_id
        group by a.role
        having sum(l.debit - l.credit) <> 0
        order by a.role`
      return Object.fromEntries(accounts.map(({ role, balance }) => [role, balance]))
    })
  }

  function owedBy(customerId: string) {
    return room.does(async (sql) => {
      const [row] = await sql<[{ owed: string }]>`
        select trim_scale(coalesce(sum(l.debit - l.credit), 0))::text as owed
        from journal_lines l
        join accounts a on a.org_id = l.org_id and a.id = l.account_id
        where a.role = 'receivable' and l.customer_id = ${customerId}`
      return row.owed
    })
  }

  function rows() {
    return room.does(async (sql) => {
      const [row] = await sql<Record<string, string>[]>`
        select (select count(*) from orders) as orders, (select count(*) from order_lines) as lines,
          (select count(*) from returns) as returns, (select count(*) from return_lines) as back,
          (select count(*) from stock_movements) as movements,
          (select count(*) from payments) as payments, (select count(*) from refunds) as refunds,
          (select count(*) from journal_lines) as journal, (select count(*) from audit_log) as audit,
          (select count(*) from order_changes) as changes,
          (select sum(last) from paper_numbers) as papers,
          (select last from journal_numbers) as numbers`
      return { ...row! }
    })
  }
}
