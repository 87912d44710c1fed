import { z } from 'zod'
import { addProduct } from '#domain/products/add-product.ts'
import { deleteProduct } from '#domain/products/archive-product.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { amount, percent, quantity, words } from '#kit/inputs.ts'
import type { Words } from '#kit/words.ts'

const input = z.object({
  name: words().describe('What it is called'),
  price: amount().optional().describe('Selling price of one, before tax'),
  sku: words().optional().describe('Its code; one is made when none is said'),
  category: words().optional(),
  unit: words().optional().describe('What one of it is: each, bag, kg …'),
  tax_rate: percent().optional(),
  reorder_point: quantity().optional().describe('Reorder when so many are left'),
})

export const addProductTool = defineTool({
  name: 'add_product',
  description:
    'Puts a new product into the catalogue. Not for goods that came in: use receive_stock. Not for another price: use change_price.',
  phrases: [
    '=add|create|make|register|enter [a] [new] product|item [called|named] {name} <(at|for|price|with price|priced at|selling at|@) {price}> <([with] sku|[with] code|sku) {sku}> <[in] category {category}> <(reorder at|reorder point) {reorder_point}> <(sold by the|unit) {unit}> <(tax|vat|with tax of) {tax_rate}>',
    '=new product|item [called|named] {name} <(at|for|price|priced at|selling at|@) {price}> <([with] sku|[with] code|sku) {sku}> <[in] category {category}> <(reorder at|reorder point) {reorder_point}> <(sold by the|unit) {unit}> <(tax|vat|with tax of) {tax_rate}>',
  ],
  needs: 'products:write',
  input,

  async propose(_context, said) {
    return {
      proposed: true,
      input: asJson(said),
      facts: asJson(said),
      summary: (words) => `Add this product?\n${described(said, words)}`,
    }
  },

  async run({ sql, actor, now }, said) {
    const { tax_rate: taxRate, reorder_point: reorderPoint, ...rest } = said
    const { id, sku, name } = await addProduct(sql, actor, { ...rest, taxRate, reorderPoint, now })
    return {
      facts: { id, sku, name },
      say: () => `**${name}** is in the catalogue as ${sku}.`,
      mustNotRepeat: true,
    }
  },

  async undo({ sql, actor, now }, { facts }) {
    const { id, name } = z.object({ id: z.string(), name: z.string() }).parse(facts)
    await deleteProduct(sql, actor, { id, now })
    return { facts: { name }, say: () => `${name} is out of the catalogue again.` }
  },
})

function described(said: z.output<typeof input>, { money, percent, count }: Words): string {
  const more = [
    said.price && `price ${money(said.price)}`,
    said.sku && `SKU ${said.sku}`,
    said.category && `category ${said.category}`,
    said.unit && `by the ${said.unit}`,
    said.tax_rate && `tax ${percent(said.tax_rate)}`,
    said.reorder_point && `reorder at ${count(said.reorder_point)}`,
  ].filter(Boolean)
  return [`**${said.name}**`, ...more].join(', ')
}
