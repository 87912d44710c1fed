/** "Order it", below a product that a customer found. */
import { type Actor, worksHere } from '#domain/identity.ts'
import type { Product } from '#domain/products/product.ts'
import type { Offer } from '#engine/tool.ts'

/** None for those who work here, and for what has no price. */
export function orderOffer(actor: Actor, { sku, price }: Pick<Product, 'sku' | 'price'>): Offer[] {
  if (worksHere(actor) || !actor.may.has('orders:request') || price === null) return []
  return [{ title: 'Order it', tool: 'request_order', input: { product: sku } }]
}
