import { z } from 'zod'
import { type DiscountVerdict, judgeDiscount } from '#domain/discounts.ts'
import { asJson, defineTool, type Json } from '#engine/tool.ts'
import { amount, percent, words } from '#kit/inputs.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { justSay } from '../ask-back.ts'
import { whichProduct } from '../catalogue/which-product.ts'
import { whichCustomer } from '../which-customer.ts'

const input = z.object({
  product: words().optional().describe('The product as the person named it, or its SKU'),
  percent: percent().optional().describe('How much would come off, e.g. "15 %"'),
  price: amount().optional().describe('Or else the price that one would be sold at'),
  customer: words().optional().describe('Who would get it'),
})

/** What comes of it, whoever words it. */
interface DiscountResult {
  action: DiscountVerdict['action']
  text: string
  metadata: { [key: string]: Json }
}

const whom = '<(to|for) {customer}>'

export const judgeDiscountTool = defineTool({
  name: 'judge_discount',
  description: [
    'Whether a discount may be given on a product: approves, counters with less, or refuses, by margin, age of the stock, customer and policy.',
    'Changes nothing. For what could be put on offer: suggest_offers.',
  ].join(' '),
  phrases: [
    `=(can|could|may|should|shall) (i|we) (give|offer|do|allow|grant|take) [a|an] {percent} [off|discount] [on|off|for|of] {product} ${whom}`,
    `=(can|could|may|should|shall) (i|we) (give|offer|do|allow|grant) {customer} [a|a discount of] {percent} [off|discount] (on|off|for) {product}`,
    `=(can|could|may|should|shall) (i|we) (give|offer|do|allow|grant) [a] discount of {percent} (on|off|for) {product} ${whom}`,
    `=(can|could|may|should|shall) (i|we) (sell|let go|give|offer) {product} (at|for) {price} ${whom}`,
    '=(can|could|may) {customer} (have|get) {percent} [off|discount] [on|off|for] {product}',
    '={customer} (wants|is asking for|asks for|asked for|would like|wants a discount of) {percent} [off|discount] (on|off|for) {product}',
    `=(would|will) [a|a discount of] {percent} [off|discount] (on|off|for) {product} be (ok|okay|fine|too much|possible|allowed|all right|alright) ${whom}`,
    `=approve|allow [a|a discount of] {percent} [off|discount] (on|off|for) {product} ${whom}`,
    '=(customer|client|a customer|someone|somebody) (wants|is asking for|asks for|asked for) [a] {percent} [off|discount] (on|off|for) {product}',
    '=(can|could|may|should) (i|we) (give|offer|allow) [{customer}] [a|a discount of] {percent} [off|discount]',
    '=(how low can|how far down can) (i|we) go (on|for|with) {product}',
    `=is [a|a discount of] {percent} [off|discount] (on|off|for) {product} (ok|okay|fine|too much|possible|allowed|all right|alright) ${whom}`,
    `={percent} [off|discount] (on|off|for) {product} [ok|okay|fine] ${whom}`,
    `=[a] discount of {percent} (on|off|for) {product} ${whom}`,
    '=(how much discount|what discount|how much|what is the highest discount|what is the most) (can|could|may) (i|we) (give|offer|take off|allow) (on|for|off) {product}',
  ],
  needs: 'sales:read',
  input,

  async run({ sql, actor, org, today }, said) {
    const asking = (field: 'product' | 'customer') => (name: string) =>
      asJson({ ...said, [field]: name })
    const again = { tool: 'judge_discount', again: asking('product') }
    if (!said.product)
      return justSay('On which product? Ask it like this: can I give 10 % on the kettle?')
    const found = await whichProduct(sql, said.product, again)
    if (found.is === 'ask') return found.ask
    const buyer = said.customer
      ? await whichCustomer(sql, said.customer, {
          tool: 'judge_discount',
          again: asking('customer'),
        })
      : null
    if (buyer?.is === 'ask') return buyer.ask
    if (found.one.price === null)
      return justSay(`${found.one.name} has no price yet: there is nothing to take off.`)
    const { percent, price } = said
    const isOpen = !percent && !price
    const verdict = await judgeDiscount(sql, {
      ...{ productId: found.one.id, percent, price, today },
      customerId: buyer?.one.id,
    })
    const seesMargin = actor.may.has('reports:read')
    const told = { ...verdict, name: found.one.name, seesMargin }
    const text = isOpen ? mostText(told, wordsFor(org)) : verdictText(told, wordsFor(org))
    const result: DiscountResult = {
      action: verdict.action,
      text,
      metadata: metadataOf(verdict, found.one.name, seesMargin),
    }
    return { facts: asJson(result), say: () => text }
  },
})

/** Those who may not see margins get the verdict and the prices. */
function metadataOf(verdict: DiscountVerdict, product: string, seesMargin: boolean) {
  const { margin, floor, stockDays, isOld, isGoodCustomer, action: _, ...open } = verdict
  const closed = { margin, floor, stockDays, isOld, isGoodCustomer }
  return { product, ...open, ...(seesMargin && closed) }
}

type Told = DiscountVerdict & { name: string; seesMargin: boolean }

function verdictText(told: Told, words: Words): string {
  const { action, asked, askedPrice, highest, highestPrice, name } = told
  const off = words.percent(asked)
  if (action === 'approve')
    return `**Yes**: ${off} off ${name} makes it ${words.money(askedPrice)}. ${reason(told, words)}`
  if (action === 'counter')
    return `**Not ${off}**: ${reason(told, words)} Offer **${words.percent(highest!)}** instead: ${name} at ${words.money(highestPrice!)}.`
  return `**No**: ${off} off ${name} is not possible. ${reason(told, words)}`
}

function reason(told: Told, { percent }: Words): string {
  const { why, margin, floor, seesMargin, isOld, isGoodCustomer, action } = told
  if (why === 'no cost') return 'Its cost is not known, so nobody can tell what would be left.'
  if (why === 'most') return 'that is more than the house allows.'
  const because = [
    isOld ? 'the stock is old' : null,
    isGoodCustomer ? 'a good customer asks' : null,
  ].filter(Boolean)
  const lower = because.length > 0 ? `, lowered because ${because.join(' and ')}` : ''
  if (action === 'approve')
    return seesMargin
      ? `The margin stays at ${percent(margin!)}, not under the floor of ${percent(floor)}${lower}.`
      : 'Enough is left of it.'
  return seesMargin
    ? `the margin would be ${percent(margin!)}, under the floor of ${percent(floor)}${lower}.`
    : 'too little would be left of it.'
}

function mostText({ name, highest, highestPrice, why }: Told, { percent, money }: Words): string {
  if (highest === null)
    return why === 'no cost'
      ? `I can't tell for ${name}: its cost is not known.`
      : `**Nothing**: ${name} has no room for a discount.`
  return `Up to **${percent(highest)}** on ${name}: ${money(highestPrice!)}.`
}
