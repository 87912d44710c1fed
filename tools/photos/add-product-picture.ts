import { z } from 'zod'
import { pictureQuestion } from '#domain/pictures/picture-questions.ts'
import { getProduct } from '#domain/products/product.ts'
import { addProductImage, removeProductImage } from '#domain/products/product-images.ts'
import { defineTool } from '#engine/tool.ts'
import { words } from '#kit/inputs.ts'
import { Refusal } from '#kit/refusal.ts'
import { justSay } from '../ask-back.ts'
import { whichProduct } from '../catalogue/which-product.ts'
import { photoNumber } from './photo-number.ts'

const input = z.object({
  photo: photoNumber(),
  product: words().describe('The product that it shows, in words, or its SKU'),
})

const frozen = z.object({ photo: z.string(), productId: z.string() })
const added = z.object({ productId: z.string(), imageId: z.string(), isNew: z.boolean() })

const notKept = 'That photo cannot go into the catalogue any more. Please send it again.'

export const addProductPictureTool = defineTool({
  name: 'add_product_picture',
  description: [
    'Puts a photo that was sent here into the catalogue, as a picture of a product.',
    'Not to tell a customer what their photo shows: use answer_photo.',
  ].join(' '),
  phrases: [
    '=(add|put|use|keep|save) photo {photo} (to|for|as a picture of|as the picture of|as picture of|with) {product}',
    '=photo {photo} is (a picture of|the picture of|a photo of|our picture of) {product}',
  ],
  needs: 'products:write',
  input,
  frozen,

  async propose({ sql, actor }, { photo, product }) {
    const question = await pictureQuestion(sql, actor, photo)
    if (!question.kept || question.userId !== actor.userId)
      return justSay(notKept, { photo, isKept: false })
    const found = await whichProduct(sql, product, {
      tool: 'add_product_picture',
      again: (product) => ({ photo, product }),
    })
    if (found.is === 'ask') return found.ask
    const { id, name, sku } = found.one
    return {
      proposed: true,
      input: { photo, productId: id },
      facts: { photo, product: name, sku },
      summary: () => `Keep this photo (${photo}) as a picture of **${name}** (${sku})?`,
    }
  },

  async run({ sql, actor, now }, { photo, productId }) {
    const { kept } = await pictureQuestion(sql, actor, photo)
    const product = await getProduct(sql, productId)
    if (!kept || !product) throw new Refusal(notKept)
    const image = await addProductImage(sql, actor, { productId, kept, source: 'chat', now })
    return {
      facts: { productId, imageId: image.id, isNew: image.isNew },
      say: () =>
        image.isNew
          ? `**${product.name}** has this picture now; photos that look like it find it.`
          : `**${product.name}** has this picture already.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { facts }) {
    const { productId, imageId, isNew } = added.parse(facts)
    if (!isNew) throw new Refusal('That picture was there before: nothing was undone.')
    await removeProductImage(sql, actor, { productId, imageId, now })
    return { facts: { productId }, say: () => 'The picture is out of the catalogue again.' }
  },
})
