/** A small kitchen shop with a few weeks of trade, asked in words as in a terminal: real loop, tools and SQL. */
import { openOrchestrator } from '#agents/orchestrator.ts'
import { converse } from '#chat/converse.ts'
import { addCustomer } from '#domain/customers.ts'
import { type Actor, type Role, roles } from '#domain/identity.ts'
import { postEntry } from '#domain/ledger/post-entry.ts'
import { recordSale } from '#domain/orders/record-sale.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { freshen } from '#domain/report-views.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { renderReport } from '#reports/render/render.ts'
import { openTestDb, quiet } from '#test/support/database.ts'
import { tools } from '#tools/index.ts'

/** It is Friday 20 November 2026, noon in Nairobi. */
export const now = new Date('2026-11-20T09:00:00Z')

/** What came in, when, at what cost, and what it sells at. */
const shelves = [
  ['MUG-BLU', 'Blue Enamel Mug', '450', '50', '200', '2026-09-01', '10'],
  ['MUG-WHT', 'White Stoneware Mug', '380', '3', '180', '2026-09-01', '10'],
  ['KET-1', 'Stovetop Kettle', '4950', '14', '3000', '2026-09-01', null],
  ['RICE-25', 'Rice 25 kg', '2600', '20', '2100', '2026-09-01', '5'],
  ['TRAY-1', 'Oak Tea Tray', '1500', '15', '1100', '2026-07-20', null],
] as const

export interface Said {
  as?: Role
  text: string
  conversation?: string
}

export async function openKitchenShop() {
  const { db, close } = await openTestDb()
  const org = await createOrg(db, { name: 'Jiko', currency: 'KES', timezone: 'Africa/Nairobi' })
  const people = {} as Record<Role, Actor>
  await db.asOrg(org.id, async (sql) => {
    for (const role of roles) {
      const { userId } = await addPerson(sql, { name: role, roles: [role], now })
      people[role] = await actorFor(sql, userId)
    }
    const { owner } = people
    const ids: Record<string, string> = {}
    for (const [sku, name, price, quantity, unitCost, day, reorderPoint] of shelves) {
      const { id } = await addProduct(sql, owner, { sku, name, price, reorderPoint, now })
      ids[sku] = id
      const receivedAt = new Date(`${day}T08:00:00Z`)
      const lines = [{ productId: id, quantity, unitCost }]
      await receiveStock(sql, owner, { lines, paidFrom: 'credit', receivedAt, now })
    }
    const [, bramble] = [
      await addCustomer(sql, owner, { name: 'Riverside Hotel', now }),
      await addCustomer(sql, owner, { name: 'Bramble Tea Rooms', now }),
      await addCustomer(sql, owner, { name: 'Juma Otieno', now }),
    ]
    await recordSale(sql, owner, {
      ...{ org, now, soldAt: new Date('2026-10-12T09:00:00Z') },
      lines: [{ productId: ids['MUG-BLU']!, quantity: '10' }],
    })
    await recordSale(sql, owner, {
      ...{ org, now, soldAt: new Date('2026-11-03T09:00:00Z'), payments: [] },
      customerId: bramble.id,
      lines: [{ productId: ids['KET-1']!, quantity: '2' }],
    })
    await postEntry(sql, owner, {
      ...{ date: '2026-10-31', memo: 'Rent', source: 'manual', now },
      lines: [
        { account: { code: '6000' }, debit: '1200' },
        { account: 'bank', credit: '1200' },
      ],
    })
  })
  const answer = openOrchestrator({
    db,
    tools,
    model: offline(),
    freshen: (orgId) => freshen(db, orgId),
    render: renderReport,
    log: quiet,
    clock: () => now,
  })
  let alone = 0
  return { db, org, people, close, ask }

  /** Lines of one `conversation` follow each other; any other stands alone. */
  function ask({ as = 'owner', text, conversation = `alone ${++alone}` }: Said) {
    const said = { orgId: org.id, userId: people[as].userId, conversationKey: conversation }
    return converse({ db, answer, clock: () => now }, { ...said, text, now })
  }
}
