/** What describes pictures, by the settings: nothing, unless they ask for it. */
import { housePatience } from '#clients/ask-server.ts'
import { openEmbeddings } from '#clients/embeddings.ts'
import { openImageEmbeddings } from '#clients/image-embeddings.ts'
import { openVision } from '#clients/vision.ts'
import type { Db } from '#db/sql.ts'
import type { Describer } from '#domain/pictures/describer.ts'
import { describerByImages, describerByWords } from '#engine/describers.ts'
import type { Clock } from '#kit/clock.ts'
import type { Config } from '../config.ts'

export function describerOf(
  config: Config,
  {
    db,
    clock,
    patience = housePatience,
  }: { db: Db; clock: Clock; patience?: typeof housePatience },
): Describer | null {
  const { TILLIE_MODEL_TOKENS_PER_DAY: tokensPerDayMax, TILLIE_MODEL_PRICES: prices } = config
  const meter = { db, clock, prices, tokensPerDayMax }
  const {
    TILLIE_PICTURE_MODEL: visionModel,
    TILLIE_EMBEDDING_MODEL: embeddingModel,
    TILLIE_IMAGE_EMBEDDINGS_URL: imagesUrl,
    TILLIE_IMAGE_EMBEDDINGS_MODEL: imagesModel,
  } = config
  if (imagesUrl && imagesModel) {
    // It has no key: that of OpenAI is not for other servers.
    const embeddings = openImageEmbeddings({ baseUrl: imagesUrl, patience })
    return describerByImages(meter, { embeddings, model: imagesModel })
  }
  if (!visionModel) return null
  const server = { apiKey: config.OPENAI_API_KEY, baseUrl: config.OPENAI_BASE_URL, patience }
  const vision = openVision({ ...server, model: visionModel })
  const embeddings = openEmbeddings(server)
  return describerByWords(meter, { vision, visionModel, embeddings, embeddingModel })
}
