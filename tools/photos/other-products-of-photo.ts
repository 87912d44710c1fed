import { z } from 'zod'
import { pictureQuestion } from '#domain/pictures/picture-questions.ts'
import { standingProducts } from '#domain/pictures/standing.ts'
import { defineTool } from '#engine/tool.ts'
import { nothingLike, oneOfThese } from './one-of-these.ts'
import { photoNumber } from './photo-number.ts'

const input = z.object({ photo: photoNumber() })

export const otherProductsOfPhotoTool = defineTool({
  name: 'other_products_of_photo',
  description: 'Shows what else a photo may show, after the first answer was not it.',
  phrases: [
    '=(show me the others|show others|what else is like|others for|others like) photo {photo}',
  ],
  needs: 'catalogue:search',
  input,

  async run(context, { photo }) {
    const { found, verdict } = await pictureQuestion(context.sql, context.actor, photo)
    const rest = verdict === 'this' ? found.slice(1) : found
    const products = await standingProducts(
      context.sql,
      rest.map(({ product }) => product),
    )
    if (products.length === 0) return nothingLike(context, photo)
    return oneOfThese(context, { photo, products, question: 'Is it one of these, then?' })
  },
})
