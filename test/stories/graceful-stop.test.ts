/** Story: Tillie is told to stop while a model thinks, with a parked connection beside it. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import type { Model } from '#engine/model.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { gate } from '#test/support/messages.ts'
import { fromWhatsapp, openShop } from '#test/support/shop.ts'

test('the question in hand is answered, nothing new is taken, and all is closed in time', async () => {
  const [asked, thought] = [gate(), gate()]
  const slow: Model = {
    name: 'slow',
    async answer(request) {
      asked.resolve()
      await thought.promise
      return offline().answer(request)
    },
  }
  const shop = await openShop({ models: [slow] })
  const { tillie, platforms } = shop
  const parked = connect(tillie.port, '127.0.0.1')
  await once(parked, 'connect')
  const isCut = once(parked, 'close')
  const post = (text: string) => shop.post('whatsapp', JSON.stringify(fromWhatsapp('owner', text)))

  expect((await post('net sales yesterday')).status).toBe(200)
  await asked.promise
  const started = performance.now()
  const stopping = tillie.stop()
  expect((await fetch(`${tillie.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${tillie.url}/healthz`)).status).toBe(200)
  expect((await post('and today?')).status).toBe(503)
  thought.resolve()
  await stopping
  await isCut

  // Whoever waited for the parked one to leave would wait for more than a minute.
  expect(performance.now() - started).toBeLessThan(45_000)
  await expect(fetch(`${tillie.url}/healthz`)).rejects.toThrow()
  expect(platforms.delivered.map(({ text }) => text).join()).toMatch(/1,231\.00/)
  expect([await shop.count('inbox'), await shop.count('turns')]).toEqual([1, 1])
  await shop.close()
})
