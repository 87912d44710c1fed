/** Groq, by its own client; the base URL is the host's, without `/openai/v1`. */
import { Groq } from 'groq-sdk'
import {
  answerBytesMax,
  askServer,
  cappedFetch,
  clientTimeoutMs,
  housePatience,
  type Patience,
} from '#clients/ask-server.ts'
import type { Model } from '../model.ts'
import { answerOf, bodyOf } from './chat-completions.ts'

export interface GroqOptions {
  apiKey?: string
  baseUrl?: string
  model: string
  patience?: Patience
}

export function groq({ apiKey, baseUrl, model, patience = housePatience }: GroqOptions): Model {
  const client = new Groq({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? 'https://api.groq.com',
    maxRetries: 0,
    timeout: clientTimeoutMs(patience),
    fetch: cappedFetch(answerBytesMax),
    logLevel: 'off',
  })

  return {
    name: `groq:${model}`,
    async answer(request) {
      const body = bodyOf(model, request)
      const raw = await askServer(patience, request.signal, (signal) =>
        client.chat.completions.create(body, { signal }),
      )
      return answerOf(raw)
    },
  }
}
