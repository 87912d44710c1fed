/** A shop with stock enough for the bench, and the sales that it makes: two lines, paid in cash. */
import type { Db } from '#db/sql.ts'
import { type Actor, houseScopes } from '#domain/identity.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'

export interface CounterLine {
  productId: string
  quantity: string
  unitPrice: string
  tax: string
  unitCost: string
}

export interface Counter {
  org: Org
  actor: Actor
  locationId: string
  /** Account ids by role. */
  accounts: Record<string, string>
  /** Of the nth sale; two products, the one with the lower id first or last. */
  lines(sale: number): CounterLine[]
  /** Each sale a second after the one before. */
  at(sale: number): Date
}

const products = 1_000
const receivedPerLine = 100
const opened = new Date('2026-11-01T06:00:00Z')

export async function openCounter(db: Db, name: string): Promise<Counter> {
  const org = await createOrg(db, { name, currency: 'KES', timezone: 'Africa/Nairobi' })
  const { userId } = await db.asOrg(org.id, (sql) =>
    addPerson(sql, { name: 'Till', roles: ['owner'], now: opened }),
  )
  const may = new Set(houseScopes.owner)
  const actor: Actor = { orgId: org.id, userId, name: 'Till', roles: ['owner'], may }
  const ids = await db.asOrg(org.id, async (sql) => {
    const added = await sql<{ id: string }[]>`
      insert into products (org_id, sku, name, price, tax_rate, source, external_id)
      select current_org(), 'P' || n, 'Product ' || n, 450, 0.16, 'tillie', n::text
      from generate_series(1, ${products}::integer) n
      returning id`
    return added.map(({ id }) => id)
  })
  await stockUp(db, { org, actor, ids })
  const [locationId, accounts] = await db.asOrg(org.id, async (sql) => {
    const [place] = await sql<{ id: string }[]>`select id from locations where is_default`
    const chart = await sql<{ role: string; id: string }[]>`
      select role, id from accounts where role is not null`
    return [place!.id, Object.fromEntries(chart.map(({ role, id }) => [role, id]))] as const
  })
  await db.asOwner((sql) => sql`analyze`)
  return { org, actor, locationId, accounts, lines, at }

  function lines(sale: number): CounterLine[] {
    const pair = [(sale * 7) % products, (sale * 13 + 1) % products]
    return [...new Set(pair)].map((at, nth) => ({
      productId: ids[at]!,
      quantity: nth === 0 ? '2' : '1',
      unitPrice: '450',
      tax: nth === 0 ? '144' : '72',
      unitCost: '300',
    }))
  }

  function at(sale: number): Date {
    return new Date(opened.getTime() + 86_400_000 + sale * 1_000)
  }
}

async function stockUp(
  db: Db,
  { org, actor, ids }: { org: Org; actor: Actor; ids: string[] },
): Promise<void> {
  for (let from = 0; from < ids.length; from += receivedPerLine) {
    const lines = ids
      .slice(from, from + receivedPerLine)
      .map((productId) => ({ productId, quantity: '1000000', unitCost: '300' }))
    const receipt = { lines, paidFrom: 'opening', receivedAt: opened, now: opened } as const
    await db.asOrg(org.id, (sql) => receiveStock(sql, actor, receipt))
  }
}
