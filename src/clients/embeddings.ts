/** Words as a vector, by a server that speaks OpenAI's embeddings. */
import { z } from 'zod'
import { askServer, type Patience } from './ask-server.ts'
import type { Usage } from './chat-completion.ts'
import { ModelFault } from './model-fault.ts'
import { type OpenaiServer, openOpenai } from './openai.ts'

export interface Embedded {
  /** 1,536 numbers, of length 1. */
  vector: Float32Array
  usage?: Usage
}

export interface Embeddings {
  /** Throws ModelFault and nothing else. */
  embed(asking: { model: string; text: string; signal: AbortSignal }): Promise<Embedded>
}

export interface EmbeddingsOptions extends OpenaiServer {
  patience: Patience
}

/** Of the column that keeps them. */
export const describedDimensions = 1_536
const textLengthMax = 2_000

export function openEmbeddings({ patience, ...server }: EmbeddingsOptions): Embeddings {
  const client = openOpenai(server, patience)
  return {
    async embed({ model, text, signal }) {
      const input = text.slice(0, textLengthMax)
      // Without a format the client would ask for base64, which not every server knows.
      const raw = await askServer(patience, signal, (signal) =>
        client.embeddings.create({ model, input, encoding_format: 'float' }, { signal }),
      )
      return embeddedOf(raw)
    },
  }
}

const answer = z.object({
  data: z.array(z.object({ embedding: z.array(z.number()).min(1) })).length(1),
  usage: z.object({ prompt_tokens: z.number() }).nullish(),
})

/**
 * Throws ModelFault for what is no vector, or one longer than is kept. A shorter one is filled up
 * with zeros, which changes no cosine.
 */
export function embeddedOf(raw: unknown): Embedded {
  const parsed = answer.safeParse(raw)
  if (!parsed.success) throw new ModelFault('bad-answer', 'not an embedding')
  const { data, usage } = parsed.data
  const numbers = data[0]!.embedding
  if (numbers.length > describedDimensions)
    throw new ModelFault(
      'bad-answer',
      `an embedding of ${numbers.length} numbers; ${describedDimensions} are the most`,
    )
  const length = Math.hypot(...numbers)
  if (!(length > 0 && Number.isFinite(length)))
    throw new ModelFault('bad-answer', 'an embedding without a direction')
  const vector = new Float32Array(describedDimensions)
  vector.set(numbers.map((number) => number / length))
  if (!usage) return { vector }
  return { vector, usage: { inputTokens: usage.prompt_tokens, outputTokens: 0 } }
}
