/**
 * What describes pictures: a model that puts them into words, which become a vector together with what
 * the shop or the customer calls the thing; or, in its place, a model whose vectors are of the picture itself.
 */
import type { Embedded, Embeddings } from '#clients/embeddings.ts'
import type { ImageEmbeddings } from '#clients/image-embeddings.ts'
import { ModelFault } from '#clients/model-fault.ts'
import type { PictureWords, Vision } from '#clients/vision.ts'
import {
  type Described,
  DescribeFault,
  type Describer,
  describerName,
} from '#domain/pictures/describer.ts'
import { type Meter, type MeteredCall, meteredCall } from './metered-call.ts'
import { readPrompt } from './prompt.ts'

/** Goes up when the prompt or the schema does: pictures are described anew. */
const version = 1
/** One beside one's own: that of the model before. */
const spacesMax = 2
const ofImages = 'images:'
const captionLengthMax = 300

const prompt = readPrompt('describe-picture')

interface ByWords {
  vision: Vision
  visionModel: string
  embeddings: Embeddings
  embeddingModel: string
}

export function describerByWords(meter: Meter, by: ByWords): Describer {
  const { vision, visionModel, embeddings, embeddingModel } = by
  const model = describerName(`${visionModel}/${version}`, embeddingModel)
  const closing = new AbortController()
  return { model, ofProduct, ofQuestion, close: () => closing.abort() }

  async function ofProduct(orgId: number, jpeg: Uint8Array, name: string) {
    const { signal } = closing
    const words = await seen(orgId, jpeg, signal)
    const { vector } = await embedded(orgId, embeddingModel, textOf(name, words), signal)
    return { words, vector }
  }

  async function ofQuestion(
    orgId: number,
    jpeg: Uint8Array,
    { words, spaces, signal: given }: Parameters<Describer['ofQuestion']>[2],
  ) {
    const signal = AbortSignal.any([given, closing.signal])
    const wanted = ownFirst(embeddingModel, spaces.filter(isOfWords))
    if (wanted.length === 0) return []
    const text = textOf(words.slice(0, captionLengthMax), await seen(orgId, jpeg, signal))
    return asManyAsCan(wanted, (space) => embedded(orgId, space, text, signal))
  }

  function seen(orgId: number, jpeg: Uint8Array, signal: AbortSignal): Promise<PictureWords> {
    return asked(meter, orgId, {
      name: `openai:${visionModel}`,
      input: Buffer.from(jpeg).toString('base64'),
      promptSha256: prompt.sha256,
      work: (told) => vision.describe({ system: prompt.fill({}), jpeg, signal, told }),
    })
  }

  function embedded(orgId: number, model: string, text: string, signal: AbortSignal) {
    const work = () => embeddings.embed({ model, text, signal })
    return asked(meter, orgId, { name: `openai:${model}`, input: text, work: telling(work) })
  }
}

export function describerByImages(
  meter: Meter,
  { embeddings, model }: { embeddings: ImageEmbeddings; model: string },
): Describer {
  const space = `${ofImages}${model}`
  const closing = new AbortController()
  return {
    model: describerName(`images/${version}`, space),
    ofProduct,
    ofQuestion,
    close: () => closing.abort(),
  }

  async function ofProduct(orgId: number, jpeg: Uint8Array) {
    const { vector } = await embedded(orgId, space, jpeg, closing.signal)
    return { words: null, vector }
  }

  async function ofQuestion(
    orgId: number,
    jpeg: Uint8Array,
    { spaces, signal: given }: Parameters<Describer['ofQuestion']>[2],
  ) {
    const signal = AbortSignal.any([given, closing.signal])
    const wanted = ownFirst(
      space,
      spaces.filter((one) => !isOfWords(one)),
    )
    return asManyAsCan(wanted, (one) => embedded(orgId, one, jpeg, signal))
  }

  function embedded(orgId: number, name: string, jpeg: Uint8Array, signal: AbortSignal) {
    const work = () => embeddings.embed({ model: name.slice(ofImages.length), jpeg, signal })
    const input = Buffer.from(jpeg).toString('base64')
    return asked(meter, orgId, { name, input, work: telling(work) })
  }
}

const isOfWords = (space: string) => !space.startsWith(ofImages)

function ownFirst(own: string, spaces: string[]): string[] {
  const [first, others] = [true, false].map((is) => spaces.filter((one) => (one === own) === is))
  return [...first!, ...others!].slice(0, spacesMax)
}

/** The name leads: it is what somebody is sure of. */
function textOf(name: string, words: PictureWords): string {
  return [name, ...Object.values(words)].filter(Boolean).join('. ')
}

/** A model of before that its server has no more takes nothing from the one of now. */
async function asManyAsCan(
  spaces: string[],
  embed: (space: string) => Promise<Embedded>,
): Promise<Described[]> {
  const all = await Promise.allSettled(spaces.map(embed))
  const done = all.flatMap((one, at) =>
    one.status === 'fulfilled' ? [{ space: spaces[at]!, vector: one.value.vector }] : [],
  )
  const [failed] = all.filter((one) => one.status === 'rejected')
  if (done.length === 0 && failed) throw failed.reason
  return done
}

function telling(work: () => Promise<Embedded>): MeteredCall<Embedded>['work'] {
  return async (told) => {
    const embedded = await work()
    told(embedded.usage)
    return embedded
  }
}

async function asked<T>(meter: Meter, orgId: number, call: MeteredCall<T>): Promise<T> {
  const answer = await meteredCall(meter, orgId, call).catch((fault: unknown) => {
    throw fault instanceof ModelFault ? told(fault) : fault
  })
  if (answer === null) throw new DescribeFault('spent', 'the tokens of the day are spent')
  return answer
}

/** What a server said in its own words stays with the cause. */
function told(fault: ModelFault): DescribeFault {
  const { why, cause } = fault
  const isAway = ['timeout', 'rate-limited', 'unavailable'].includes(why)
  const { status } = (cause ?? {}) as { status?: unknown }
  const ours = cause === undefined ? fault.message : Number(status) ? `HTTP ${status}` : 'no answer'
  return new DescribeFault(isAway ? 'away' : 'picture', `${why}: ${ours}`, { cause })
}
