/** Story: another system looks before it sells, moves goods, corrects the books, and reads who buys. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb, quiet } from '#test/support/database.ts'
import { type Member, openDesk } from './desk.ts'

describe('keeping books by API', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const warned: unknown[] = []
  const log = { ...quiet, warn: (line: unknown) => void warned.push(line) } as typeof quiet
  const desk = await openDesk(db, { log })
  let [owner, staff]: Member[] = []
  let mug = ''
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    staff = await desk.joins(desk.duka, 'staff', 'Otieno')
  })
  const ties = async () => {
    const { body } = await owner!.calls('GET', '/reports/reconciliation')
    return body.items.every(({ ties }: { ties: boolean }) => ties)
  }

  test('a business without accounts has a chart as soon as somebody looks', async () => {
    const { body } = await owner!.calls('GET', '/accounting/accounts')
    const codes = body.items.map(({ code }: { code: string }) => code)
    expect(codes).toEqual(expect.arrayContaining(['1000', '1200', '4000', '5000']))
    const again = await owner!.calls('GET', '/accounting/accounts')
    expect(again.body).toEqual(body)
    expect((await staff!.calls('GET', '/accounting/accounts')).status).toBe(403)
  })

  test('a preview tells what a sale would come to, and nothing happens', async () => {
    const product = { name: 'Blue mug', price: '450', taxRate: '0.16' }
    mug = (await owner!.calls('POST', '/products', product)).body.id
    const received = [{ productId: mug, quantity: '10', unitCost: '200' }]
    await owner!.calls('POST', '/inventory/receipts', { lines: received, paidFrom: 'cash' })
    const preview = async (quantity: string) => {
      const lines = [{ productId: mug, quantity, discount: '50' }]
      return (await owner!.calls('POST', '/orders/preview', { lines })).body
    }
    const two = await preview('2')
    // (2 × 450 − 50) × 1.16; its goods cost 400.
    expect(two).toMatchObject({ total: '986', tax: '136', cogs: '400', profit: '450' })
    expect(two).toMatchObject({ refusal: null, lines: [{ productId: mug, stockLeft: '8' }] })
    expect((await preview('11')).refusal).toMatch(/10/)
    expect((await owner!.calls('GET', '/orders')).body.items).toEqual([])
    expect((await owner!.calls('GET', `/products/${mug}/stock`)).body.quantity).toBe('10')
  })

  test('goods go from one place to another; their value stays', async () => {
    const depot = (await owner!.calls('POST', '/inventory/locations', { name: 'Depot' })).body.id
    const places = (await owner!.calls('GET', '/inventory/locations')).body.items
    const shop = places.find(({ id }: { id: string }) => id !== depot).id
    const move = (quantity: string, from: string, to: string) =>
      owner!.calls('POST', '/inventory/transfers', { productId: mug, quantity, from, to })
    expect((await move('4', shop, depot)).status).toBe(201)
    const { body } = await owner!.calls('GET', `/products/${mug}/stock`)
    expect(body).toMatchObject({ quantity: '10', value: '2000.0000' })
    const held = body.byLocation.map((at: { name: string; quantity: string }) => [
      at.name,
      at.quantity,
    ])
    expect(Object.fromEntries(held)).toMatchObject({ Depot: '4' })
    expect((await move('7', shop, depot)).body.code).toBe('refused')
    expect((await move('1', shop, shop)).body.code).toBe('refused')
    const nowhere = { productId: mug, quantity: '1', locationId: '4711', reason: 'Broken' }
    const lost = await owner!.calls('POST', '/inventory/write-offs', nowhere)
    expect(lost.body.detail).toBe('There is no place 4711: look at the list of places.')
    expect(await ties()).toBe(true)
  })

  test('an entry by hand is undone once, and by an entry of its own', async () => {
    const posted = await owner!.calls('POST', '/accounting/journal-entries', {
      ...{ date: '2026-11-19', memo: 'Rent of November' },
      lines: [
        { account: '6000', debit: '300' },
        { account: '1000', credit: '300' },
      ],
    })
    const path = `/accounting/journal-entries/${posted.body.id}`
    const reverse = () => owner!.calls('POST', `${path}/reverse`, { memo: 'Paid by the landlord' })
    const undone = await reverse()
    expect([undone.status, undone.body.reverses]).toEqual([201, posted.body.id])
    const [first] = undone.body.lines
    expect([undone.body.memo, first.accountCode]).toEqual(['Paid by the landlord', '6000'])
    expect([first.debit, first.credit]).toEqual(['0', '300'])
    expect((await owner!.calls('GET', path)).body.reversedBy).toBe(undone.body.id)
    expect((await reverse()).body.code).toBe('refused')
    const { items } = (await owner!.calls('GET', '/accounting/journal-entries')).body
    const ours = items.find(
      ({ source }: { source: string }) => source !== 'manual' && source !== 'reversal',
    )
    const notByHand = await owner!.calls(
      'POST',
      `/accounting/journal-entries/${ours.id}/reverse`,
      {},
    )
    expect(notByHand.body.code).toBe('refused')
    expect((await staff!.calls('POST', `${path}/reverse`, {})).status).toBe(403)
    expect(await ties()).toBe(true)
  })

  test('customers are listed page by page, or found by what they are called', async () => {
    for (const name of ['Juma', 'Amina', 'Baraka Hotel'])
      await owner!.calls('POST', '/customers', { name })
    const list = async (query: string) => {
      const { body } = await owner!.calls('GET', `/customers?${query}`)
      return [body.items.map(({ name }: { name: string }) => name), body.next]
    }
    const [first, next] = await list('limit=2')
    expect(first).toEqual(['Juma', 'Amina'])
    expect(await list(`limit=2&after=${next}`)).toEqual([['Baraka Hotel'], null])
    expect(await list('search=baraka')).toEqual([['Baraka Hotel'], null])
  })

  test('words that people use are kept once, told to who may search, and forgotten', async () => {
    const pair = { said: 'beaker', means: 'mug' }
    const kept = await staff!.calls('POST', '/synonyms', pair)
    expect([kept.status, kept.body.said]).toEqual([201, 'beaker'])
    const again = await staff!.calls('POST', '/synonyms', { said: 'MUGS', means: 'Beaker' })
    expect([again.status, again.body.code]).toEqual([422, 'refused'])
    expect((await owner!.calls('GET', '/synonyms')).body.items).toEqual([kept.body])
    const finance = await desk.joins(desk.duka, 'finance', 'Amina')
    expect((await finance.calls('POST', '/synonyms', { said: 'cup', means: 'mug' })).status).toBe(
      403,
    )
    const path = `/synonyms/${kept.body.id}`
    expect((await staff!.calls('DELETE', path)).body).toEqual(kept.body)
    expect((await staff!.calls('DELETE', path)).status).toBe(404)
    expect((await owner!.calls('GET', '/synonyms')).body.items).toEqual([])
  })

  test('what only a table refuses is a warning in the log, without what was sent', async () => {
    const lines = [{ productId: mug, quantity: '999999999', unitCost: '999999999999' }]
    const told = await owner!.calls('POST', '/inventory/receipts', { lines, paidFrom: 'cash' })
    expect([told.status, told.body.code]).toEqual([422, 'refused'])
    expect(warned).toEqual([{ route: 'POST /api/v1/inventory/receipts', sqlState: '22003' }])
  })
})
