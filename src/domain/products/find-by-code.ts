/** The product whose code a picture or a scanner read. What was read is compared, never opened. */
import type { Sql } from '#db/sql.ts'
import { cleanWords, type FoundProduct, sellable } from './find-product.ts'

/** What a label of our own says: `tillie:product:42`. */
const ownForm = /^tillie:product:([1-9]\d{0,17})$/
/** GTINs are as long as this; the shorter ones stand in the longer with zeros before them. */
const gtinLengths = [8, 12, 13, 14]

/** By our own form, a barcode (with or without its leading zeros) or an SKU; archived ones are not found. */
export async function findByCode(sql: Sql, read: string): Promise<FoundProduct> {
  const code = cleanWords(read)
  const [, own] = ownForm.exec(code) ?? []
  if (own) return sellable(sql, [own])
  if (!code) return { is: 'none' }
  const rows = await sql<{ id: string }[]>`
    select id
    from products
    where archived_at is null
      and (barcode = any(${formsOf(code)}::text[]) or sku_key = (select lower(${code})))
    order by id`
  return sellable(
    sql,
    rows.map(({ id }) => id),
  )
}

function formsOf(code: string): string[] {
  if (!/^\d{6,14}$/.test(code)) return [code]
  const bare = code.replace(/^0+/, '')
  return [code, ...gtinLengths.map((length) => bare.padStart(length, '0'))]
}
