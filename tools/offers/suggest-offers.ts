import { z } from 'zod'
import { boughtTogether, safeOffers, slowMovers } from '#domain/offers.ts'
import { asJson, defineTool, type ToolContext, type ToolResult } from '#engine/tool.ts'
import { words } from '#kit/inputs.ts'
import { whichProduct } from '../catalogue/which-product.ts'

const input = z.object({
  product: words().optional().describe('To find what goes with it; slow goods when not said'),
})

const offersMax = 5

export const suggestOffersTool = defineTool({
  name: 'suggest_offers',
  description: [
    'What could be offered without losing the margin: slow goods with the discount they bear, and what is bought along with a product.',
    'Not whether one discount may be given: use judge_discount.',
  ].join(' '),
  phrases: [
    '=(what|which products|which items) (can|could|should|shall) (we|i) (offer|promote|push|put on offer|discount|put on sale|bundle|advertise|upsell) [today|this week|now|next]',
    '=(suggest|give me|show me|recommend|find) [some|an|a|the|any] (offers|offer|promotions|promotion|bundles|bundle|deals|upsells) [today|this week]',
    '=(any|what) (offers|promotions|deals|bundles) (can we make|could we make|can we run|do you suggest|should we run|are possible)',
    '=(offer ideas|promotion ideas|upsell ideas|ideas for offers|ideas for promotions)',
    '=what (can|could|should|shall) (we|i) (bundle|offer|sell|upsell|pair) [along] with {product}',
    '=(what goes with|what goes well with|what sells with|what do people buy with|what is bought with|what to offer with|what can i offer with|what could i offer with|bundle for|bundles with|bundle with|upsell for|upsell with|what to bundle with|what can we bundle with|suggest a bundle with|suggest a bundle for) {product}',
  ],
  needs: 'sales:read',
  input,

  run: (context, { product }) => (product ? goesWith(context, product) : slowOnes(context)),
})

async function slowOnes({ sql, actor, today }: ToolContext): Promise<ToolResult> {
  const slow = await slowMovers(sql, { today, limit: 4 * offersMax })
  const safe = await safeOffers(
    sql,
    slow.map(({ productId }) => productId),
  )
  const offers = slow
    .flatMap(({ productId, name, quantity }) => {
      const offer = safe.get(productId)
      return offer ? [{ name, quantity, ...offer }] : []
    })
    .slice(0, offersMax)
  const seesMargin = actor.may.has('reports:read')
  return {
    facts: asJson({
      offers: offers.map(({ margin, ...offer }) => (seesMargin ? { ...offer, margin } : offer)),
    }),
    say: ({ percent, money, count }) =>
      offers.length === 0
        ? 'Nothing needs an offer: no goods with room in their margin lie for long.'
        : [
            'These sell slowly and bear a discount:',
            ...offers.map(
              ({ name, quantity, percent: off, price, margin }) =>
                `• **${name}** (${count(quantity)} left): up to ${percent(off)} off, ${money(price)}${seesMargin ? `, margin ${percent(margin)}` : ''}`,
            ),
          ].join('\n'),
  }
}

async function goesWith({ sql, today }: ToolContext, said: string): Promise<ToolResult> {
  const found = await whichProduct(sql, said, {
    tool: 'suggest_offers',
    again: (product) => ({ product }),
  })
  if (found.is === 'ask') return found.ask
  const { id, name } = found.one
  const companions = await boughtTogether(sql, { productId: id, today, limit: offersMax })
  const safe = await safeOffers(
    sql,
    companions.map(({ productId }) => productId),
  )
  return {
    facts: asJson({
      product: name,
      companions: companions.map(({ productId, ...one }) => ({
        ...one,
        highest: safe.get(productId)?.percent ?? null,
      })),
    }),
    say: ({ count, money, percent }) =>
      companions.length === 0
        ? `Nothing has been bought along with ${name} more than once in the last year.`
        : [
            `Bought along with **${name}** in the last year:`,
            ...companions.map(({ productId, name, together, price }) => {
              const offer = safe.get(productId)
              const both = price === null ? '' : `, both ${money(price)}`
              const room = offer ? `, up to ${percent(offer.percent)} off the second` : ''
              return `• ${name}: ${count(together)} orders${both}${room}`
            }),
          ].join('\n'),
  }
}
