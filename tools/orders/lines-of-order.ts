/** The line of an order that was meant. */
import type { Order, OrderLine } from '#domain/orders/order.ts'
import { Refusal } from '#kit/refusal.ts'

/** Null when none is; refused when several are. */
export function fittingLine({ number, lines }: Order, product: string): OrderLine | null {
  const said = wordsOf(product)
  const fitting = lines.filter(({ name }) => {
    const own = wordsOf(name)
    return said.length > 0 && said.every((word) => own.includes(word))
  })
  if (fitting.length > 1)
    throw new Refusal(
      `"${product}" fits several lines of order ${number}: ${fitting.map(({ name }) => name).join('; ')}. Say which.`,
    )
  return fitting[0] ?? null
}

/** Refused when none or several are. */
export function lineOfOrder(order: Order, product: string): OrderLine {
  const line = fittingLine(order, product)
  if (!line) throw new Refusal(`Order ${order.number} has no "${product}" in it.`)
  return line
}

/** "Mugs" are a "Mug", and "tea" is no "Teapot". */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
  const words = plain
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word && !/^(?:the|an?|of)$/.test(word))
  return words.map((word) => word.replace(/(?<=..)(?:(?<=s|x|z|ch|sh)es|(?<!s)s)$/, ''))
}
