/** November of a shop in which everything happened that an auditor asks about. */
import { randomBytes } from 'node:crypto'
import type { Db } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { sealAudit } from '#domain/audit-chain/seal.ts'
import { postEntry } from '#domain/ledger/post-entry.ts'
import { returnSale } from '#domain/orders/return-sale.ts'
import { editProduct } from '#domain/products/edit-product.ts'
import { freshen } from '#domain/report-views.ts'
import { setRoles } from '#domain/roles.ts'
import { beginSession } from '#domain/sessions.ts'
import { adjustStock } from '#domain/stock/adjust-stock.ts'
import { keepDecision, keepProposal } from '#engine/approval/proposals.ts'
import { openOrderDesk } from './order-desk.ts'
import { now } from './stock-room.ts'

export const month = '2026-11'

/**
 * Two logins, one wrong password and one wrong code; a role given; two approvals and one refusal; a
 * price from 450 to 475; 2 mugs lost (−600); a sale of 3 mugs with 1 brought back and refunded; an entry
 * of 1,000 dated six days back; 1,500 tokens of a model for 0.00036 dollars, and notes for 0.00027.
 */
export async function openAuditedMonth(db: Db) {
  const desk = await openOrderDesk(db)
  const { org, owner, staff, does, mug } = desk
  await does(async (sql) => {
    for (const { userId } of [owner, staff])
      await beginSession(sql, { userId, now, random: randomBytes })
    const { userId } = staff
    await record(sql, { at: now, action: 'password.refused', userId, subject: `user:${userId}` })
    await record(sql, { at: now, action: 'second_factor.refused', userId })
    await setRoles(sql, owner, { userId, held: ['staff', 'finance'], now })
    await editProduct(sql, owner, { id: mug, changes: { price: '475' }, now })
    await record(sql, {
      ...{ at: now, action: 'model.call', userId: owner.userId, subject: 'model:groq' },
      detail: {
        ...{ name: 'groq', outcome: 'text', ms: 12, inputTokens: 1_200, outputTokens: 300 },
        ...{ cost: '0.000360', costCurrency: 'USD' },
      },
    })
    await record(sql, {
      ...{ at: now, action: 'REPORT_AI_SUMMARY', subject: 'report:1' },
      detail: {
        ...{ model: 'groq', outcome: 'written', ms: 9, inputTokens: 200, outputTokens: 100 },
        ...{ cost: '0.000270', costCurrency: 'USD' },
      },
    })
    await record(sql, { at: now, action: 'model.call', detail: { name: 'offline', ms: 1 } })
  })
  for (const decision of ['approved', 'approved', 'refused'] as const) await decide(decision)
  const sale = await desk.sells([{ productId: mug, quantity: '3' }])
  await does((sql) =>
    returnSale(sql, staff, {
      ...{ org, orderId: sale.orderId, settlement: 'refund', now },
      lines: [{ position: 1, quantity: '1', restock: true }],
    }),
  )
  await does((sql) =>
    adjustStock(sql, owner, {
      ...{ productId: mug, quantity: '-2', reason: 'Two were gone', at: now, now },
    }),
  )
  await does((sql) =>
    postEntry(sql, owner, {
      ...{ date: '2026-11-14', memo: 'Rent', source: 'manual', now },
      lines: [
        { account: 'cash', credit: '1000' },
        { account: 'opening_equity', debit: '1000' },
      ],
    }),
  )
  await ready()
  return { ...desk, ready }

  /** As before a report: what changed is summed up, and the log is sealed. */
  async function ready() {
    await freshen(db, org.id)
    await sealAudit(db, org.id, { now })
  }

  async function decide(decision: 'approved' | 'refused') {
    await does(async (sql) => {
      const input = { price: '1', of: decision, nonce: randomBytes(4).toString('hex') }
      const { id } = await keepProposal(sql, staff, {
        ...{ tool: 'change_price', input, summary: '450 → 1?', amount: '450', scope: '' },
        ...{ needs: 'own', conversationId: null, lengthMax: 1_000, now },
        expiresAt: new Date(now.getTime() + 60_000),
      })
      const proposal = { id, tool: 'change_price' }
      const by = { decidedBy: owner.userId, via: 'button', result: null, now } as const
      await keepDecision(sql, { proposal, decision, ...by })
    })
  }
}
