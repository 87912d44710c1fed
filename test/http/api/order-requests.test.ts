/** Story: the shop answers its customers' order requests through the API. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '#test/support/database.ts'
import { type Member, openDesk } from './desk.ts'

describe('order requests by API', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const desk = await openDesk(db)
  let [owner, staff, finance, customer, rival]: Member[] = []
  let mug = ''
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    staff = await desk.joins(desk.duka, 'staff', 'Otieno')
    finance = await desk.joins(desk.duka, 'finance', 'Amina')
    customer = await desk.joins(desk.duka, 'customer', 'Juma')
    rival = await desk.joins(desk.rival, 'owner', 'Rashid')
    const product = { name: 'Blue mug', price: '450', taxRate: '0.16' }
    mug = (await owner.calls('POST', '/products', product)).body.id
  })
  const asked = () => desk.asks(customer!, mug)

  test('are listed by who sees sales, with what they come to', async () => {
    const id = await asked()
    const { status, body } = await finance!.calls('GET', '/order-requests?state=waiting')
    expect(status).toBe(200)
    expect(body.items[0]).toMatchObject({
      ...{ id, state: 'waiting', customerName: 'Juma', delivery: 'collect' },
      ...{ total: '522', tax: '72', lines: [{ name: 'Blue mug', quantity: '1', total: '522' }] },
    })
    expect((await customer!.calls('GET', '/order-requests')).status).toBe(403)
    expect((await rival!.calls('GET', '/order-requests')).body.items).toEqual([])
  })

  test('are accepted once, by who may write orders', async () => {
    const id = await asked()
    const accept = `/order-requests/${id}/accept`
    expect((await finance!.calls('POST', accept)).status).toBe(403)
    expect((await customer!.calls('POST', accept)).status).toBe(403)
    const done = await staff!.calls('POST', accept)
    expect([done.status, done.body.state]).toEqual([200, 'accepted'])
    const order = await owner!.calls('GET', `/orders/${done.body.orderId}`)
    expect(order.body.status).toBe('PENDING')
    const again = await owner!.calls('POST', accept)
    expect([again.status, again.body.code]).toEqual([422, 'refused'])
    expect(again.body.detail).toMatch(/^Otieno has accepted order request S-\d+ already\.$/)
  })

  test('are declined with a reason, never without', async () => {
    const id = await asked()
    const decline = `/order-requests/${id}/decline`
    expect((await staff!.calls('POST', decline, {})).status).toBe(400)
    const done = await staff!.calls('POST', decline, { reason: 'None left' })
    expect(done.body).toMatchObject({ state: 'declined', reason: 'None left' })
    const order = await owner!.calls('GET', `/orders/${done.body.orderId}`)
    expect(order.body.status).toBe('CANCELLED')
  })

  test('of another business, or guessed, are not there', async () => {
    const id = await asked()
    for (const guess of [id, '999999'])
      for (const [step, body] of [['accept'], ['decline', { reason: 'No' }]] as const) {
        const told = await rival!.calls('POST', `/order-requests/${guess}/${step}`, body)
        expect([told.status, told.body.code]).toEqual([404, 'not-found'])
      }
  })

  test('are paid as the owner says', async () => {
    const path = '/settings/payment-words'
    expect((await owner!.calls('GET', path)).body).toEqual({ words: null })
    const words = 'Pay here: https://pay.example/duka'
    expect((await owner!.calls('PUT', path, { words })).body).toEqual({ words })
    expect((await staff!.calls('PUT', path, { words: 'Pay me' })).status).toBe(403)
    expect((await rival!.calls('GET', path)).body).toEqual({ words: null })
    expect((await owner!.calls('PUT', path, { words: null })).body).toEqual({ words: null })
  })
  test('are reminded of as the owner says', async () => {
    const path = '/settings/request-reminders'
    const usual = { on: true, afterMinutes: 60, from: '08:00', to: '20:00' }
    expect((await owner!.calls('GET', path)).body).toEqual(usual)
    const own = { ...usual, afterMinutes: 30, to: '18:30' }
    expect((await owner!.calls('PUT', path, own)).body).toEqual(own)
    expect((await rival!.calls('GET', path)).body).toEqual(usual)
    expect((await staff!.calls('PUT', path, usual)).status).toBe(403)
    expect((await owner!.calls('PUT', path, { ...usual, from: '25:00' })).status).toBe(400)
    const ends = await owner!.calls('PUT', path, { ...usual, from: '20:00', to: '08:00' })
    expect([ends.status, ends.body.code]).toEqual([422, 'refused'])
  })
})
