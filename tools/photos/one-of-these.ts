/** What a photo may show, with a button for each, and what is said when it shows none of them. */
import { worksHere } from '#domain/identity.ts'
import type { Product } from '#domain/products/product.ts'
import { asJson, type Offer, type ToolContext, type ToolResult } from '#engine/tool.ts'
import { lineOf, shelfOf } from '../catalogue/shelf.ts'

const shownMax = 5

export async function oneOfThese(
  context: ToolContext,
  { photo, products, question }: { photo: string; products: Product[]; question: string },
): Promise<ToolResult> {
  const shown = products.slice(0, shownMax)
  const shelf = await shelfOf(context, shown)
  const offers = shown.map(
    ({ id, name }, at): Offer => ({
      title: name,
      description: shelf[at]!.stock,
      tool: 'choose_product_of_photo',
      input: { photo, product: id },
    }),
  )
  const none = { title: 'None of these', tool: 'pass_on_photo', input: { photo } }
  return {
    facts: asJson({ photo, verdict: 'maybe', products: shelf }),
    say: (words) => [question, ...shelf.map((one) => `• ${lineOf(one, words)}`)].join('\n'),
    offers: [...offers, none],
  }
}

/** Said plainly; a customer's photo goes to the team. */
export function nothingLike({ actor }: ToolContext, photo: string): ToolResult {
  const hint = actor.may.has('chats:answer')
    ? `\nIf you know it, write: photo ${photo} is … and the product.`
    : ''
  return {
    facts: { photo, verdict: 'none', products: [] },
    say: () => `I don't have this, as far as I can see.${hint}`,
    photoActs: worksHere(actor) ? [] : [{ do: 'offer', photo }],
  }
}
