/** The product that was named. */
import type { Sql } from '#db/sql.ts'
import { findProduct } from '#domain/products/find-product.ts'
import type { Product } from '#domain/products/product.ts'
import type { Json } from '#engine/tool.ts'
import type { SpokenLine } from '#kit/inputs.ts'
import { type Found, justSay, whichOne } from '../ask-back.ts'

interface Asking {
  /** The tool that a tapped button calls. */
  tool: string
  /** Its input with the named product in place. */
  again: (product: string) => Json
}

/** One product, or what to ask back. `said` may be a name, an SKU or a barcode. */
export async function whichProduct(
  sql: Sql,
  said: string,
  { tool, again }: Asking,
): Promise<Found<Product>> {
  const found = await findProduct(sql, said)
  if (found.is === 'one') return { is: 'one', one: found.product }
  if (found.is === 'none')
    return { is: 'ask', ask: justSay(`I find no product called "${said}".`, { unknown: said }) }
  const choices = found.products.map(({ name, sku }) => ({
    title: name,
    description: sku,
    input: again(sku),
  }))
  return { is: 'ask', ask: whichOne(tool, said, choices) }
}

export type NamedLine = SpokenLine & { found: Product }

/** All lines with their products, or the first question that has to be answered before. */
export async function whichProducts(
  sql: Sql,
  lines: readonly SpokenLine[],
  tool: string,
  again: (lines: SpokenLine[]) => Json,
): Promise<Found<NamedLine[]>> {
  const named: NamedLine[] = []
  for (const [i, line] of lines.entries()) {
    const put = (product: string) => again(lines.with(i, { ...line, product, unit: undefined }))
    const found = await whichOfUnit(sql, line, { tool, again: put })
    if (found.is === 'ask') return found
    named.push({ ...line, found: found.one })
  }
  return { is: 'one', one: named }
}

/** "bags of rice": where several are rice, the one that says bag. */
async function whichOfUnit(sql: Sql, { product, unit }: SpokenLine, asking: Asking) {
  const found = await whichProduct(sql, product, asking)
  if (found.is === 'one' || !unit) return found
  const withUnit = await findProduct(sql, `${product} ${unit}`)
  return withUnit.is === 'one' ? { is: 'one' as const, one: withUnit.product } : found
}
