/** Story: staff sell and count by another program, and no answer tells them what the goods cost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '#db/sql.ts'
import { openTestDb } from '../../support/database.ts'
import { type Member, openDesk } from './desk.ts'

const secret = ['unitCost', 'averageCost', 'valueChange', 'cogs', 'profit', 'margin']

describe('what goods cost', () => {
  let db: Db
  let close: () => Promise<void>
  let owner: Member
  let staff: Member
  let mug: string
  beforeAll(async () => {
    ;({ db, close } = await openTestDb())
    const desk = await openDesk(db)
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    staff = await desk.joins(desk.duka, 'staff', 'Otieno')
    const made = await owner.calls('POST', '/products', { name: 'Mug', price: '300' })
    mug = made.body.id
    const lines = [{ productId: mug, quantity: '10', unitCost: '200' }]
    await owner.calls('POST', '/inventory/receipts', { lines, paidFrom: 'cash' })
  })
  afterAll(() => close())

  /** Every cost that stands anywhere in an answer. */
  function costsIn(body: unknown): unknown[] {
    if (typeof body !== 'object' || body === null) return []
    return Object.entries(body).flatMap(([key, held]) =>
      secret.includes(key) ? [held] : costsIn(held),
    )
  }

  test('the owner sees them, staff get null in their place', async () => {
    const lines = [{ productId: mug, quantity: '1' }]
    const count = { productId: mug, counted: '5', reason: 'counted' }
    const posts = [
      ['/orders/preview', { lines }],
      ['/orders', { lines, status: 'PAID' }],
      ['/inventory/counts', count],
      ['/inventory/adjustments', { productId: mug, quantity: '1', reason: 'found' }],
    ] as const
    for (const [path, body] of posts)
      for (const member of [owner, staff]) {
        const told = await member.calls('POST', path, body)
        expect(told.status, path).toBeLessThan(300)
        const costs = costsIn(told.body).filter((cost) => cost !== null)
        if (member === owner) expect(costs.length, path).toBeGreaterThan(0)
        else expect(costs, path).toEqual([])
      }
    const { body } = await owner.calls('GET', '/orders')
    for (const path of [
      `/orders/${body.items[0].id}`,
      `/products/${mug}/stock`,
      '/inventory/movements',
    ]) {
      const [shown, hidden] = [await owner.calls('GET', path), await staff.calls('GET', path)]
      expect(costsIn(shown.body).filter((cost) => cost !== null).length).toBeGreaterThan(0)
      expect(new Set(costsIn(hidden.body))).toEqual(new Set([null]))
    }
    expect((await staff.calls('GET', `/products/${mug}/stock`)).body.value).toBeNull()
  })

  test('a warning gives none away', async () => {
    const lines = [{ productId: mug, quantity: '1', unitPrice: '199' }]
    const warned = (await owner.calls('POST', '/orders/preview', { lines })).body.warnings
    expect(warned).toEqual(['Mug would be sold below what it cost.'])
    expect((await staff.calls('POST', '/orders/preview', { lines })).body.warnings).toEqual([])
  })

  test('an order that is no sale takes no payments, and an address is kept with a sale', async () => {
    const lines = [{ productId: mug, quantity: '1' }]
    const payments = [{ method: 'cash', amount: '300' }]
    const refused = await owner.calls('POST', '/orders', { lines, payments })
    expect(refused.status).toBe(422)
    expect(refused.body.detail).toMatch(/PENDING takes no payments/)
    const sale = { lines, status: 'PAID', deliveryAddress: 'Moi Avenue 3' }
    expect((await owner.calls('POST', '/orders', sale)).body.deliveryAddress).toBe('Moi Avenue 3')
  })
})
