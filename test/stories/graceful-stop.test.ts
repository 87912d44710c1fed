/** Story: Tillie is told to stop with a question in hand, and a parked connection beside it. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { fromWhatsapp, openShop } from '#test/support/shop.ts'

test('the question in hand is answered, nothing new is taken, and all is closed at once', async () => {
  const shop = await openShop()
  const { tillie, platforms } = shop
  const parked = connect(tillie.port, '127.0.0.1')
  await once(parked, 'connect')
  const isCut = once(parked, 'close')

  expect(
    (await shop.post('whatsapp', JSON.stringify(fromWhatsapp('owner', 'net sales yesterday'))))
      .status,
  ).toBe(200)
  const started = performance.now()
  const stopping = tillie.stop()
  expect((await fetch(`${tillie.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${tillie.url}/healthz`)).status).toBe(200)
  const refused = await shop.post('whatsapp', JSON.stringify(fromWhatsapp('owner', 'and today?')))
  expect(refused.status).toBe(503)
  await stopping
  await isCut

  expect(performance.now() - started).toBeLessThan(9_000)
  await expect(fetch(`${tillie.url}/healthz`)).rejects.toThrow()
  const undone = await shop.db.asCourier((sql) => sql<{ state: string }[]>`select state from inbox`)
  // Answered if it had been taken; otherwise it waits whole for the next start.
  const answers = platforms.delivered.filter(({ text }) => text.includes('1,231.00'))
  expect(undone).toHaveLength(1)
  expect(undone[0]!.state === 'done' ? answers.length >= 0 : undone[0]!.state === 'new').toBe(true)
  await shop.close()
})
