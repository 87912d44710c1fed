/** A model's server that thinks as long as it is told: the chat-completions protocol, no figures. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface SlowModel {
  environment: Record<string, string>
  /** Questions that it is thinking about. */
  inHand(): number
  close(): Promise<void>
}

export const shortAnswer = 'Good morning from the shop.'
/** Of several messages, since no platform takes it as one. */
export const longAnswer = Array.from({ length: 300 }, () => shortAnswer).join(' ')

/** Words with "slow" in them take `slowMs` and are answered at length. */
export async function openSlowModel(slowMs: number): Promise<SlowModel> {
  let inHand = 0
  const server = createServer(async (request, response) => {
    const { messages } = JSON.parse(Buffer.concat(await request.toArray()).toString())
    const isSlow = JSON.stringify(messages.at(-1)).includes('slow')
    if (isSlow) {
      inHand += 1
      await pause(slowMs)
      inHand -= 1
    }
    const message = { role: 'assistant', content: isSlow ? longAnswer : shortAnswer }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        ...{ id: 'chat-1', object: 'chat.completion', created: 1, model: 'slow' },
        choices: [{ index: 0, finish_reason: 'stop', message }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    environment: { TILLIE_MODELS: 'openai', OPENAI_BASE_URL: url },
    inHand: () => inHand,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
