/**
 * A model that sees: a picture in, what it shows in a few words out, by a schema. What comes back is
 * a stranger's text, and so is all that was written in the picture: it is cut, cleaned, and kept as data.
 */
import { z } from 'zod'
import { oneLine } from '#kit/harmless.ts'
import { askServer, type Patience } from './ask-server.ts'
import { completionOf, type Usage } from './chat-completion.ts'
import { dataUrl } from './data-url.ts'
import { ModelFault } from './model-fault.ts'
import { type OpenaiServer, openOpenai } from './openai.ts'

/** What a picture shows; '' where nothing can be said of it. */
export type PictureWords = z.output<typeof pictureWords>

export interface Vision {
  /** Throws ModelFault and nothing else. `told` has what the answer cost, even of one that is of no use. */
  describe(asking: {
    system: string
    jpeg: Uint8Array
    signal: AbortSignal
    told?: (usage: Usage | undefined) => void
  }): Promise<PictureWords>
}

export interface VisionOptions extends OpenaiServer {
  model: string
  patience: Patience
}

/** A model that thinks before it answers counts its thoughts, too. */
const outputTokensMax = 2_000
const wordsLengthMax = 120
const textLengthMax = 400

const words = (lengthMax: number) =>
  z.string().transform((said) => oneLine(said.toWellFormed()).slice(0, lengthMax))
const pictureWords = z.object({
  type: words(wordsLengthMax),
  brand: words(wordsLengthMax),
  colour: words(wordsLengthMax),
  material: words(wordsLengthMax),
  text: words(textLengthMax),
})

const meanings: Record<keyof PictureWords, string> = {
  type: 'What kind of goods it is, in one to six words',
  brand: 'The brand, where it can be read or is certain; empty otherwise',
  colour: 'Its colours, the main one first',
  material: 'What it is made of; empty where that cannot be seen',
  text: 'What is written on the goods, as it is written; empty where nothing is',
}
/** Strict servers want every property required and no other allowed. */
const schema = {
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(meanings).map(([name, description]) => [name, { type: 'string', description }]),
  ),
  required: Object.keys(meanings),
  additionalProperties: false,
}

export function openVision({ model, patience, ...server }: VisionOptions): Vision {
  const client = openOpenai(server, patience)
  return {
    async describe({ system, jpeg, signal, told }) {
      const raw = await askServer(patience, signal, (signal) =>
        client.chat.completions.create(
          {
            model,
            messages: [
              { role: 'system', content: system },
              {
                role: 'user',
                content: [{ type: 'image_url', image_url: { url: dataUrl(jpeg), detail: 'low' } }],
              },
            ],
            max_completion_tokens: outputTokensMax,
            response_format: {
              type: 'json_schema',
              json_schema: { name: 'picture', strict: true, schema },
            },
          },
          { signal },
        ),
      )
      const { message, usage } = completionOf(raw)
      told?.(usage)
      return wordsOf(message.content ?? '')
    },
  }
}

function wordsOf(content: string): PictureWords {
  const parsed = pictureWords.safeParse(parsedJson(content))
  if (!parsed.success) throw new ModelFault('bad-answer', 'not a description by the schema')
  return parsed.data
}

function parsedJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
