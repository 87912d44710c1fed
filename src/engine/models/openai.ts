/** OpenAI, or any server that speaks its chat completions (Ollama, vLLM, llama.cpp) by base URL. */
import { OpenAI } from 'openai'
import type { Model } from '../model.ts'
import {
  answerBytesMax,
  askServer,
  cappedFetch,
  clientTimeoutMs,
  housePatience,
  type Patience,
} from './ask-server.ts'
import { answerOf, bodyOf } from './chat-completions.ts'

export interface OpenaiOptions {
  /** Servers of one's own often need none. */
  apiKey?: string
  baseUrl?: string
  model: string
  patience?: Patience
}

export function openai({ apiKey, baseUrl, model, patience = housePatience }: OpenaiOptions): Model {
  const client = new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    // Taken from the environment otherwise; settings are read in one place only.
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: clientTimeoutMs(patience),
    fetch: cappedFetch(answerBytesMax),
    logLevel: 'off',
  })

  return {
    name: `openai:${model}`,
    async answer(request) {
      const body = bodyOf(model, request)
      const raw = await askServer(patience, request.signal, (signal) =>
        client.chat.completions.create(body, { signal }),
      )
      return answerOf(raw)
    },
  }
}
