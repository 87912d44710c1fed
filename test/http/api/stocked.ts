/** A shop with something of everything, made through its own API. */
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Member } from './desk.ts'

/** Stands in what belongs to the first business alone. */
export const canary = 'Zanzibar'

/** A true picture, of noise. */
const side = { width: 96, height: 64, channels: 3 as const }
const noise = createHash('shake256', { outputLength: 96 * 64 * 3 })
  .update(canary)
  .digest()
export const png = new Uint8Array(await sharp(noise, { raw: side }).png().toBuffer())

export type Known = Record<string, string[]>

/** Ids of what was made, by the word that a field or a path uses for them. */
export async function stock(owner: Member): Promise<Known> {
  const known: Known = { codes: ['6999', '1000', '4000'] }
  const make = async (name: string, path: string, body?: unknown) => {
    const { status, body: made } = await owner.calls('POST', path, body)
    if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(made)}`)
    if (name && made.id) known[name] = [...(known[name] ?? []), made.id]
    return made
  }
  const [mug, kettle] = [
    await make('products', '/products', { name: `${canary} mug`, price: '450', taxRate: '0.16' }),
    await make('products', '/products', { name: `${canary} kettle`, price: '2100.50' }),
  ]
  const lines = [mug, kettle].map(({ id }) => ({
    productId: id,
    quantity: '100',
    unitCost: '99.5',
  }))
  const received = await make('', '/inventory/receipts', { lines, paidFrom: 'credit' })
  known.movements = received.moved.map(({ movementId }: { movementId: string }) => movementId)
  await make('', '/inventory/locations', { name: `${canary} depot` })
  const { body: places } = await owner.calls('GET', '/inventory/locations')
  known.locations = places.items.map(({ id }: { id: string }) => id)
  await make('synonyms', '/synonyms', { said: `${canary} beaker`, means: 'mug' })
  const customer = await make('customers', '/customers', { name: `${canary} hotel` })
  const sale = { lines: [{ productId: mug.id, quantity: '3' }], customerId: customer.id }
  const sold = await make('orders', '/orders', { ...sale, status: 'PAID' })
  known.sold = [sold.id]
  await make('orders', '/orders', { ...sale, note: canary })
  const back = { orderId: sold.id, settlement: 'refund' }
  await make('returns', '/returns', {
    ...back,
    lines: [{ position: sold.lines[0].position, quantity: '1', restock: true }],
  })
  await make('accounts', '/accounting/accounts', {
    ...{ code: '6999', name: `${canary} rent`, type: 'expense' },
  })
  await make('journal-entries', '/accounting/journal-entries', {
    ...{ date: '2026-11-19', memo: `${canary} rent` },
    lines: [
      { account: '6999', debit: '10' },
      { account: '1000', credit: '10' },
    ],
  })
  await make('images', `/products/${mug.id}/images`, png)
  const day = '2026-11-20'
  await make('reports', '/reports/generate', { type: 'daily_sales', params: { day } })
  await make('reports', '/reports/generate', { type: 'trial_balance', params: { day } })
  const { body: kinds } = await owner.calls('GET', '/reports/kinds')
  known.kinds = kinds.items.map(({ type }: { type: string }) => type)
  await make('api-keys', '/api-keys', { name: canary, scopes: ['sales:read'] })
  await owner.calls('POST', '/chat/webhook/inbound', { text: canary })
  const chats = await owner.calls('GET', '/conversations')
  known.conversations = chats.body.items.map(({ id }: { id: string }) => id)
  return known
}
