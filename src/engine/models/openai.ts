/** OpenAI, or any server that speaks its chat completions (Ollama, vLLM, llama.cpp) by base URL. */
import { askServer, housePatience, type Patience } from '#clients/ask-server.ts'
import { type OpenaiServer, openOpenai } from '#clients/openai.ts'
import type { Model } from '../model.ts'
import { answerOf, bodyOf } from './chat-completions.ts'

export interface OpenaiOptions extends OpenaiServer {
  model: string
  patience?: Patience
}

export function openai({ model, patience = housePatience, ...server }: OpenaiOptions): Model {
  const client = openOpenai(server, patience)

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
