/** Story: a server that we trust sends us on to one that we do not know; we do not go. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Patience } from '#clients/ask-server.ts'
import { groq } from '#engine/models/groq.ts'
import { openai } from '#engine/models/openai.ts'
import { openTelegramChannel, openWhatsapp, sending } from '../channels/fixtures.ts'

const patience: Patience = { timeoutMs: 2_000, attemptsMax: 1, retryAfterMsMax: 1, backoffMs: 1 }

describe.each([301, 302, 307, 308])('HTTP %i to another host', (status) => {
  let strangers = 0
  let [trusted, stranger] = ['', '']
  const servers = [
    createServer((_, answer) => answer.writeHead(status, { location: `${stranger}/x` }).end()),
    createServer((_, answer) => {
      strangers += 1
      answer.end('{}')
    }),
  ]
  beforeAll(async () => {
    for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening')
    const [first, second] = servers.map((server) => (server.address() as AddressInfo).port)
    trusted = `http://127.0.0.1:${first}`
    stranger = `http://localhost:${second}`
  })
  afterAll(() => {
    for (const server of servers) server.close()
  })

  test('the figures of a question stay with the model that was named', async () => {
    for (const open of [openai, groq]) {
      const model = open({ apiKey: 'key', baseUrl: trusted, model: 'small', patience })
      const { signal } = new AbortController()
      const asked = { system: 's', messages: [], tools: [], signal } as never
      await expect(model.answer(asked)).rejects.toMatchObject({ name: 'ModelFault' })
    }
    expect(strangers).toBe(0)
  })

  test('a message, a picture and a token stay with the platform', async () => {
    const message = { is: 'text', text: 'Net sales: £5' } as const
    const picture = { kind: 'image', id: '7' } as const
    const whatsapp = openWhatsapp({ baseUrl: trusted })
    const telegram = openTelegramChannel({ apiRoot: trusted })
    expect((await whatsapp.send(message, { phone: '+16505551234' }, sending)).is).not.toBe('sent')
    expect((await telegram.send(message, { chatId: '7' }, sending)).is).not.toBe('sent')
    await expect(whatsapp.download(picture)).rejects.toThrow()
    await expect(telegram.download(picture)).rejects.toThrow()
    expect(strangers).toBe(0)
  })
})
