import { z } from 'zod'
import { answerPicture } from '#domain/pictures/picture-answers.ts'
import { type PictureQuestion, pictureQuestion } from '#domain/pictures/picture-questions.ts'
import { standingProducts } from '#domain/pictures/standing.ts'
import { getProduct } from '#domain/products/product.ts'
import { defineTool, type Proposed, type ToolContext, type ToolResult } from '#engine/tool.ts'
import { oneLine } from '#kit/harmless.ts'
import { words } from '#kit/inputs.ts'
import { whichProduct } from '../catalogue/which-product.ts'
import { photoNumber } from './photo-number.ts'

const input = z.object({
  photo: photoNumber(),
  product: words().optional().describe('The product that it shows, in words, or its SKU'),
  none: z.literal('yes').optional().describe('The shop does not have what it shows'),
})

const frozen = z.object({ photo: z.string(), productId: z.string().nullable() })

const nearMax = 3

export const answerPhotoTool = defineTool({
  name: 'answer_photo',
  description: [
    'Tells a customer which product their photo shows, or that the shop does not have it.',
    'Not to put a photo into the catalogue: use add_product_picture.',
  ].join(' '),
  phrases: [
    '=photo {photo} is|shows|= {product}',
    '=(what is on|the thing on) photo {photo} is {product}',
    '=(we do not have|we do not sell|we do not stock|not ours) photo {photo} {none=yes}',
  ],
  needs: 'chats:answer',
  input,
  frozen,
  hear: (said, known) => ({
    input: { ...z.object({ photo: z.string() }).parse(known), product: said },
    isSure: false,
  }),

  async propose(context, { photo, product, none }): Promise<Proposed | ToolResult> {
    const question = await pictureQuestion(context.sql, context.actor, photo)
    const who = oneLine(question.askedBy ?? '') || 'The customer'
    if (none)
      return {
        proposed: true,
        tapDecides: true,
        input: { photo, productId: null },
        facts: { photo, isThere: false },
        summary: () => `Tell **${who}** that you do not have what photo ${photo} shows?`,
      }
    if (!product) return whichIsIt(context, question)
    const found = await whichProduct(context.sql, product, {
      tool: 'answer_photo',
      again: (product) => ({ photo, product }),
    })
    if (found.is === 'ask') return found.ask
    const { id, name, sku } = found.one
    return {
      proposed: true,
      tapDecides: true,
      input: { photo, productId: id },
      facts: { photo, product: name, sku },
      summary: () => `Tell **${who}** that photo ${photo} shows **${name}** (${sku})?`,
    }
  },

  async run({ sql, actor, now }, { photo, productId }) {
    const { userId, askedBy } = await pictureQuestion(sql, actor, photo)
    await answerPicture(sql, actor, { questionId: photo, productId, now })
    const product = productId && (await getProduct(sql, productId))
    const shows = product ? `shows **${product.name}**` : 'shows nothing that we have'
    const isOwn = userId === actor.userId
    const told = isOwn ? 'I remember it.' : `${oneLine(askedBy ?? '') || 'The customer'} is told.`
    return {
      facts: { photo, product: product ? product.name : null },
      say: () => `Photo ${photo} ${shows}. ${told}`,
      photoActs: [{ do: 'tell' }],
      mustNotRepeat: true,
    }
  },
})

/** What is nearest may be tapped; any other is written. */
async function whichIsIt({ sql }: ToolContext, question: PictureQuestion): Promise<ToolResult> {
  const { id: photo, found } = question
  const near = await standingProducts(
    sql,
    found.map(({ product }) => product),
  )
  return {
    facts: { photo },
    say: () => `Which product does photo ${photo} show? Write its name, and I tell whoever asked.`,
    offers: near.slice(0, nearMax).map(({ name, sku }) => ({
      title: name,
      description: sku,
      tool: 'answer_photo',
      input: { photo, product: sku },
    })),
    asks: { tool: 'answer_photo', input: { photo } },
  }
}
