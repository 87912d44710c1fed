/** A server that begins its answer and never ends it: on a real socket, since a stand-in cannot stall. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { inOrder } from '#engine/models/fallback.ts'
import { groq } from '#engine/models/groq.ts'
import { openai } from '#engine/models/openai.ts'
import { openTeaShop, plain } from './tea-shop.ts'

describe('a server that stalls in the middle of its answer', async () => {
  const shop = await openTeaShop()
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"id":"c","choices":[')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await shop.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const patience = { timeoutMs: 100, attemptsMax: 3, retryAfterMsMax: 100, backoffMs: 1 }

  test.each([
    ['openai', openai({ baseUrl, model: 'small', patience })],
    ['groq', groq({ baseUrl, model: 'small', patience })],
  ])('%s is left after its time, once, and the next model answers', async (_, model) => {
    const answered = await shop.ask(inOrder([model, plain]))

    expect(answered.model).toBe('plain')
    expect(answered.text).toContain('1,246.65')
    const calls = (await shop.audited()).filter(({ subject }) => subject === `model:${model.name}`)
    expect(calls.map(({ detail }) => detail.outcome)).toEqual(['timeout'])
  })
})
