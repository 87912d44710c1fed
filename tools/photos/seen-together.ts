/** Several products in one photo, for those who keep the stock: each with how sure that is. */
import type { PictureQuestion } from '#domain/pictures/picture-questions.ts'
import { standingProducts } from '#domain/pictures/standing.ts'
import { asJson, type ToolContext, type ToolResult } from '#engine/tool.ts'
import { lineOf, shelfOf } from '../catalogue/shelf.ts'

const sureMin = 0.8

type Sure = 'by its code' | 'surely' | 'probably'

/** Null where the photo shows one, or whoever asks may not know the stock. */
export async function seenTogether(
  context: ToolContext,
  { id: photo, found, parts, verdict }: PictureQuestion,
): Promise<ToolResult | null> {
  if (!context.actor.may.has('inventory:read')) return null
  const seen = new Map<string, Sure>()
  const [first] = found
  for (const { product, by } of found) if (by === 'code') seen.set(product, 'by its code')
  if (verdict === 'this' && first && first.by === 'looks')
    seen.set(first.product, sureness(first.score))
  for (const { product, score } of parts) if (!seen.has(product)) seen.set(product, sureness(score))
  if (seen.size < 2) return null
  const products = await standingProducts(context.sql, [...seen.keys()])
  const shelf = await shelfOf(context, products)
  const told = shelf.map((one, at) => ({ ...one, sure: seen.get(products[at]!.id)! }))
  return {
    facts: asJson({ photo, verdict: 'several', products: told }),
    say: (words) =>
      [
        `I see ${told.length} products:`,
        ...told.map((one) => `• ${lineOf(one, words)} – ${one.sure}`),
        'Please look whether more is in it: what stands behind or is cut off, I may miss.',
      ].join('\n'),
  }
}

const sureness = (score: number): Sure => (score >= sureMin ? 'surely' : 'probably')
