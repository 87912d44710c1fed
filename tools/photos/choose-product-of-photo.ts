import { z } from 'zod'
import { cardOf } from '#domain/pictures/card.ts'
import { pictureQuestion } from '#domain/pictures/picture-questions.ts'
import { standingProducts } from '#domain/pictures/standing.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { justSay } from '../ask-back.ts'
import { lineOf, shelfOf } from '../catalogue/shelf.ts'
import { orderOffer } from '../orders/order-offer.ts'
import { photoNumber } from './photo-number.ts'

const input = z.object({
  photo: photoNumber(),
  product: z
    .string()
    .regex(/^\d{1,15}$/)
    .describe('Set by buttons only'),
})

export const chooseProductOfPhotoTool = defineTool({
  name: 'choose_product_of_photo',
  description:
    'Takes down which of the products that were shown a photo is of. Only for the buttons below an answer to a photo.',
  phrases: [],
  needs: 'catalogue:search',
  input,

  async run(context, { photo, product: id }) {
    const { sql, actor } = context
    const { found } = await pictureQuestion(sql, actor, photo)
    const [product] = found.some((one) => one.product === id)
      ? await standingProducts(sql, [id])
      : []
    if (!product) return justSay('That product is no longer in the catalogue. Please ask again.')
    const shelf = await shelfOf(context, [product])
    const card = await cardOf(sql, { productId: id })
    return {
      facts: asJson({ photo, chosen: shelf[0] }),
      say: (words) => `${lineOf(shelf[0]!, words)}. I remember that your photo shows it.`,
      cards: card ? [card] : [],
      offers: orderOffer(context.actor, product),
      photoActs: [{ do: 'choose', photo, product: id }],
    }
  },
})
