/**
 * A picture as a vector, by a server of one's own that runs a model like CLIP: OpenAI's embeddings
 * with a picture in place of the words, as `infinity` and others speak it.
 */
import { askServer, type Patience } from './ask-server.ts'
import { dataUrl } from './data-url.ts'
import { type Embedded, embeddedOf } from './embeddings.ts'
import { type OpenaiServer, openOpenai } from './openai.ts'

export interface ImageEmbeddings {
  /** Throws ModelFault and nothing else. */
  embed(asking: { model: string; jpeg: Uint8Array; signal: AbortSignal }): Promise<Embedded>
}

export interface ImageEmbeddingsOptions extends OpenaiServer {
  patience: Patience
}

export function openImageEmbeddings({
  patience,
  ...server
}: ImageEmbeddingsOptions): ImageEmbeddings {
  const client = openOpenai(server, patience)
  return {
    async embed({ model, jpeg, signal }) {
      const input = [dataUrl(jpeg)]
      const body = { model, input, modality: 'image', encoding_format: 'float' }
      const raw = await askServer(patience, signal, (signal) =>
        client.post('/embeddings', { body, signal }),
      )
      return embeddedOf(raw)
    },
  }
}
