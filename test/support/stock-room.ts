/**
 * A shop's stock room for stories: a business of its own in the file's database, products by name.
 */
import type { Db, Sql } from '#db/sql.ts'
import { type Actor, houseScopes } from '#domain/identity.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { type Stock, stockOf } from '#domain/stock/stock-of.ts'

export interface StockRoom {
  org: Org
  owner: Actor
  staff: Actor
  /** One transaction of the business. */
  does<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** The id of a new product. */
  product(name: string, columns?: Record<string, string | number | boolean>): Promise<string>
  receives(productId: string, quantity: string, unitCost: string, at?: string): Promise<string>
  stock(productId: string): Promise<Stock>
  /** Of the inventory account: Σ debits − Σ credits. */
  account(role: string): Promise<string>
  allowBelowZero(): Promise<void>
}

let rooms = 0
export const now = new Date('2026-11-20T09:00:00Z')
export const at = (moment: string) =>
  new Date(moment.includes('T') ? moment : `${moment}T09:00:00Z`)

export async function openStockRoom(db: Db): Promise<StockRoom> {
  rooms += 1
  const place = { currency: 'KES', timezone: 'Africa/Nairobi' }
  const org = await createOrg(db, { name: `Stock room ${rooms}`, ...place })
  const does: StockRoom['does'] = (work) => db.asOrg(org.id, work)
  const hire = async (role: 'owner' | 'staff'): Promise<Actor> => {
    const { userId } = await does((sql) => addPerson(sql, { name: role, roles: [role], now }))
    return { orgId: org.id, userId, name: role, roles: [role], may: new Set(houseScopes[role]) }
  }
  const [owner, staff] = [await hire('owner'), await hire('staff')]
  let products = 0

  return { org, owner, staff, does, product, receives, stock, account, allowBelowZero }

  function product(name: string, columns: Record<string, string | number | boolean> = {}) {
    products += 1
    const given = { sku: `P-${products}`, source: 'tillie', external_id: String(products) }
    const row = { org_id: org.id, name, ...given, ...columns }
    return does(async (sql) => {
      const [added] = await sql<{ id: string }[]>`
        insert into products ${sql(row)}
        returning id`
      return added!.id
    })
  }

  async function receives(
    productId: string,
    quantity: string,
    unitCost: string,
    when = '2026-11-10',
  ) {
    const lines = [{ productId, quantity, unitCost }]
    const receipt = { lines, paidFrom: 'credit', receivedAt: at(when), now } as const
    const { moved } = await does((sql) => receiveStock(sql, owner, receipt))
    return moved[0]!.movementId
  }

  async function stock(productId: string) {
    return (await does((sql) => stockOf(sql, [productId])))[0]!
  }

  function account(role: string) {
    return does(async (sql) => {
      const [row] = await sql<[{ balance: string }]>`
        select trim_scale(coalesce(sum(l.debit - l.credit), 0))::text as balance
        from journal_lines l
        join accounts a on a.org_id = l.org_id and a.id = l.account_id
        where l.org_id = current_org() and a.role = ${role}`
      return row.balance
    })
  }

  async function allowBelowZero() {
    await does((sql) => sql`update orgs set settings = settings || '{"sellBelowZero": true}'`)
  }
}
